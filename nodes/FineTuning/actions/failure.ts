import type { INodeExecutionData } from 'n8n-workflow';
import { NodeApiError, NodeOperationError } from 'n8n-workflow';

import type { ItemRun } from './operation';

export type NodeError = NodeApiError | NodeOperationError;

/** An item's error as n8n's own, whatever was thrown, with what the item left behind. */
export function asNodeError(
	{ context, itemIndex, leftBehind }: ItemRun,
	error: unknown,
): NodeError {
	const known =
		error instanceof NodeApiError || error instanceof NodeOperationError
			? error
			: new NodeOperationError(
					context.getNode(),
					error instanceof Error ? error.message : String(error),
				);
	// Wrapping a NodeApiError again would drop these.
	known.context.itemIndex = itemIndex;
	if (leftBehind.length > 0) {
		const uploaded = `Already uploaded, to be reused or deleted: ${leftBehind.join(', ')}.`;
		known.description = [known.description, uploaded].filter(Boolean).join(' ');
		known.context.leftBehind = uploaded;
	}
	return known;
}

/** What a failed item gives with Continue On Fail: one text, in which nothing may be lost. */
export function errorItem(itemIndex: number, { message, context }: NodeError): INodeExecutionData {
	const { leftBehind } = context;
	const error = typeof leftBehind === 'string' ? `${message}. ${leftBehind}` : message;
	return { json: { error }, pairedItem: { item: itemIndex } };
}

/**
 * For operations on all items together: what an item that failed gives.
 * @throws the item's error when Continue On Fail is off
 */
export function failedItem(run: ItemRun, error: unknown): INodeExecutionData {
	const known = asNodeError(run, error);
	if (!run.context.continueOnFail()) throw known;
	return errorItem(run.itemIndex, known);
}
