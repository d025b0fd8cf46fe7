import { NodeApiError, NodeOperationError, type JsonObject } from 'n8n-workflow';

import { isTerminal, type Job, type JobStatus, type Steps } from '../domain/job';
import type { Page } from '../domain/page';
import type { Exchange } from '../http';
import { isOwnAddress } from '../providers/credential';
import type { Changed, JobPart, JobQuery } from '../providers/protocol';
import { TIMEOUT_MS } from '../timing';
import type { Probe } from '../transport/connection';
import { settled, settledPage } from './progress';
import { offered, send, sendForPage, unlessGone, within, type Caller, type Limit } from './caller';

export type JobChange = 'cancel' | 'pause' | 'resume';

export interface JobsApi {
	/** @param concerns which jobs have to be as they stand now, where that takes more than the list; all unless given */
	list(query: JobQuery, limit?: Limit, concerns?: (job: Job) => boolean): Promise<Page<Job>>;
	get(id: string, limit?: Limit): Promise<Job>;
	/** A job of a list, with the reason of its failure where the provider keeps that elsewhere. Never throws. */
	explained(job: Job, limit?: Limit): Promise<Job>;
	/** The job's page in the provider's console; null where none is known. */
	url(job: Job): string | null;
	/**
	 * How far a job is that has not ended, as far as it tells itself. Never throws.
	 * @param ask whether its log and metrics are read where it does not
	 */
	steps(job: Job, ask: boolean): Promise<Steps>;
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

/** Whether a change has come about, or will. */
const DONE: Record<JobChange, (job: Job) => boolean> = {
	cancel: ({ status, isCancelling }) => status === 'cancelled' || isCancelling === true,
	pause: ({ status }) => !ACTIVE.has(status) && !isTerminal(status),
	resume: ({ status }) => status === 'queued' || status === 'running',
};

/** How servers refuse a change that does not fit the job's status. */
const REFUSALS: ReadonlyArray<string | null> = ['400', '409', '422'];

/** The answer to cancelling a job that has ended. @throws NodeOperationError unless it is cancelled already */
function ended({ context }: Caller, job: Job): Job {
	if (job.status === 'cancelled') return job;
	throw new NodeOperationError(
		context.getNode(),
		`Job ${job.id} has ended already: ${job.status}`,
		{
			description: 'Only a job that has not ended can be cancelled.',
		},
	);
}

/** What the provider tells of a failure elsewhere than in the job is worth a call, but no error. */
async function explained(caller: Caller, job: Job): Promise<Job> {
	const route = caller.provider.jobs.failure;
	if (!route || job.status !== 'failed' || job.failure) return job;
	try {
		const { failure } = await send(caller, route(job.id), { action: 'read why the job failed' });
		return { ...job, failure };
	} catch {
		return job;
	}
}

/** Where nothing can be learnt of it, how far a job is must not be what fails. */
async function stepsInLog(caller: Caller, { id: jobId }: Job): Promise<Steps> {
	const { events, metrics } = caller.provider;
	const ask = async <T>(exchange: Exchange<T> | undefined): Promise<T | null> => {
		if (!exchange) return null;
		try {
			return await send(caller, exchange, {
				action: 'read how far the job is',
				once: true,
				timeoutMs: TIMEOUT_MS / 4,
			});
		} catch {
			return null;
		}
	};
	const [page, measured] = await Promise.all([
		ask(events?.({ jobId, limit: NEWEST_EVENTS })),
		ask(metrics?.(jobId)),
	]);
	const told = page?.items ?? [];
	return {
		current: largest([...told, ...(measured ?? [])].map(({ step }) => step)),
		total: largest(told.map(({ totalSteps }) => totalSteps)),
	};
}

function largest(numbers: ReadonlyArray<number | null>): number | null {
	return numbers.reduce((most, one) => Math.max(most ?? 0, one ?? 0) || null, null);
}

const UNKNOWN: Steps = { current: null, total: null };
/** A training tells of each step: the newest lines of the log do. */
const NEWEST_EVENTS = 20;

export function jobsApi(caller: Caller): JobsApi {
	const { jobs } = caller.provider;

	const get = async (id: string, limit: Limit = {}) => {
		const limited = within(caller, limit);
		const subject = { kind: 'job' as const, id };
		const job = await send(limited, jobs.get(id), { action: 'get the job', subject });
		return await explained(limited, await settled(limited, job));
	};

	const probeChange = async (id: string, verb: JobChange): Promise<Probe<Job>> => {
		try {
			const job = await get(id);
			// One that has ended meanwhile must not be cancelled by being asked again.
			const over = jobs.cancelsEnded && isTerminal(job.status);
			return over || DONE[verb](job) ? { state: 'found', value: job } : { state: 'absent' };
		} catch {
			// The change's own failure is what the user is told.
			return { state: 'unknown' };
		}
	};

	/** The job after a change. @throws NodeOperationError where it has ended by itself meanwhile */
	const told = (job: Job) =>
		jobs.cancelsEnded && isTerminal(job.status) ? ended(caller, job) : job;

	return {
		async list(query, limit = {}, concerns = () => true) {
			const limited = within(caller, limit);
			const page = await sendForPage(limited, jobs.list(query), { action: 'list the jobs' });
			const reading = within(limited, { withinMs: limit.progressWithinMs });
			return await settledPage(reading, page, concerns);
		},

		get,

		explained: async (job, limit = {}) => await explained(within(caller, limit), job),

		url: ({ id }) =>
			isOwnAddress(caller.provider, caller.connection.server.baseUrl)
				? (jobs.page?.(id) ?? null)
				: null,

		steps: async (job, ask) => job.steps ?? (ask ? await stepsInLog(caller, job) : UNKNOWN),

		find: async (id) => await unlessGone(caller, ['404'], async () => await get(id)),

		async change(id, verb) {
			const route: NonNullable<JobPart[JobChange]> = offered(
				caller,
				(provider) => provider.jobs[verb],
				`${verb} jobs`,
			);
			if (verb === 'cancel' && jobs.cancelsEnded) {
				const job = await get(id);
				if (isTerminal(job.status)) return ended(caller, job);
			}
			const exchange: Exchange<Changed> = route(id);
			try {
				const changed = await send(caller, exchange, {
					action: `${verb} the job`,
					subject: { kind: 'job', id },
					recovery: { repeat: 'safe', probe: async () => await probeChange(id, verb) },
				});
				const job = changed === 'done' ? await get(id) : changed;
				return told(job);
			} catch (error) {
				const refused = error instanceof NodeApiError && REFUSALS.includes(error.httpCode);
				const probe = verb === 'cancel' && refused ? await probeChange(id, verb) : undefined;
				if (probe?.state === 'found') return told(probe.value);
				throw new NodeApiError(caller.context.getNode(), error as JsonObject);
			}
		},
	};
}
