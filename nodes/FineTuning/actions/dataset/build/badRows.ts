import type { IExecuteFunctions } from 'n8n-workflow';
import { NodeOperationError } from 'n8n-workflow';

import { counted } from '../../../dataset/words';

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
	const which =
		bad.length === items && items > 1
			? `All ${items} items`
			: `${bad.length} of ${counted(items, 'item')}`;
	return new NodeOperationError(
		context.getNode(),
		`${which} cannot be made an example. ${inWords(bad, items)}`,
		{
			description:
				"Correct these items, or the expressions in the node's fields. To leave bad items out, set On Error to Continue in the node's settings: the output then lists them under 'skipped'.",
			itemIndex: bad[0]?.itemIndex,
		},
	);
}

/** The same problem of many items is told once. */
function inWords(bad: readonly BadRow[], items: number): string {
	const [{ problem } = { problem: '' }] = bad;
	if (bad.length > 1 && bad.every((one) => one.problem === problem)) {
		if (bad.length === items) return `${problem}.`;
		const numbers = bad.slice(0, SHOWN).map(({ itemIndex }) => itemIndex);
		const more = bad.length > SHOWN ? ` and ${bad.length - SHOWN} more` : '';
		return `Items ${numbers.join(', ')}${more}: ${problem}.`;
	}
	const first = bad.slice(0, SHOWN).map((one) => `Item ${one.itemIndex}: ${one.problem}.`);
	const more = bad.length > SHOWN ? ` And ${counted(bad.length - SHOWN, 'more item')}.` : '';
	return `${first.join(' ')}${more}`;
}
