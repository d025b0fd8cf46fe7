import type { Blobs } from './blobs';
import type { Clock } from './clock';
import type { Dialect } from './dialects';
import { jobNotFound } from './errors';
import type { Faults } from './faults';
import type { JobRecord, Store } from './store';

/** Ways in which providers' listings misbehave. */
export interface ListQuirks {
	/** Order of the job list; newest first is the API's. */
	order?: 'newest' | 'oldest';
	/** No page is longer, whatever `limit` asks. */
	maxLimit?: number;
	/** `has_more` is true even on the last page. */
	alwaysHasMore?: boolean;
	/** The job list shows how things were so many seconds ago. */
	lagSeconds?: number;
	/** Ids of jobs that are missing from the list and answer 404. */
	hidden: Set<string>;
}

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
	blobs: Blobs;
	faults: Faults;
	list: ListQuirks;
	limits: Limits;
	requests: RequestRecord[];
	apiKey: string;
	adminKey: string;
}

/**
 * The record of a job that clients may see.
 * @throws ApiError 404, in the recorded words.
 */
export function findJob(context: Context, id: string): JobRecord {
	const record = context.store.jobs.get(id);
	if (!record || context.list.hidden.has(id)) throw jobNotFound(id);
	return record;
}
