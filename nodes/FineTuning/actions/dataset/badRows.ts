import type { IExecuteFunctions } from 'n8n-workflow';
import { NodeOperationError } from 'n8n-workflow';

import { counted } from '../../dataset/report';

/** An item that gives no example, and why. */
export interface BadRow {
	itemIndex: number;
	problem: string;
}

const SHOWN = 5;

/** The error for items that give no example: it names the first of them, in its message. */
export function badRowsError(
	context: IExecuteFunctions,
	bad: readonly BadRow[],
	items: number,
): NodeOperationError {
	const first = bad
		.slice(0, SHOWN)
		.map(({ itemIndex, problem }) => `Item ${itemIndex}: ${problem}.`);
	const more = bad.length > SHOWN ? ` And ${counted(bad.length - SHOWN, 'more item')}.` : '';
	return new NodeOperationError(
		context.getNode(),
		`${bad.length} of ${counted(items, 'item')} cannot be made an example. ${first.join(' ')}${more}`,
		{
			description:
				"Correct these items, or the expressions in the node's fields. To leave bad items out, set On Error to Continue in the node's settings: the output then lists them under 'skipped'.",
			itemIndex: bad[0]?.itemIndex,
		},
	);
}
