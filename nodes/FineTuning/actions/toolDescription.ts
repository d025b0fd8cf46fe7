import type { INodeProperties } from 'n8n-workflow';

import type { Operation } from './operation';

/** What an agent has no use for: how much is returned, and where files lie that it cannot see. */
const LEFT_OUT: ReadonlySet<string> = new Set([
	'simplify',
	'returnAll',
	'limit',
	'binaryPropertyName',
	'trainingBinaryProperty',
]);

/**
 * What an AI agent is told of the operation as its tool, for the user to change. n8n itself would say `Get job in
 * Fine-Tuning`, and nothing of the fields. It leaves its own field out where a node brings one of this name.
 */
export function toolDescriptionField(operation: Operation): INodeProperties {
	return {
		displayName: 'Description',
		name: 'toolDescription',
		type: 'string',
		default: toolDescription(operation),
		required: true,
		typeOptions: { rows: 4 },
		description: 'What the agent is told of this tool: when to use it, and what to give it',
		displayOptions: { show: { '@tool': [true] } },
	};
}

function toolDescription({ description, costs, fields, offline }: Operation): string {
	// Datasets are made of the items of a workflow, which an agent does not write.
	const told = fields
		.filter(({ name, type }) => !offline && type !== 'collection' && !LEFT_OUT.has(name))
		.map(fieldInWords);
	return [
		`${description}.`,
		costs && 'It costs money at the provider: use it only when you are told to do just this.',
		told.length > 0 && `Fields: ${told.join('; ')}.`,
	]
		.filter(Boolean)
		.join(' ');
}

/** `Job: The fine-tuning job (e.g. ftjob-abc123)`, `Output: How much of the metrics to give (steps or summary)` */
function fieldInWords(field: INodeProperties): string {
	const { displayName, description, modes, options = [], placeholder } = field;
	const choices = options.flatMap((one) => ('value' in one ? [String(one.value)] : []));
	const example = placeholder ?? modes?.find(({ name }) => name === 'id')?.placeholder;
	const given = choices.length > 0 ? choices.join(' or ') : example;
	return `${displayName}: ${(description ?? '').replace(/\.$/, '')}${given ? ` (${given})` : ''}`;
}
