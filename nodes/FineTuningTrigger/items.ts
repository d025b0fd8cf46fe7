import type { IDataObject, INodeExecutionData } from 'n8n-workflow';

import type { Api } from '../shared/api';
import { unlessGone } from '../shared/api/caller';
import { collect } from '../shared/api/pages';
import { matchesJob, simplifyJob, type Job } from '../shared/domain/job';
import {
	simplifyCheckpoint,
	simplifyEvent,
	type Checkpoint,
	type JobEvent,
} from '../shared/domain/jobLog';
import type { Page } from '../shared/domain/page';
import type { PartQuery } from '../shared/providers/protocol';
import { eventOf, type TriggerEvent } from './events';
import type { TriggerParameters } from './parameters';
import { summarize } from './summary';
import type { Transition } from './tracker';

/** A transition that the user asked for, under the name they asked for it. */
export interface News extends Transition {
	event: TriggerEvent;
}

export function newsOf(
	transitions: readonly Transition[],
	{ events, filter }: TriggerParameters,
): News[] {
	return transitions.flatMap((transition) => {
		const event = matchesJob(transition.job, filter) === true ? eventOf(transition, events) : null;
		return event ? [{ ...transition, event }] : [];
	});
}

/** The items that report the news, with the job's log and checkpoints where wanted. */
export async function itemsOf(
	news: readonly News[],
	api: Api,
	{ simplify, includeEvents, includeCheckpoints }: TriggerParameters,
): Promise<INodeExecutionData[]> {
	const { events, checkpoints } = api.provider;
	const items: INodeExecutionData[] = [];
	for (const { job, event, previousStatus } of news) {
		const json: IDataObject = {
			event,
			eventId: `${job.id}:${job.status}`,
			summary: summarize(event, job),
			previousStatus,
			...(simplify ? simplifyJob(job) : { job: job.raw }),
		};
		if (includeEvents > 0) {
			const parts = events && (await partsOf<JobEvent>(api, job, api.events, includeEvents));
			json.events = parts?.map((part) => (simplify ? simplifyEvent(part) : part.raw)) ?? null;
		}
		if (includeCheckpoints) {
			const all = Number.POSITIVE_INFINITY;
			const parts = checkpoints && (await partsOf<Checkpoint>(api, job, api.checkpoints, all));
			json.checkpoints =
				parts?.map((part) => (simplify ? simplifyCheckpoint(part) : part.raw)) ?? null;
		}
		items.push({ json });
	}
	return items;
}

/** Null where the server has none for this job: the news must not wait for them. */
async function partsOf<T extends { id: string }>(
	api: Api,
	{ id: jobId }: Job,
	list: (query: PartQuery) => Promise<Page<T>>,
	limit: number,
): Promise<T[] | null> {
	return await unlessGone(
		api,
		['404', '405'],
		async () => await collect<T>(async (part) => await list({ jobId, ...part }), { limit }),
	);
}
