import type { IDataObject, INodeExecutionData } from 'n8n-workflow';

import { matchesJob } from '../shared/filters';
import { rawJob, simplifyCheckpoint, simplifyEvent, simplifyJob } from '../shared/simplify';
import { unlessGone } from '../shared/transport/gone';
import { collect } from '../shared/transport/pages';
import type { Connection } from '../shared/transport/request';
import type { FineTuningJob, JobCheckpoint, JobEvent } from '../shared/types';
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

/** The items that tell the news, with the job's log and checkpoints where wanted. */
export async function itemsOf(
	news: readonly News[],
	connection: Connection,
	parameters: TriggerParameters,
): Promise<INodeExecutionData[]> {
	const items: INodeExecutionData[] = [];
	for (const { job, event, previousStatus } of news) {
		const json: IDataObject = {
			event,
			eventId: `${job.id}:${job.status}`,
			summary: summarize(event, job),
			previousStatus,
			...(parameters.simplify ? simplifyJob(job) : { job: rawJob(job) }),
		};
		if (parameters.includeEvents > 0) {
			json.events = await partsOf<JobEvent>(
				connection,
				job,
				'events',
				parameters.includeEvents,
				parameters.simplify ? simplifyEvent : undefined,
			);
		}
		if (parameters.includeCheckpoints) {
			json.checkpoints = await partsOf<JobCheckpoint>(
				connection,
				job,
				'checkpoints',
				Number.POSITIVE_INFINITY,
				parameters.simplify ? simplifyCheckpoint : undefined,
			);
		}
		items.push({ json });
	}
	return items;
}

/** Null where the provider has none for this job: the news must not wait for them for ever. */
async function partsOf<T extends { id: string }>(
	connection: Connection,
	job: FineTuningJob,
	segment: 'events' | 'checkpoints',
	limit: number,
	simplify: ((part: T) => IDataObject) | undefined,
): Promise<IDataObject[] | null> {
	const parts = await unlessGone(
		connection,
		['404', '405'],
		async () =>
			await collect<T>(
				connection,
				{
					path: ['fine_tuning', 'jobs', job.id, segment],
					action: `list the ${segment}`,
					subject: { kind: 'job', id: job.id },
				},
				limit,
			),
	);
	return parts?.map(simplify ?? ((part) => ({ ...part }) as IDataObject)) ?? null;
}
