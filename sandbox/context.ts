import type { Blobs } from './blobs';
import type { Clock } from './clock';
import type { Dialect } from './dialects';
import { ApiError, jobNotFound } from './errors';
import type { Faults } from './faults';
import type { LateRequests } from './late';
import type { DateQuirks, JobQuirks, ListQuirks } from './quirks';
import type { JobRecord, Store } from './store';
import type { Trainer } from './training/trainer';

/** How much the server takes. */
export interface Limits {
	/** More requests in one real second are answered with 429. */
	requestsPerSecond?: number;
	/** What the `retry-after` of that 429 says; 1 unless given. */
	retryAfterSeconds?: number;
	/** More unfinished jobs on one model are refused with 429. */
	activeJobs?: number;
}

/** One request as received. The bytes of files are not kept. */
export interface RequestRecord {
	method: string;
	path: string;
	query: Record<string, string>;
	headers: Record<string, string | string[] | undefined>;
	body?: unknown;
}

/** What routes work with. */
export interface Context {
	clock: Clock;
	speed: number;
	dialect: Dialect;
	store: Store;
	trainer: Trainer;
	blobs: Blobs;
	faults: Faults;
	late: LateRequests;
	list: ListQuirks;
	jobs: JobQuirks;
	date: DateQuirks;
	limits: Limits;
	requests: RequestRecord[];
	apiKey: string;
	adminKey: string;
}

/**
 * The record of a job that clients may see.
 * @throws ApiError 404, in the recorded words; 403 for one that is forbidden.
 */
export function findJob(context: Context, id: string): JobRecord {
	const record = context.store.jobs.get(id);
	if (!record || context.list.hidden.has(id)) throw jobNotFound(id);
	if (context.jobs.forbidden.has(id)) {
		const message = `You do not have access to the fine-tuning job ${id}.`;
		throw new ApiError(403, message, { code: 'insufficient_permissions' });
	}
	return record;
}
