import type { IExecuteFunctions, INodeExecutionData } from 'n8n-workflow';
import { assert, NodeApiError, NodeOperationError } from 'n8n-workflow';

import { connect } from '../../shared/transport/connection';
import type { Connection } from '../../shared/transport/request';
import { mapConcurrently } from './concurrency';
import type { BatchOperation, BatchRun, ItemOperation, ItemRun, Operation } from './operation';
import { RESOURCES } from './resources';

const READS_AT_ONCE = 10;

type Result = { ok: true; items: INodeExecutionData[] } | { ok: false; error: NodeError };
type NodeError = NodeApiError | NodeOperationError;

/** Runs the chosen operation over all input items; the credential is opened only where it is needed. */
export async function runOperation(context: IExecuteFunctions): Promise<INodeExecutionData[][]> {
	const operation = chosenOperation(context);
	const opened = operation.offline ? undefined : await connect(context);
	const batch = new Batch(context, opened);
	const output = operation.executeAll
		? await runTogether(operation, batch)
		: await runEach(operation, batch);
	return [output];
}

/** A connection for those who ask for it: an offline operation that does so is a mistake of ours. */
class Connected {
	constructor(
		readonly context: IExecuteFunctions,
		private readonly opened: Connection | undefined,
	) {}

	get connection(): Connection {
		assert(this.opened, 'An operation marked offline asked for the connection');
		return this.opened;
	}
}

class Item extends Connected implements ItemRun {
	readonly leftBehind: string[] = [];

	constructor(
		context: IExecuteFunctions,
		opened: Connection | undefined,
		readonly itemIndex: number,
	) {
		super(context, opened);
	}
}

class Batch extends Connected implements BatchRun {
	readonly items: Item[];

	constructor(context: IExecuteFunctions, opened: Connection | undefined) {
		super(context, opened);
		this.items = context.getInputData().map((_, index) => new Item(context, opened, index));
	}
}

/**
 * Runs the items each for itself: several at once, results in the items' order, each paired with its
 * item. With Continue On Fail a failed item gives `{ error }`; without, nothing new is started after
 * the first failure, and the error names what was created before it.
 */
async function runEach(
	operation: ItemOperation,
	{ context, items }: BatchRun,
): Promise<INodeExecutionData[]> {
	const continues = context.continueOnFail();
	const results = await mapConcurrently(
		items,
		operation.creates || operation.offline ? 1 : READS_AT_ONCE,
		async (run) => await runItem(operation, run),
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
	return output;
}

/** Runs all items as one. With Continue On Fail a failure gives one `{ error }` for all of them. */
async function runTogether(
	operation: BatchOperation,
	batch: BatchRun,
): Promise<INodeExecutionData[]> {
	try {
		return await operation.executeAll(batch);
	} catch (thrown) {
		const error = asNodeError(batch.context, thrown);
		if (!batch.context.continueOnFail()) throw error;
		const pairedItem = batch.items.map(({ itemIndex }) => ({ item: itemIndex }));
		return [{ json: { error: error.message }, pairedItem }];
	}
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

async function runItem(operation: ItemOperation, run: ItemRun): Promise<Result> {
	const { context, itemIndex, leftBehind } = run;
	try {
		const outputs = await operation.execute(run);
		const binary = operation.keepsBinary ? context.getInputData()[itemIndex]?.binary : undefined;
		return {
			ok: true,
			items: outputs.map((json) => ({
				json,
				...(binary && { binary }),
				pairedItem: { item: itemIndex },
			})),
		};
	} catch (thrown) {
		const error = asNodeError(context, thrown);
		// Wrapping a NodeApiError again would drop these.
		error.context.itemIndex = itemIndex;
		if (leftBehind.length > 0) {
			error.message += `. Already uploaded, to be reused or deleted: ${leftBehind.join(', ')}`;
		}
		return { ok: false, error };
	}
}

/** An error as n8n's own, whatever was thrown. */
function asNodeError(context: IExecuteFunctions, error: unknown): NodeError {
	return error instanceof NodeApiError || error instanceof NodeOperationError
		? error
		: new NodeOperationError(
				context.getNode(),
				error instanceof Error ? error.message : String(error),
			);
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
