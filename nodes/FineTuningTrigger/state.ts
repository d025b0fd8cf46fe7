import type { JobStatus } from '../shared/domain/job';
import { isRecord } from '../shared/text';

/** What the trigger remembers of one job. */
export interface TrackedJob {
	status: JobStatus;
	/** Unix seconds, by the server. */
	createdAt: number;
	/** The poll at which the job was last seen. */
	look: number;
	/** How many times in a row the server did not know the job. */
	missed: number;
}

/** A part of the job list that was not read yet because time ran out; later polls read on there. */
export interface Gap {
	/** The list's cursor behind the last job that was read, and that job's time of creation. */
	after: string;
	from: number;
	/** The time of creation down to which jobs are news; -1: all of them. */
	to: number;
	/** Part of the history before activation: what ended there is not news. */
	old: boolean;
	/** True where the list runs from oldest to newest: what is new lies in the gap itself. */
	oldestFirst: boolean;
}

/** Whether a job created then may still be come upon in the gap. */
export function reaches({ from, to, oldestFirst }: Gap, createdAt: number): boolean {
	return createdAt >= to && (oldestFirst ? createdAt >= from : createdAt <= from);
}

/**
 * All that survives between two polls. Times are the server's. Jobs older than `newest` less the
 * lateness that is allowed are known: those not in `jobs` have finished and were reported, or are not
 * watched, unless they lie in one of the `gaps`.
 */
export interface TrackerState {
	version: 1;
	/** What is watched: when it changes, everything begins anew. */
	watching: string;
	/** How many polls there were. */
	look: number;
	/** The latest time of creation seen; -1 before any job. */
	newest: number;
	/** The server's time at activation: what ended earlier in the old gaps is not news. */
	since: number;
	gaps: Gap[];
	jobs: Record<string, TrackedJob>;
}

export function emptyState(watching: string): TrackerState {
	return { version: 1, watching, look: 0, newest: -1, since: -1, gaps: [], jobs: {} };
}

/**
 * The stored state if it is one, of this version and for what is watched now; else undefined, and the
 * trigger starts from now, which tells nothing old.
 */
export function readState(stored: unknown, watching: string): TrackerState | undefined {
	if (!isRecord(stored) || stored.version !== 1 || stored.watching !== watching) return undefined;
	const { look, newest, since, gaps, jobs } = stored;
	if (!isTime(look) || !isTime(newest) || !isTime(since)) return undefined;
	if (!Array.isArray(gaps) || !gaps.every(isGap)) return undefined;
	if (!isRecord(jobs) || !Object.values(jobs).every(isTracked)) return undefined;
	return {
		version: 1,
		watching,
		look,
		newest,
		since,
		gaps: gaps.map((gap) => ({ ...gap })),
		jobs: Object.fromEntries(
			Object.entries(jobs as Record<string, TrackedJob>).map(([id, job]) => [id, { ...job }]),
		),
	};
}

function isGap(value: unknown): value is Gap {
	return (
		isRecord(value) &&
		typeof value.after === 'string' &&
		isTime(value.from) &&
		isTime(value.to) &&
		typeof value.old === 'boolean' &&
		typeof value.oldestFirst === 'boolean'
	);
}

function isTracked(value: unknown): value is TrackedJob {
	return (
		isRecord(value) &&
		typeof value.status === 'string' &&
		isTime(value.createdAt) &&
		isTime(value.look) &&
		isTime(value.missed)
	);
}

function isTime(value: unknown): value is number {
	return typeof value === 'number' && Number.isFinite(value);
}
