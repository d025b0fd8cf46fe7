import type { IDataObject } from 'n8n-workflow';
import { NodeOperationError } from 'n8n-workflow';

import { asNumber, asText, shortened, shown } from '../../shared/text';
import { readMoment } from '../../shared/time';
import type { ItemRun } from './operation';

/** A field's text, trimmed; an expression may give a number. */
export function textParameter({ context, itemIndex }: ItemRun, name: string): string {
	return asText(context.getNodeParameter(name, itemIndex, ''));
}

/**
 * A text that must be there.
 * @throws NodeOperationError naming the field, before anything is sent
 */
export function requiredText(run: ItemRun, name: string, displayName: string): string {
	return required(run, textParameter(run, name), displayName);
}

/** The value a locator points at, in either mode; empty when nothing is chosen. */
export function locatorParameter({ context, itemIndex }: ItemRun, name: string): string {
	return asText(context.getNodeParameter(name, itemIndex, '', { extractValue: true }));
}

/**
 * A locator that must point at something.
 * @throws as requiredText, and for an ID that says by itself that it is of something else
 */
export function requiredLocator(run: ItemRun, name: string, displayName: string): string {
	const id = required(run, locatorParameter(run, name), displayName);
	const wanted = /job/i.test(displayName) ? 'job' : /file/i.test(displayName) ? 'file' : undefined;
	const [, found] = SPEAKING_IDS.find(([beginning]) => beginning.test(id)) ?? [];
	if (!wanted || !found || found === wanted) return id;
	throw new NodeOperationError(run.context.getNode(), `'${displayName}' is the ID of a ${found}`, {
		description: `Enter the ID of a ${wanted} in the place of ${shortened(id)}, or choose one from the list.`,
	});
}

/** IDs that tell what they are of; most providers have none of these. */
const SPEAKING_IDS: ReadonlyArray<[beginning: RegExp, kind: string]> = [
	[/^file-/, 'file'],
	[/^ftjob-/, 'job'],
	[/^(ft:|ftckpt_)/, 'model'],
];

function required({ context }: ItemRun, value: string, displayName: string): string {
	if (value !== '') return value;
	throw new NodeOperationError(context.getNode(), `'${displayName}' is empty`, {
		description: 'Choose or enter it, or check the expression that should give it.',
	});
}

export function collectionParameter({ context, itemIndex }: ItemRun, name: string): IDataObject {
	return context.getNodeParameter(name, itemIndex, {}) as IDataObject;
}

export function flagParameter({ context, itemIndex }: ItemRun, name: string): boolean {
	return context.getNodeParameter(name, itemIndex) === true;
}

/** Whether the user wants results simplified. */
export function wantsSimplified(run: ItemRun): boolean {
	return flagParameter(run, 'simplify');
}

/** How many results are wanted: the limit, or Infinity for Return All. */
export function limitParameter(run: ItemRun): number {
	if (flagParameter(run, 'returnAll')) return Number.POSITIVE_INFINITY;
	const limit = Number(run.context.getNodeParameter('limit', run.itemIndex));
	if (!Number.isInteger(limit) || limit < 1) {
		throw new NodeOperationError(run.context.getNode(), "'Limit' must be a whole number from 1", {
			description: 'Correct the limit, or turn on Return All.',
		});
	}
	return limit;
}

/**
 * A number out of a collection, also one given as text; undefined for what was left alone.
 * @param range smallest and largest that is taken; none: any whole number
 * @throws NodeOperationError naming the field
 */
export function numberOption(
	{ context }: ItemRun,
	value: unknown,
	displayName: string,
	range?: readonly [number, number],
): number | undefined {
	const number = asNumber(value);
	if (number === undefined) return undefined;
	const fits = range ? number >= range[0] && number <= range[1] : Number.isSafeInteger(number);
	if (fits) return number;
	const wanted = range ? `from ${range[0]} to ${range[1]}` : 'a whole number';
	throw new NodeOperationError(
		context.getNode(),
		`'${displayName}' is ${shown(value)}, and must be ${wanted}`,
		{ description: 'Correct the option, or remove it.' },
	);
}

/**
 * A date out of a collection, in Unix seconds; undefined for what was left empty. Without a zone it is meant
 * in the workflow's.
 * @throws NodeOperationError naming the field
 */
export function momentOption(
	{ context }: ItemRun,
	value: unknown,
	displayName: string,
): number | undefined {
	if (value === undefined || value === null || value === '') return undefined;
	const moment = readMoment(value, context.getTimezone());
	if (moment !== null) return moment;
	throw new NodeOperationError(
		context.getNode(),
		`'${displayName}' is ${shown(value)}, which is not a date`,
		{ description: 'Enter a date such as 2026-11-24 or 2026-11-24T08:30, or remove the filter.' },
	);
}
