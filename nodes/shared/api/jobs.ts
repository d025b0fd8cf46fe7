import { NodeApiError, type JsonObject } from 'n8n-workflow';

import { isTerminal, type Job, type JobStatus } from '../domain/job';
import type { Page } from '../domain/page';
import type { Exchange } from '../http';
import type { JobPart, JobQuery } from '../providers/protocol';
import type { Probe } from '../transport/connection';
import { offered, send, sendForPage, unlessGone, within, type Caller, type Limit } from './caller';

export type JobChange = 'cancel' | 'pause' | 'resume';

export interface JobsApi {
	list(query: JobQuery, limit?: Limit): Promise<Page<Job>>;
	get(id: string, limit?: Limit): Promise<Job>;
	/** @returns null when the server does not know the job */
	find(id: string): Promise<Job | null>;
	/**
	 * Cancels, pauses or resumes a job. When the answer is lost, the job itself tells whether it worked; if
	 * not, asking again does no harm. A job that is cancelled already counts as cancelled by this.
	 */
	change(id: string, verb: JobChange): Promise<Job>;
}

/** A job in one of these has neither paused nor ended; a provider's own word, such as `pausing`, is neither. */
const ACTIVE: ReadonlySet<JobStatus> = new Set(['validating_files', 'queued', 'running']);

/** The statuses in which a change has come about. */
const DONE: Record<JobChange, (status: JobStatus) => boolean> = {
	cancel: (status) => status === 'cancelled',
	pause: (status) => !ACTIVE.has(status) && !isTerminal(status),
	resume: (status) => status === 'queued' || status === 'running',
};

/** How servers refuse a change that does not fit the job's status. */
const REFUSALS: ReadonlyArray<string | null> = ['400', '409', '422'];

export function jobsApi(caller: Caller): JobsApi {
	const { jobs } = caller.provider;

	const get = async (id: string, limit: Limit = {}) =>
		await send(within(caller, limit), jobs.get(id), {
			action: 'get the job',
			subject: { kind: 'job', id },
		});

	const probeChange = async (id: string, verb: JobChange): Promise<Probe<Job>> => {
		try {
			const job = await get(id);
			return DONE[verb](job.status) ? { state: 'found', value: job } : { state: 'absent' };
		} catch {
			// The change's own failure is what the user is told.
			return { state: 'unknown' };
		}
	};

	return {
		list: async (query, limit = {}) =>
			await sendForPage(within(caller, limit), jobs.list(query), { action: 'list the jobs' }),

		get,

		find: async (id) => await unlessGone(caller, ['404'], async () => await get(id)),

		async change(id, verb) {
			const route: NonNullable<JobPart[JobChange]> = offered(
				caller,
				(provider) => provider.jobs[verb],
				`${verb} jobs`,
			);
			const exchange: Exchange<Job> = route(id);
			try {
				return await send(caller, exchange, {
					action: `${verb} the job`,
					subject: { kind: 'job', id },
					recovery: { repeat: 'safe', probe: async () => await probeChange(id, verb) },
				});
			} catch (error) {
				const refused = error instanceof NodeApiError && REFUSALS.includes(error.httpCode);
				const probe = verb === 'cancel' && refused ? await probeChange(id, verb) : undefined;
				if (probe?.state === 'found') return probe.value;
				throw new NodeApiError(caller.context.getNode(), error as JsonObject);
			}
		},
	};
}
