import { isTerminal } from '../shared/status';
import type { FineTuningJob } from '../shared/types';
import type { Region, Snapshot } from './snapshot';
import { reaches, type Gap, type TrackedJob, type TrackerState } from './state';

/** How much later than its `created_at` says a job may turn up in the list, in seconds. */
export const LATENESS = 120;
/** After so many looks without an answer a vanished job is not asked for any more. */
export const MAX_MISSES = 10;
/** How many vanished jobs are remembered, should they come back. */
const MAX_VANISHED = 100;

/** Without the server's time, nothing from before activation can be told from what came after. */
const NEVER = Number.MAX_SAFE_INTEGER;

/** A watched job has another status than at the last look; null: it was not there. */
export interface Transition {
	job: FineTuningJob;
	previousStatus: string | null;
}

export interface Advance {
	state: TrackerState;
	transitions: Transition[];
	/** Jobs that are not asked for any more, because the server has not known them for long. */
	vanished: string[];
}

/** Down to which `created_at` the list is read for jobs that are new or late. */
export function floorOf(state: Pick<TrackerState, 'newest'>): number {
	return state.newest - LATENESS;
}

/** Unfinished jobs that have to be looked at even if the list does not show them. */
export function unfinished(state: TrackerState): Array<[id: string, job: TrackedJob]> {
	return Object.entries(state.jobs).filter(
		([, job]) => !isTerminal(job.status) && job.missed < MAX_MISSES,
	);
}

/**
 * One look: what changed, and what to remember. Pure; the same state and snapshot give the same result.
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
		jobs[job.id] = { status: job.status, createdAt: job.created_at, look, missed: 0 };
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
 * Whether a job seen for the first time is told. In the history from before activation only what was
 * created or ended after it is, and at activation itself nothing.
 */
function isNews(job: FineTuningJob, region: Region, state: TrackerState): boolean {
	if (region === 'new') return true;
	if (state.look === 0) return false;
	if (job.created_at > state.since) return true;
	return (
		isTerminal(job.status) && typeof job.finished_at === 'number' && job.finished_at >= state.since
	);
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
		timeOf(a) - timeOf(b) || a.job.created_at - b.job.created_at || (a.job.id < b.job.id ? -1 : 1)
	);
}

function timeOf({ job, previousStatus }: Transition): number {
	if (isTerminal(job.status)) return job.finished_at ?? job.created_at;
	return previousStatus === null ? job.created_at : Number.MAX_SAFE_INTEGER;
}
