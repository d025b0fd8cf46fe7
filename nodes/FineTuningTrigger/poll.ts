import type { INodeExecutionData, IPollFunctions } from 'n8n-workflow';
import { NodeOperationError } from 'n8n-workflow';

import { openApi } from '../shared/api';
import { readPages } from '../shared/api/pages';
import { CREDENTIAL_TYPE } from '../shared/http';
import { EVENTS } from './events';
import { itemsOf, newsOf, type News } from './items';
import { baselineOf, isOutdated, remember, unlessPolling } from './memory';
import { readParameters, watchingOf, type TriggerParameters } from './parameters';
import { takeSnapshot } from './snapshot';
import { apiSource } from './source';
import { emptyState, readState, type TrackerState } from './state';
import { advance } from './tracker';
import type { Source } from './walk';

/** What n8n gives a poll where it does not say. */
const DEFAULT_BUDGET_MS = 5 * 60_000;
/** Somebody is waiting in the editor for an activation. */
const ACTIVATION_BUDGET_MS = 30_000;
/** The rest of the budget is for the last call under way and for the log and checkpoints. */
const SHARE_FOR_JOBS = 0.7;
const MANUAL_ITEMS = 5;

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
	return await unlessPolling(key, async () => await pollOnce(context, parameters, key));
}

async function pollOnce(
	context: IPollFunctions,
	parameters: TriggerParameters,
	key: string,
): Promise<INodeExecutionData[][] | null> {
	const started = Date.now();
	const api = await openApi(context);
	const staticData = context.getWorkflowStaticData('node');
	const credential = context.getNode().credentials?.[CREDENTIAL_TYPE]?.id ?? '';
	const watching = watchingOf(`${credential} ${api.account}`, parameters);
	const stored = readState(staticData.tracker, watching);
	// The mode of polls with durable cursors: only there is the state a copy.
	const isCopy = context.getActivationMode() === 'update';
	const state = stored ?? (isCopy ? baselineOf(key, watching) : undefined) ?? emptyState(watching);
	if (isCopy && isOutdated(key, state, started)) return null;
	const budgetMs = budgetOf(context, state);
	api.endBy(started + budgetMs);
	const source = apiSource(api, parameters, budgetMs * SHARE_FOR_JOBS);
	const snapshot = await takeSnapshot(state, source);
	refuseUnknownJobs(context, parameters, state, snapshot.missing);
	const next = advance(state, snapshot);
	const items = await itemsOf(newsOf(next.transitions, parameters), api, parameters);
	for (const id of next.vanished) {
		context.logger.warn(`Fine-Tuning Trigger: the server does not know job ${id} any more`, { id });
	}
	// Last of all, when nothing can fail any more: what was not reported must be found again.
	staticData.tracker = next.state;
	remember(key, next.state, items.length > 0, Date.now());
	return items.length > 0 ? [items] : null;
}

/** The time this poll has, in milliseconds. */
function budgetOf(context: IPollFunctions, { look: polls }: TrackerState): number {
	// Older versions of n8n have no such method.
	const ask: (() => number) | undefined = context.getPollBudgetMs;
	const whole = ask?.call(context) ?? DEFAULT_BUDGET_MS;
	return polls === 0 ? Math.min(whole, ACTIVATION_BUDGET_MS) : whole * 0.9;
}

/** A mistyped job ID would wait for ever: say so while somebody is looking. */
function refuseUnknownJobs(
	context: IPollFunctions,
	{ jobIds }: TriggerParameters,
	state: TrackerState,
	missing: readonly string[],
): void {
	if (jobIds.length === 0 || state.look > 0 || missing.length === 0) return;
	throw new NodeOperationError(context.getNode(), `Job was not found: ${missing.join(', ')}`, {
		description: "Correct 'Job IDs' under Filters, or check the credential.",
	});
}

/** Fetch Test Event: recent matching jobs as their items would look; nothing is remembered. */
async function showRecent(
	context: IPollFunctions,
	parameters: TriggerParameters,
): Promise<INodeExecutionData[][]> {
	const api = await openApi(context);
	const source = apiSource(api, parameters, DEFAULT_BUDGET_MS);
	const recent: News[] = [];
	for await (const job of recentJobs(source)) {
		recent.push(...newsOf([{ job, previousStatus: null }], parameters));
		if (recent.length >= MANUAL_ITEMS) break;
	}
	if (recent.length === 0) {
		const chosen = EVENTS.filter((event) => parameters.events.includes(event)).join(', ');
		throw new NodeOperationError(context.getNode(), 'No job to show yet', {
			description: `Among the latest jobs at ${api.baseUrl} none matches the filters and these events: ${chosen}. Start a job, or change 'Events' and 'Filters'. The published workflow is triggered by new changes all the same.`,
		});
	}
	return [await itemsOf(recent, api, parameters)];
}

/** How far back the test event looks for a job to show. */
const MANUAL_PAGES = 5;

async function* recentJobs(source: Source) {
	if (source.only.length > 0) {
		for (const id of source.only) {
			const job = await source.get(id);
			if (job) yield job;
		}
		return;
	}
	let pages = 0;
	for await (const { items } of readPages(source.list)) {
		yield* items;
		pages += 1;
		if (pages === MANUAL_PAGES) return;
	}
}
