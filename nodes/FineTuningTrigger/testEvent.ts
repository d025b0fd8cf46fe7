import type { INodeExecutionData, IPollFunctions } from 'n8n-workflow';
import { NodeOperationError } from 'n8n-workflow';

import { openApi, type Api } from '../shared/api';
import { PAGE_SIZE, readPages } from '../shared/api/pages';
import { EVENTS } from './events';
import { itemsOf, newsOf, type News } from './items';
import type { TriggerParameters } from './parameters';

/** How far back the test event looks for a job to show. */
const PAGES = 5;

/** Fetch Test Event: the newest matching job as its item would look, as other triggers of n8n do; nothing is remembered. */
export async function showRecent(
	context: IPollFunctions,
	parameters: TriggerParameters,
): Promise<INodeExecutionData[][]> {
	const api = await openApi(context);
	let recent: News[] = [];
	for await (const job of recentJobs(api, parameters)) {
		recent = newsOf([{ job, previousStatus: null, occurrence: 1 }], parameters);
		if (recent.length > 0) break;
	}
	if (recent.length === 0) {
		const chosen = EVENTS.filter((event) => parameters.events.includes(event)).join(', ');
		throw new NodeOperationError(context.getNode(), 'No job to show yet', {
			description: `Among the latest jobs at ${api.baseUrl} none matches the filters and these events: ${chosen}. Start a job, or change 'Events' and 'Filters'. The published workflow is triggered by new changes all the same.`,
		});
	}
	// Somebody is waiting: what cannot be had is left out at once.
	const { items } = await itemsOf(recent, () => Number.POSITIVE_INFINITY, api, parameters);
	return [items];
}

async function* recentJobs(api: Api, { jobIds, filter }: TriggerParameters) {
	for (const id of jobIds) {
		const job = await api.jobs.find(id);
		if (job) yield job;
	}
	if (jobIds.length > 0) return;
	let pages = 0;
	const { metadata } = filter;
	for await (const { items } of readPages(
		async (cursor) => await api.jobs.list({ metadata, cursor, limit: PAGE_SIZE }),
	)) {
		yield* items;
		pages += 1;
		if (pages === PAGES) return;
	}
}
