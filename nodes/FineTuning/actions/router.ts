import type { IExecuteFunctions, INodeExecutionData } from 'n8n-workflow';
import { NodeApiError, NodeOperationError } from 'n8n-workflow';

import { connect } from '../../shared/transport/connection';
import type { ItemRun, Operation } from './operation';
import { mapConcurrently } from './concurrency';
import { RESOURCES } from './resources';

const READS_AT_ONCE = 10;

type Result = { ok: true; items: INodeExecutionData[] } | { ok: false; error: NodeError };
type NodeError = NodeApiError | NodeOperationError;

/**
 * Runs the chosen operation over all input items: several at once, results in the items' order, each
 * paired with its item. With Continue On Fail a failed item gives `{ error }`; without, nothing new is
 * started after the first failure, and the error names what was created before it.
 */
export async function runOperation(context: IExecuteFunctions): Promise<INodeExecutionData[][]> {
	const operation = chosenOperation(context);
	const connection = await connect(context);
	const continues = context.continueOnFail();
	const results = await mapConcurrently(
		context.getInputData(),
		operation.creates ? 1 : READS_AT_ONCE,
		async (_, itemIndex) =>
			await runItem(operation, { context, connection, itemIndex, leftBehind: [] }),
		(result) => !result.ok && !continues,
	);
	const output: INodeExecutionData[] = [];
	for (const [itemIndex, result] of results.entries()) {
		// Items after the first failure were never started.
		if (!result) continue;
		if (result.ok) {
			output.push(...result.items);
		} else if (continues) {
			output.push({
				json: { error: result.error.message },
				pairedItem: { item: itemIndex },
			});
		} else {
			throw withCreated(result.error, createdBefore(operation, results));
		}
	}
	return [output];
}

function chosenOperation(context: IExecuteFunctions): Operation {
	const resource = context.getNodeParameter('resource', 0);
	const value = context.getNodeParameter('operation', 0);
	const found = RESOURCES.find((one) => one.value === resource)?.operations.find(
		(one) => one.value === value,
	);
	if (!found) {
		throw new NodeOperationError(
			context.getNode(),
			`There is no operation '${String(value)}' for the resource '${String(resource)}'`,
			{ description: 'Choose resource and operation from the lists, not by expression.' },
		);
	}
	return found;
}

async function runItem(operation: Operation, run: ItemRun): Promise<Result> {
	try {
		const outputs = await operation.execute(run);
		return {
			ok: true,
			items: outputs.map((json) => ({ json, pairedItem: { item: run.itemIndex } })),
		};
	} catch (error) {
		return { ok: false, error: asNodeError(run, error) };
	}
}

/** An item's error as n8n's own, whatever was thrown, with what the item left behind. */
function asNodeError({ context, itemIndex, leftBehind }: ItemRun, error: unknown): NodeError {
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
		known.message += `. Already uploaded, to be reused or deleted: ${leftBehind.join(', ')}`;
	}
	return known;
}

function withCreated(error: NodeError, created: string): NodeError {
	if (created) error.description = [error.description, created].filter(Boolean).join(' ');
	return error;
}

/** The IDs of what earlier items created: without them a paid job would be lost with the output. */
function createdBefore({ creates }: Operation, results: ReadonlyArray<Result | undefined>): string {
	if (!creates) return '';
	const ids = results.flatMap((result) =>
		result?.ok ? result.items.map(({ json }) => String(json.id)) : [],
	);
	return ids.length > 0
		? `Already created for earlier items, and still there: ${creates} ${ids.join(', ')}.`
		: '';
}
