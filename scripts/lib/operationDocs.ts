import type { INodeProperties } from 'n8n-workflow';

import { FineTuningApi } from '../../credentials/FineTuningApi.credentials';
import type { Operation, Resource } from '../../nodes/FineTuning/actions/operation';
import { RESOURCES } from '../../nodes/FineTuning/actions/resources';
import { triggerProperties } from '../../nodes/FineTuningTrigger/properties';
import { choicesOf, isField, isGroup } from './fieldTree';
import type { Parts } from './generated';
import { table } from './markdown';
import { supportOf } from './providerDocs';

/** What the reference says of each operation, of the trigger and of the credential. */
export const OPERATION_PARTS: Parts = {
	...Object.fromEntries(
		RESOURCES.flatMap((resource) =>
			resource.operations.map((operation) => [
				`${resource.name} ${operation.name}`,
				() => operationText(resource, operation),
			]),
		),
	),
	trigger: () => fieldsText(triggerProperties),
	credential: () => fieldsText(new FineTuningApi().properties),
};

function operationText(resource: Resource, operation: Operation): string {
	const by = operation.offline
		? 'Runs on your n8n alone: no provider, no credential.'
		: `**Providers:** ${supportOf(resource.name, operation.name)}.`;
	const parts = [
		operation === resource.operations[0] && `## ${resource.name}`,
		`### ${resource.name}: ${operation.name}`,
		`${operation.description}.`,
		by,
		fieldsText(operation.fields),
	];
	return parts.filter(Boolean).join('\n\n');
}

/** Notices as paragraphs, then all other fields as a table. */
function fieldsText(fields: readonly INodeProperties[]): string {
	const notices = fields
		.filter(({ type }) => type === 'notice')
		.map((one) => [condition(one, fields), one.displayName].filter(Boolean).join(' '));
	const rows = fields
		.filter(({ type }) => type !== 'notice')
		.flatMap((field) => rowsOf(field, { beside: fields, above: '' }));
	return [...notices, table(['Field', 'Takes', 'Opens With', 'What It Does'], rows)].join('\n\n');
}

interface Place {
	/** The fields that a condition can name. */
	beside: readonly INodeProperties[];
	/** The names of the groups it stands in, such as `Options → `. */
	above: string;
}

/** A field and, behind it, those that it holds. A group that says nothing has no row of its own. */
function rowsOf(field: INodeProperties, { beside, above }: Place): string[][] {
	const label = `${above}${field.displayName}`;
	const inner = (field.options ?? []).flatMap((entry) => {
		if (isGroup(entry)) return entry.values;
		return isField(entry) ? [entry] : [];
	});
	const rows = inner.flatMap((one) =>
		rowsOf(one, { beside: [...beside, ...inner], above: `${label} → ` }),
	);
	if (inner.length > 0 && !field.description) return rows;
	return [[label, takes(field), opensWith(field), explanation(field, beside)], ...rows];
}

function takes(field: INodeProperties): string {
	const { required, placeholder } = field;
	const isExample = placeholder?.startsWith('e.g. ');
	const parts = [
		kindOf(field),
		isExample && `e.g. \`${placeholder?.slice('e.g. '.length)}\``,
		required && 'required',
	];
	return parts.filter(Boolean).join(', ');
}

function kindOf({ type, typeOptions = {} }: INodeProperties): string {
	switch (type) {
		case 'string':
			return typeOptions.password ? 'Secret' : 'Text';
		case 'number': {
			const { minValue: from, maxValue: to, numberPrecision } = typeOptions;
			const kind = numberPrecision === 0 ? 'Whole number' : 'Number';
			if (to !== undefined) return `${kind}, ${from ?? 0} to ${to}`;
			return from === undefined ? kind : `${kind}, from ${from}`;
		}
		case 'boolean':
			return 'On or off';
		case 'options':
			return 'One choice';
		case 'multiOptions':
			return 'Several choices';
		case 'dateTime':
			return 'Date and time';
		case 'json':
			return 'JSON';
		case 'resourceLocator':
			return 'From the list, or an ID';
		case 'collection':
			return 'Fields to add';
		case 'fixedCollection':
			return 'Rows to add';
		default:
			throw new Error(`The reference has no word for a field of the type ${type}`);
	}
}

function opensWith(field: INodeProperties): string {
	const { type } = field;
	const value = locatorValue(field.default);
	if (type === 'collection' || type === 'fixedCollection') return '';
	if (Array.isArray(value) || type === 'options') {
		const wanted = [value].flat();
		const names = choicesOf(field).filter((one) => wanted.includes(one.value));
		return names.map(({ name }) => `_${name}_`).join(', ');
	}
	if (typeof value === 'boolean') return value ? 'On' : 'Off';
	if (value === '' || value === undefined || value === null) return '';
	const text = String(value);
	return `\`${text.startsWith('=') ? text.slice(1) : text.replace(/\s*\n\s*/g, ' ')}\``;
}

function locatorValue(value: INodeProperties['default']): unknown {
	return typeof value === 'object' && value !== null && 'value' in value ? value.value : value;
}

function explanation(field: INodeProperties, beside: readonly INodeProperties[]): string {
	const { description = '', hint = '' } = field;
	const choices = choicesOf(field);
	const explained = choices.filter((choice) => choice.description);
	const plain = choices.filter((choice) => !choice.description).map(({ name }) => `_${name}_`);
	const lines = [
		[condition(field, beside), sentence(description), sentence(hint)].filter(Boolean).join(' '),
		...explained.map((choice) => `_${choice.name}_: ${sentence(choice.description)}`),
		plain.join(', '),
	];
	return lines.filter(Boolean).join('<br>');
}

function sentence(text = ''): string {
	return text === '' || text.endsWith('.') ? text : `${text}.`;
}

/** When the editor shows a field, e.g. `Only with _Method_: _Reinforcement_.`; empty for always. */
function condition(
	{ displayOptions = {} }: INodeProperties,
	beside: readonly INodeProperties[],
): string {
	const { show = {}, hide = {} } = displayOptions;
	const inWords = (rules: typeof show) =>
		Object.entries(rules).map(([name, values = []]) => {
			const other = beside.find((one) => one.name === name.replace(/^\//, ''));
			if (!other || !Array.isArray(values)) throw new Error(`No field ${name} to depend on`);
			const said = values.map((value) => settingText(other, value));
			return `_${other.displayName}_: ${said.join(' or ')}`;
		});
	const [only, never] = [inWords(show).join(' and '), inWords(hide).join(' and ')];
	return [only && `Only with ${only}.`, never && `Not with ${never}.`].filter(Boolean).join(' ');
}

function settingText(field: INodeProperties, value: unknown): string {
	if (typeof value === 'boolean') return value ? 'on' : 'off';
	const choice = choicesOf(field).find((one) => one.value === value);
	if (!choice) throw new Error(`${field.displayName} has no choice ${String(value)}`);
	return `_${choice.name}_`;
}
