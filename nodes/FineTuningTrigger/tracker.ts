import { isTerminal, type Job } from '../shared/domain/job';
import { reaches, type Gap, type TrackedJob, type TrackerState } from './state';

/**
 * How a job was come upon: in a part of the list that is new since the last poll, in the history from
 * before activation, or in a part whose unfinished jobs are all known.
 */
export type Region = 'new' | 'old' | 'known';

export interface Snapshot {
	found: Map<string, { job: Job; region: Region }>;
	/** Jobs that the server does not know. */
	missing: string[];
	/** What of the list was not reached. */
	gaps: Gap[];
	/** Latest time of creation in the list, watched or not; -1 for none. */
	newest: number;
	/** The server's time when the poll began, in Unix seconds. */
	time: number | null;
}

/** How much later than its time of creation says a job may turn up in the list, in seconds. */
export const LATENESS = 120;
/** After so many polls without an answer a vanished job is not asked for any more. */
export const MAX_MISSES = 10;
/** How many vanished jobs are remembered, should they come back. */
const MAX_VANISHED = 100;

/** Without the server's time, nothing from before activation can be told from what came after. */
const NEVER = Number.MAX_SAFE_INTEGER;

/** A watched job has another status than at the last poll; null: it was not there. */
export interface Transition {
	job: Job;
	previousStatus: string | null;
}

export interface Advance {
	state: TrackerState;
	transitions: Transition[];
	/** Jobs that are not asked for any more, because the server has not known them for long. */
	vanished: string[];
}

/** Down to which time of creation the list is read for jobs that are new or late. */
export function floorOf(state: Pick<TrackerState, 'newest'>): number {
	return state.newest - LATENESS;
}

/** Unfinished jobs that have to be polled even if the list does not show them. */
export function unfinished(state: TrackerState): Array<[id: string, job: TrackedJob]> {
	return Object.entries(state.jobs).filter(
		([, job]) => !isTerminal(job.status) && job.missed < MAX_MISSES,
	);
}

/**
 * One poll: what changed, and what to remember. Pure; the same state and snapshot give the same result.
 * @param snapshot everything that was fetched, and what of the list was not reached
 */
export function advance(state: TrackerState, snapshot: Snapshot): Advance {
	const look = state.look + 1;
	const jobs = { ...state.jobs };
	const transitions: Transition[] = [];
	for (const { job, region } of snapshot.found.values()) {
		const known = jobs[job.id];
		// The end of a job is final: a lagging list may still show an earlier status.
		if (known && isTerminal(known.status)) continue;
		if (!known && region === 'known') continue;
		jobs[job.id] = { status: job.status, createdAt: job.createdAt, look, missed: 0 };
		const changed = known ? known.status !== job.status : isNews(job, region, state);
		if (changed) transitions.push({ job, previousStatus: known?.status ?? null });
	}
	const vanished: string[] = [];
	for (const id of snapshot.missing) {
		const known = jobs[id];
		if (!known) continue;
		jobs[id] = { ...known, look, missed: known.missed + 1 };
		if (known.missed + 1 === MAX_MISSES) vanished.push(id);
	}
	const newest = Math.max(state.newest, snapshot.newest);
	return {
		state: {
			...state,
			look,
			newest,
			since: state.look === 0 ? (snapshot.time ?? NEVER) : state.since,
			gaps: snapshot.gaps,
			jobs: prune(jobs, newest - LATENESS, snapshot.gaps),
		},
		transitions: transitions.sort(byTime),
		vanished,
	};
}

/**
 * Whether a job seen for the first time is reported. In the history from before activation only what was
 * created or ended after it is, and at activation itself nothing.
 */
function isNews(job: Job, region: Region, state: TrackerState): boolean {
	if (region === 'new') return true;
	if (state.look === 0) return false;
	if (job.createdAt > state.since) return true;
	return isTerminal(job.status) && job.finishedAt !== null && job.finishedAt >= state.since;
}

/** Forgets finished jobs that cannot turn up as new any more, and the longest vanished beyond a number. */
function prune(
	jobs: Record<string, TrackedJob>,
	floor: number,
	gaps: readonly Gap[],
): Record<string, TrackedJob> {
	const kept = Object.entries(jobs).filter(
		([, { status, createdAt }]) =>
			!isTerminal(status) || createdAt >= floor || gaps.some((gap) => reaches(gap, createdAt)),
	);
	const vanished = kept
		.filter(([, job]) => job.missed >= MAX_MISSES)
		.sort(([, a], [, b]) => b.look - a.look);
	const dropped = new Set(vanished.slice(MAX_VANISHED).map(([id]) => id));
	return Object.fromEntries(kept.filter(([id]) => !dropped.has(id)));
}

/** By when it happened: the end of a job is dated, its birth too; anything else was just now. */
function byTime(a: Transition, b: Transition): number {
	return (
		timeOf(a) - timeOf(b) || a.job.createdAt - b.job.createdAt || (a.job.id < b.job.id ? -1 : 1)
	);
}

function timeOf({ job, previousStatus }: Transition): number {
	if (isTerminal(job.status)) return job.finishedAt ?? job.createdAt;
	return previousStatus === null ? job.createdAt : Number.MAX_SAFE_INTEGER;
}
