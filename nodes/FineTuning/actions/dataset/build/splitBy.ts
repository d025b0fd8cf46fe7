import { NodeOperationError } from 'n8n-workflow';

import type { ItemRun } from '../../operation';
import type { Row } from './readRows';

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
		const text = typeof value === 'object' ? JSON.stringify(value) : String(value);
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
