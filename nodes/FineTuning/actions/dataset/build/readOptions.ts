import { NodeOperationError } from 'n8n-workflow';

import type { Fault } from '../../../dataset/findings';
import { parseJson } from '../../../dataset/json';
import { toolFaults } from '../../../dataset/tools';
import { jsonlName } from '../../file/upload/uploadFile';
import type { ItemRun } from '../../operation';
import type { Row } from './readRows';

/** The names of both files from the one the user gives: `tickets.jsonl` and `tickets-validation.jsonl`. */
export function namesOf(fileName: string): { training: string; validation: string } {
	const training = jsonlName(fileName);
	return {
		training,
		validation:
			fileName === '' ? 'validation.jsonl' : training.replace(/\.jsonl$/i, '-validation.jsonl'),
	};
}

/**
 * The tools that are offered in every example; undefined without any.
 * @throws NodeOperationError for what the API would not take
 */
export function readTools({ context }: ItemRun, given: unknown): unknown[] | undefined {
	const fail = (problem: string) =>
		new NodeOperationError(context.getNode(), `'Tools' cannot be used: ${problem}`, {
			description:
				'Give a list such as [{"type": "function", "function": {"name": "get_weather", "parameters": {…}}}].',
		});
	if (given === undefined || given === null || given === '') return undefined;
	const parsed = typeof given === 'string' ? parseJson(given) : { ok: true as const, value: given };
	if (!parsed.ok) throw fail(parsed.problem);
	const { value } = parsed;
	if (!Array.isArray(value)) throw fail('it is no list');
	const faults: Fault[] = [];
	toolFaults({ tools: value }, 'the list', faults);
	const [first] = faults;
	if (first) throw fail(first.message);
	return value.length > 0 ? value : undefined;
}

/**
 * What each row is split by: the value of the input field that the option names, or what its expression
 * gives. Undefined for rows that have none.
 * @throws NodeOperationError when all rows have the same value, as nothing could be put aside then
 */
export function splitGroupOf(runs: readonly ItemRun[]): (row: Row) => string | undefined {
	const groups = new Map<number, string>();
	for (const { context, itemIndex } of runs) {
		const given = context.getNodeParameter('options.splitBy', itemIndex, '') as unknown;
		const json = context.getInputData()[itemIndex]?.json ?? {};
		const value = typeof given === 'string' && given in json ? json[given] : given;
		// The same customer, however it was typed.
		const text = plain(typeof value === 'object' ? JSON.stringify(value) : String(value));
		if (value !== undefined && value !== null && text !== '') groups.set(itemIndex, text);
	}
	const [first] = runs;
	if (
		first &&
		runs.length > 1 &&
		groups.size === runs.length &&
		new Set(groups.values()).size === 1
	) {
		throw new NodeOperationError(
			first.context.getNode(),
			"'Split By' gives the same value for every item",
			{
				description:
					'Enter the name of an input field, e.g. customer, or drag the field into it: examples with the same value stay in the same file.',
			},
		);
	}
	return ({ itemIndex }) => groups.get(itemIndex);
}

function plain(text: string): string {
	return text.normalize('NFC').toLowerCase().replace(/\s+/g, ' ').trim();
}
