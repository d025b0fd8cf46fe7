import type { IExecuteFunctions, INodeExecutionData } from 'n8n-workflow';
import { assert, NodeOperationError } from 'n8n-workflow';

import { openApi, type Api } from '../../shared/api';
import { mapConcurrently } from '../../shared/concurrency';
import { asNodeError, errorItem, failedItem, type NodeError } from './failure';
import type { ItemRun, Operation } from './operation';
import { RESOURCES } from './resources';

/** As many as may be in flight at all: how many are, the budget of the account decides. */
const READS_AT_ONCE = 100;
/** Of operations that hold much of each item. */
const LARGE_AT_ONCE = 10;

type Result = { ok: true; items: INodeExecutionData[] } | { ok: false; error: NodeError };

/**
 * Runs the chosen operation over all input items: several at once, results in the items' order, each
 * paired with its item. With Continue On Fail a failed item gives `{ error }`; without, nothing new is
 * started after the first failure, and the error names what was created before it.
 */
export async function runOperation(context: IExecuteFunctions): Promise<INodeExecutionData[][]> {
	const operation = chosenOperation(context);
	const api = operation.offline ? undefined : await openApi(context);
	const continues = context.continueOnFail();
	const runs = context.getInputData().map((_, index) => new Run(context, api, index));
	if (operation.executeAll) return [await runTogether(operation.executeAll, runs, continues)];
	const results = await mapConcurrently(
		runs,
		atOnce(operation),
		async (run) => await runItem(operation, run),
		(result) => !result.ok && !continues,
	);
	const output: INodeExecutionData[] = [];
	for (const [itemIndex, result] of results.entries()) {
		// Items after the first failure were never started.
		if (!result) continue;
		if (result.ok) {
			// One by one: a call takes so many arguments only.
			for (const item of result.items) output.push(item);
		} else if (continues) {
			output.push(errorItem(itemIndex, result.error));
		} else {
			throw withCreated(result.error, createdBefore(operation, results));
		}
	}
	return [output];
}

function atOnce({ creates, offline, large }: Operation): number {
	if (creates || offline) return 1;
	return large ? LARGE_AT_ONCE : READS_AT_ONCE;
}

/** One item's run. An offline operation that asks for the API is a mistake of ours. */
class Run implements ItemRun {
	readonly leftBehind: string[] = [];

	constructor(
		readonly context: IExecuteFunctions,
		private readonly opened: Api | undefined,
		readonly itemIndex: number,
	) {}

	get api(): Api {
		assert(this.opened, 'An operation marked offline asked for the API');
		return this.opened;
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

async function runItem(operation: Operation, run: ItemRun): Promise<Result> {
	try {
		const pairedItem = { item: run.itemIndex };
		const items = (await operation.execute?.(run)) ?? [];
		const binary = operation.keepsBinary
			? run.context.getInputData()[run.itemIndex]?.binary
			: undefined;
		return {
			ok: true,
			items: items.map((item) => ({ ...(binary && { binary }), ...item, pairedItem })),
		};
	} catch (error) {
		return { ok: false, error: asNodeError(run, error) };
	}
}

/** With Continue On Fail, what fails for all items together is every item's failure. */
async function runTogether(
	executeAll: NonNullable<Operation['executeAll']>,
	runs: ItemRun[],
	continues: boolean,
): Promise<INodeExecutionData[]> {
	if (runs.length === 0) return [];
	if (!continues) return await executeAll(runs);
	try {
		return await executeAll(runs);
	} catch (error) {
		return runs.map((run) => failedItem(run, error));
	}
}

function withCreated(error: NodeError, created: string): NodeError {
	if (created) error.description = [error.description, created].filter(Boolean).join(' ');
	return error;
}

/** The IDs of what earlier items created: without them a paid job would be lost with the output. */
function createdBefore({ creates }: Operation, results: ReadonlyArray<Result | undefined>): string {
	if (!creates) return '';
	const ids = results.flatMap((result) =>
		result?.ok ? result.items.map(({ json }) => String(json.id ?? json.model)) : [],
	);
	return ids.length > 0
		? `Already created for earlier items, and still there: ${creates} ${ids.join(', ')}.`
		: '';
}
