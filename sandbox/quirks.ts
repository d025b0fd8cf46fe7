import type { FineTuningJob } from './types';

/** How a job is put into an answer; what comes back need not be a job. */
export type Shown = (job: FineTuningJob) => unknown;

/** Ways in which providers' listings misbehave. */
export interface ListQuirks {
	/** Order of the job list; newest first is the API's. */
	order?: 'newest' | 'oldest';
	/** Neighbours in the job list change places: the second comes first, the fourth third. */
	swapsPairs?: boolean;
	/** No page is longer, whatever `limit` asks. */
	maxLimit?: number;
	/** `has_more` is true even on the last page. */
	alwaysHasMore?: boolean;
	/** `has_more` is false even when there is more. */
	neverHasMore?: boolean;
	/** The job list shows how things were so many seconds ago. */
	lagSeconds?: number;
	/** A job appears in the list only so long after it came; real milliseconds, seconds of the clock. */
	appearsAfterMs?: number;
	appearsAfterSeconds?: number;
	/** Jobs dated after the clock are in the list, too. */
	showsFuture?: boolean;
	/** Filters by metadata are ignored. */
	ignoresFilters?: boolean;
	/** Ids of jobs that are missing from the list and answer 404. */
	hidden: Set<string>;
	/** How the job list shows jobs; see `MALFORMED`. */
	shownAs?: Shown;
}

/** Ways in which jobs misbehave, in the list and alone. */
export interface JobQuirks {
	/** Jobs have no metadata, and no filter by metadata finds any. */
	dropsMetadata?: boolean;
	/** Ids of jobs that are in the list, but answer everything else with 403. */
	forbidden: Set<string>;
	/** A reader of a job's progress who goes takes the next update along, should it come within a second. */
	losesUpdates?: boolean;
	/** How every answer shows jobs, the list's included; see `MALFORMED`. */
	shownAs?: Shown;
}

/** Ways in which the server's clock, as clients see it, is wrong. */
export interface DateQuirks {
	/** The `Date` header: null for none, a text to be sent as it is. */
	header?: string | null;
	/** Seconds by which the `Date` header is ahead of the clock that jobs are dated by. */
	aheadSeconds?: number;
}

/** Jobs that no client should fall over; JSON leaves out what is undefined. */
export const MALFORMED = {
	statusNull: (job) => ({ ...job, status: null }),
	statusMissing: (job) => ({ ...job, status: undefined }),
	statusNumber: (job) => ({ ...job, status: 1 }),
	createdMissing: (job) => ({ ...job, created_at: undefined }),
	createdNull: (job) => ({ ...job, created_at: null }),
	createdIso: (job) => ({ ...job, created_at: new Date(job.created_at * 1000).toISOString() }),
	createdMilliseconds: (job) => ({ ...job, created_at: job.created_at * 1000 }),
	createdTomorrow: (job) => ({ ...job, created_at: job.created_at + 86_400 }),
	finishedIso: (job) => ({
		...job,
		finished_at: job.finished_at && new Date(job.finished_at * 1000).toISOString(),
	}),
	idMissing: (job) => ({ ...job, id: undefined }),
	idNumber: (job) => ({ ...job, id: 1 }),
	errorText: (job) => ({ ...job, error: 'It failed.' }),
	metadataText: (job) => ({ ...job, metadata: 'none' }),
	nothing: () => null,
	text: () => 'job',
	list: (job) => [job],
} satisfies Record<string, Shown>;

/** Shows one job by `shown`, all others as they are. */
export function only(id: string, shown: Shown): Shown {
	return (job) => (job.id === id ? shown(job) : job);
}
