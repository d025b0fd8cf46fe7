import type { INodeExecutionData, IPollFunctions, JsonObject } from 'n8n-workflow';
import { NodeApiError, NodeOperationError } from 'n8n-workflow';

import { openApi } from '../shared/api';
import { itemsOf, newsOf } from './items';
import { baselineOf, isOutdated, remember, unlessPolling } from './memory';
import { readParameters, watchingOf, type TriggerParameters } from './parameters';
import { takeSnapshot } from './snapshot';
import { apiSource } from './source';
import { emptyState, readState, trackedIn, withKey, type TrackerState } from './state';
import { showRecent } from './testEvent';
import { advance, holdBack, type Snapshot } from './tracker';

/** What n8n gives a poll where it does not say. */
const DEFAULT_BUDGET_MS = 5 * 60_000;
/** Somebody is waiting in the editor for an activation. */
const ACTIVATION_BUDGET_MS = 30_000;
/** The rest of the budget is for the last call under way and for the log and checkpoints. */
const SHARE_FOR_JOBS = 0.7;

/** One poll: new items, or null when there are none. */
export async function poll(context: IPollFunctions): Promise<INodeExecutionData[][] | null> {
	const parameters = readParameters(context);
	if (parameters.events.length === 0) {
		throw new NodeOperationError(context.getNode(), "'Events' is empty", {
			description: 'Choose at least one status change to wait for.',
		});
	}
	if (context.getMode() === 'manual') return await showRecent(context, parameters);
	const key = `${context.getWorkflow().id ?? ''}:${context.getNode().id}`;
	return await unlessPolling(
		key,
		budgetOf(context),
		async (isCurrent) => await pollOnce(context, parameters, key, isCurrent),
	);
}

async function pollOnce(
	context: IPollFunctions,
	parameters: TriggerParameters,
	key: string,
	isCurrent: () => boolean,
): Promise<INodeExecutionData[][] | null> {
	const started = Date.now();
	const api = await openApi(context);
	const staticData = context.getWorkflowStaticData('node');
	const watching = watchingOf(api.account, parameters);
	// The mode of polls with durable cursors: only there is the state a copy.
	const isCopy = context.getActivationMode() === 'update';
	const stored = readState(staticData.tracker, watching);
	const state = withKey(
		stored ?? (isCopy ? baselineOf(key, watching) : undefined) ?? emptyState(watching, api.keyHash),
		api.keyHash,
	);
	if (isCopy && isOutdated(key, state, started)) return null;
	const whole = budgetOf(context);
	const budgetMs = state.poll === 0 ? Math.min(whole, ACTIVATION_BUDGET_MS) : whole * 0.9;
	api.endBy(started + budgetMs);
	const source = apiSource(api, parameters, budgetMs * SHARE_FOR_JOBS);
	const snapshot = await takeSnapshot(state, source);
	reportTrouble(context, parameters, state, snapshot);
	const next = advance(state, snapshot);
	for (const id of next.vanished) {
		context.logger.warn(`Fine-Tuning Trigger: the server does not know job ${id} any more`, { id });
	}
	const { items, held } = await itemsOf(
		newsOf(next.transitions, parameters),
		(id) => trackedIn(state, id)?.failed ?? 0,
		api,
		parameters,
	);
	// Another poll has taken this one's place, and reports what this one was to.
	if (!isCurrent()) return null;
	// Last of all, when nothing can fail any more: what was not reported must be found again.
	const after = holdBack(next.state, state, held);
	staticData.tracker = after;
	remember(key, after, isCopy || items.length > 0, Date.now());
	return items.length > 0 ? [items] : null;
}

/** The time that n8n gives this poll, in milliseconds. */
function budgetOf(context: IPollFunctions): number {
	// Older versions of n8n have no such method.
	const ask: (() => number) | undefined = context.getPollBudgetMs;
	return ask?.call(context) ?? DEFAULT_BUDGET_MS;
}

/**
 * One job's error concerns that job. Where there is no list, a poll that could read nothing has failed;
 * and a mistyped job ID would wait for ever, so it is said while somebody is looking.
 */
function reportTrouble(
	context: IPollFunctions,
	{ jobIds }: TriggerParameters,
	state: TrackerState,
	{ found, missing, failed }: Snapshot,
): void {
	const [first] = failed;
	if (jobIds.length > 0 && first && found.size === 0 && missing.length === 0) {
		throw new NodeApiError(context.getNode(), first.error as unknown as JsonObject);
	}
	if (jobIds.length > 0 && state.poll === 0 && missing.length > 0) {
		throw new NodeOperationError(context.getNode(), `Job was not found: ${missing.join(', ')}`, {
			description: "Correct 'Job IDs' under Filters, or check the credential.",
		});
	}
	for (const { id, error } of failed) {
		context.logger.warn(
			`Fine-Tuning Trigger: job ${id} is left out of this poll and tried again. ${error.message}`,
			{ id },
		);
	}
}
