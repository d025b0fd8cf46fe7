import { isTerminal, type Job } from '../shared/domain/job';
import { believable, forget, MAX_MISSES, secondNewest } from './horizon';
import { isNews, type Region } from './news';
import { trackedIn, type Gap, type TrackedJob, type TrackerState } from './state';

export interface Snapshot {
	found: Map<string, { job: Job; region: Region }>;
	/** When each job in the list was created, watched or not. */
	listed: Map<string, number>;
	/** Jobs that the server does not know. */
	missing: string[];
	/** Jobs that could not be read. */
	failed: Array<{ id: string; error: Error }>;
	/** What of the list was not reached. */
	gaps: Gap[];
	/** Whether all was read that can be new since the poll, or since `began`. */
	isComplete: boolean;
	/** When the reading began, if that was at an earlier poll. */
	began: number | null;
	/** The server's time when the poll began, in Unix seconds. */
	time: number | null;
}

/** One in which nothing was fetched yet. */
export const emptySnapshot = (): Snapshot => ({
	found: new Map(),
	listed: new Map(),
	missing: [],
	failed: [],
	gaps: [],
	isComplete: true,
	began: null,
	time: null,
});

/** After so many polls a job that cannot be read is asked for only once in so many. */
const PATIENCE = 10;

/** A watched job has another status than at the last poll; null: it was not there. */
export interface Transition {
	job: Job;
	previousStatus: string | null;
	/** 1 for the first time that the job came into this status, 2 for the second. */
	occurrence: number;
}

export interface Advance {
	state: TrackerState;
	transitions: Transition[];
	/** Jobs that are not asked for any more, because the server has not known them for long. */
	vanished: string[];
}

/** Unfinished jobs that have to be polled even if the list does not show them. */
export function unfinished(state: TrackerState): Array<[id: string, job: TrackedJob]> {
	return Object.entries(state.jobs).filter(
		([, job]) => !isTerminal(job.status) && job.missed < MAX_MISSES,
	);
}

/** Whether a job is to be asked for: one that failed time after time is, only less often. */
export function isDue(job: TrackedJob, poll: number): boolean {
	return job.failed < PATIENCE || poll - job.poll >= PATIENCE;
}

/**
 * One poll: what changed, and what to remember. Pure; the same state and snapshot give the same result.
 * @param snapshot everything that was fetched, and what of the list was not reached
 */
export function advance(state: TrackerState, snapshot: Snapshot): Advance {
	const poll = state.poll + 1;
	const time = believable(snapshot.time);
	const jobs = new Map(Object.entries(state.jobs));
	const transitions: Transition[] = [];
	for (const { job, region } of snapshot.found.values()) {
		const known = trackedIn(state, job.id);
		// The end of a job is final: a lagging list may still show an earlier status.
		if (known && isTerminal(known.status)) continue;
		// Below the floor, what has ended was reported, and what has not was never seen.
		const mayHaveEnded = isTerminal(job.status) || job.isUnsettled;
		if (!known && region === 'known' && mayHaveEnded) continue;
		const changed = known ? known.status !== job.status : isNews(job, region, state, time);
		const next = seen(job, known, changed ? time : null, poll);
		jobs.set(job.id, next);
		if (!changed) continue;
		transitions.push({
			job,
			previousStatus: known?.status || null,
			occurrence:
				job.status === 'running' ? next.running : job.status === 'paused' ? next.paused : 1,
		});
	}
	for (const { id } of snapshot.failed) {
		const known = jobs.get(id);
		if (known) jobs.set(id, { ...known, poll, failed: known.failed + 1 });
	}
	const vanished: string[] = [];
	for (const id of snapshot.missing) {
		const known = jobs.get(id);
		if (!known) continue;
		jobs.set(id, { ...known, poll, missed: known.missed + 1 });
		if (known.missed + 1 === MAX_MISSES) vanished.push(id);
	}
	// Not all was seen of what came later, and a job dated later is no measure.
	const began = believable(snapshot.began) ?? time;
	const next: TrackerState = {
		...state,
		poll,
		time: snapshot.isComplete || state.poll === 0 ? began : state.time,
		newest: Math.max(state.newest, Math.min(secondNewest(snapshot.listed), began ?? Infinity)),
		since: state.poll === 0 ? time : state.since,
		gaps: snapshot.gaps,
	};
	return {
		state: { ...next, jobs: forget([...jobs], next) },
		transitions: transitions.sort(byTime),
		vanished,
	};
}

/** The state without these changes, so that the next poll comes upon them again. */
export function holdBack(
	next: TrackerState,
	state: TrackerState,
	held: readonly Transition[],
): TrackerState {
	const jobs = new Map(Object.entries(next.jobs));
	for (const { job } of held) {
		const before = trackedIn(state, job.id) ?? {
			...seen(job, undefined, null, next.poll),
			status: '',
			endedAt: null,
			running: 0,
			paused: 0,
		};
		jobs.set(job.id, { ...before, poll: next.poll, failed: before.failed + 1 });
	}
	return { ...next, jobs: Object.fromEntries(jobs) };
}

/** @param now when it was seen to change; null when it was not */
function seen(
	{ status, createdAt, finishedAt }: Job,
	known: TrackedJob | undefined,
	now: number | null,
	poll: number,
): TrackedJob {
	const turned = (to: 'running' | 'paused') =>
		(known?.[to] ?? 0) + (status === to && known?.status !== to ? 1 : 0);
	return {
		status,
		createdAt,
		endedAt: isTerminal(status) ? (finishedAt ?? now ?? createdAt) : null,
		poll,
		missed: 0,
		failed: 0,
		running: turned('running'),
		paused: turned('paused'),
	};
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
