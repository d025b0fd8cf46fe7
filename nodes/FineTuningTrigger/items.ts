import type { IDataObject, INodeExecutionData } from 'n8n-workflow';
import { NodeApiError } from 'n8n-workflow';

import type { Api } from '../shared/api';
import { collect } from '../shared/api/pages';
import { isTerminal, matchesJob, simplifyJob, type Job } from '../shared/domain/job';
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

/** So many polls wait for what belongs to a job that has ended; then it is reported without. */
const MAX_HELD = 3;

/**
 * The items that report the news, with the job's log and checkpoints where wanted.
 * @param triesOf how many times a job was held already
 * @returns also what is to be reported by a later poll, since the server could not give all of it
 */
export async function itemsOf(
	news: readonly News[],
	triesOf: (id: string) => number,
	api: Api,
	parameters: TriggerParameters,
): Promise<{ items: INodeExecutionData[]; held: News[] }> {
	const items: INodeExecutionData[] = [];
	const held: News[] = [];
	for (const { job, ...known } of news) {
		const one = { ...known, job: await api.jobs.explained(job) };
		const extras = await extrasOf(one.job, api, parameters);
		// Any other status may be over by the next poll.
		const waits = extras.again && isTerminal(one.job.status) && triesOf(one.job.id) < MAX_HELD;
		if (waits) held.push(one);
		else
			items.push({ json: { ...itemOf(one, api.jobs.url(one.job), parameters), ...extras.fields } });
	}
	return { items, held };
}

function itemOf(
	{ job, event, previousStatus, occurrence }: News,
	url: string | null,
	{ simplify }: TriggerParameters,
): IDataObject {
	return {
		event,
		eventId: [job.id, job.status, ...(occurrence > 1 ? [occurrence] : [])].join(':'),
		summary: summarize(event, job, url),
		previousStatus,
		...(simplify ? simplifyJob(job, url) : { job: job.raw }),
	};
}

/** What goes with an item; `again` when a part of it failed in a way that may pass. */
async function extrasOf(
	job: Job,
	api: Api,
	{ simplify, includeEvents, includeCheckpoints }: TriggerParameters,
): Promise<{ fields: IDataObject; again: boolean }> {
	const { events, checkpoints } = api.provider;
	const fields: IDataObject = {};
	let again = false;
	if (includeEvents > 0) {
		const log = events ? await partsOf<JobEvent>(api, job, api.events, includeEvents) : NONE;
		again ||= log.again;
		fields.events = log.parts?.map((part) => (simplify ? simplifyEvent(part) : part.raw)) ?? null;
	}
	if (includeCheckpoints) {
		const saved = checkpoints
			? await partsOf<Checkpoint>(api, job, api.checkpoints, Number.POSITIVE_INFINITY)
			: NONE;
		again ||= saved.again;
		fields.checkpoints =
			saved.parts?.map((part) => (simplify ? simplifyCheckpoint(part) : part.raw)) ?? null;
	}
	return { fields, again };
}

const NONE = { parts: null, again: false };

/** Null where the server does not give any for this job: the other jobs must not wait for them. */
async function partsOf<T extends { id: string }>(
	{ context }: Api,
	{ id: jobId }: Job,
	list: (query: PartQuery) => Promise<Page<T>>,
	limit: number,
): Promise<{ parts: T[] | null; again: boolean }> {
	try {
		const parts = await collect<T>(async (part) => await list({ jobId, ...part }), { limit });
		return { parts, again: false };
	} catch (error) {
		const code = error instanceof NodeApiError ? Number(error.httpCode) : Number.NaN;
		// The server has none: not worth a word.
		if (code === 404 || code === 405) return NONE;
		const { message } = error as Error;
		context.logger.warn(`Fine-Tuning Trigger: ${message}`, { id: jobId });
		return { parts: null, again: !(code >= 400 && code < 500) || code === 408 || code === 429 };
	}
}
