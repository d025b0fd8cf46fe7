import type { JobStatus } from '../shared/domain/job';
import { isRecord } from '../shared/text';

/** What the trigger remembers of one job. */
export interface TrackedJob {
	/** The status it was last seen in; empty for a job whose first status is still to be reported. */
	status: JobStatus;
	/** Unix seconds, by the server. */
	createdAt: number;
	/** When it ended, as far as is known; null while it has not. */
	endedAt: number | null;
	/** The poll at which the job was last seen or asked for. */
	poll: number;
	/** How many times in a row the server did not know the job. */
	missed: number;
	/** How many times in a row it could not be read, or not be reported in full. */
	failed: number;
	/** How many times it was seen to start running, and to be paused. */
	running: number;
	paused: number;
}

/** A part of the job list that is still to be read. */
export interface Gap {
	/** The list's cursor at which it begins; null: at the list's start. */
	cursor: string | null;
	/** The time of creation down to which jobs are news; -1: all of them. */
	to: number;
	/** Part of the history before `since`: only what happened after that is news. */
	old: boolean;
	/** Whether the list was seen to run from newest to oldest: else, what is new may lie in the gap. */
	newestFirst: boolean;
	/** The server's time when its reading began, if it did: what came later may stand before the gap. */
	began: number | null;
}

/**
 * All that survives between two polls. Times are the server's. Jobs older than `newest` less the
 * lateness that is allowed are known: those not in `jobs` have finished and were reported, or are not
 * watched, unless they lie in one of the `gaps`.
 */
export interface TrackerState {
	version: 2;
	/** What is watched: when it changes, everything begins anew. */
	watching: string;
	/** A hash of the key: with another one, the list may be another account's. */
	key: string;
	/** How many polls there were. */
	poll: number;
	/** Up to when all was read; null where the server did not tell the time. */
	time: number | null;
	/** Jobs created up to here were seen; -1 before any. */
	newest: number;
	/** When the trigger was activated, or had its last poll with another key; null where the server did not tell. */
	since: number | null;
	gaps: Gap[];
	jobs: Record<string, TrackedJob>;
}

const WHOLE_LIST: Readonly<Gap> = {
	cursor: null,
	to: -1,
	old: true,
	newestFirst: false,
	began: null,
};

export function emptyState(watching: string, key: string): TrackerState {
	return {
		version: 2,
		watching,
		key,
		poll: 0,
		time: null,
		newest: -1,
		since: null,
		gaps: [{ ...WHOLE_LIST }],
		jobs: {},
	};
}

/**
 * The state to poll from with this key. With another key than before, the list is read again as at
 * activation, and what happened since the last poll is news: it may be another account's, or the same.
 */
export function withKey(state: TrackerState, key: string): TrackerState {
	if (state.key === key) return state;
	const since = state.gaps.some(({ old }) => old) ? state.since : state.time;
	return { ...state, key, newest: -1, since, gaps: [{ ...WHOLE_LIST }] };
}

/** The job as it is remembered. An ID may be any word, such as one that every object has. */
export function trackedIn({ jobs }: TrackerState, id: string): TrackedJob | undefined {
	return Object.hasOwn(jobs, id) ? jobs[id] : undefined;
}

/**
 * The stored state if it is one, of this version and for what is watched now; else undefined, and the
 * trigger starts from now, which reports nothing old.
 */
export function readState(stored: unknown, watching: string): TrackerState | undefined {
	if (!isRecord(stored) || stored.version !== 2 || stored.watching !== watching) return undefined;
	const { key, poll, time, newest, since, gaps, jobs } = stored;
	if (typeof key !== 'string' || !isNumber(poll) || !isNumber(newest)) return undefined;
	if (!isNumberOrNull(time) || !isNumberOrNull(since)) return undefined;
	if (!Array.isArray(gaps) || !gaps.every(isGap)) return undefined;
	if (!isRecord(jobs)) return undefined;
	const tracked = Object.entries(jobs).flatMap(([id, job]) =>
		isTracked(job) ? [[id, { ...job }] as const] : [],
	);
	if (tracked.length < Object.keys(jobs).length) return undefined;
	return {
		version: 2,
		watching,
		key,
		poll,
		time,
		newest,
		since,
		gaps: gaps.map((gap) => ({ ...gap })),
		jobs: Object.fromEntries(tracked),
	};
}

function isGap(value: unknown): value is Gap {
	return (
		isRecord(value) &&
		(value.cursor === null || typeof value.cursor === 'string') &&
		isNumber(value.to) &&
		typeof value.old === 'boolean' &&
		typeof value.newestFirst === 'boolean' &&
		isNumberOrNull(value.began)
	);
}

function isTracked(value: unknown): value is TrackedJob {
	return (
		isRecord(value) &&
		typeof value.status === 'string' &&
		isNumberOrNull(value.endedAt) &&
		[value.createdAt, value.poll, value.missed, value.failed, value.running, value.paused].every(
			isNumber,
		)
	);
}

function isNumber(value: unknown): value is number {
	return Number.isFinite(value);
}

function isNumberOrNull(value: unknown): value is number | null {
	return value === null || isNumber(value);
}
