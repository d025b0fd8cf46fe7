import type { IExecuteFunctions, INodeExecutionData } from 'n8n-workflow';
import { NodeOperationError } from 'n8n-workflow';

import { connect } from '../../shared/transport/connection';
import { mapConcurrently } from './concurrency';
import { asNodeError, errorItem, failedItem, type NodeError } from './failure';
import type { ItemRun, Operation } from './operation';
import { RESOURCES } from './resources';

const READS_AT_ONCE = 10;

type Result = { ok: true; items: INodeExecutionData[] } | { ok: false; error: NodeError };

/**
 * Runs the chosen operation over all input items: several at once, results in the items' order, each
 * paired with its item. With Continue On Fail a failed item gives `{ error }`; without, nothing new is
 * started after the first failure, and the error names what was created before it.
 */
export async function runOperation(context: IExecuteFunctions): Promise<INodeExecutionData[][]> {
	const operation = chosenOperation(context);
	const connection = await connect(context);
	const continues = context.continueOnFail();
	const runs = context
		.getInputData()
		.map((_, itemIndex): ItemRun => ({ context, connection, itemIndex, leftBehind: [] }));
	if (operation.executeAll) return [await runTogether(operation.executeAll, runs, continues)];
	const results = await mapConcurrently(
		runs,
		operation.creates ? 1 : READS_AT_ONCE,
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
			output.push(errorItem(itemIndex, result.error));
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
		const pairedItem = { item: run.itemIndex };
		const jsons = (await operation.execute?.(run)) ?? [];
		const items = (await operation.executeWithBinary?.(run)) ?? jsons.map((json) => ({ json }));
		return { ok: true, items: items.map((item) => ({ ...item, pairedItem })) };
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
		result?.ok ? result.items.map(({ json }) => String(json.id)) : [],
	);
	return ids.length > 0
		? `Already created for earlier items, and still there: ${creates} ${ids.join(', ')}.`
		: '';
}
