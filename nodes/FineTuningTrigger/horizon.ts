import { LATENESS } from '../shared/listOrder';
import type { TrackedJob, TrackerState } from './state';

/** After so many polls without an answer a vanished job is not asked for any more. */
export const MAX_MISSES = 10;
/** How many vanished jobs are remembered, should they come back. */
const MAX_VANISHED = 100;
/** 2020 to 2100. Other dates come from clocks that were never set. */
const [EARLIEST, LATEST] = [1_577_836_800, 4_102_444_800];

/** Down to which time of creation the list is read for jobs that are new or late. */
export function floorOf(state: Pick<TrackerState, 'newest'>): number {
	return state.newest - LATENESS;
}

/** The server's time, unless it is none. */
export function believable(time: number | null): number | null {
	return time !== null && time >= EARLIEST && time <= LATEST ? time : null;
}

/** The second, since one job may be dated in the future: all jobs until then would seem old beside it. */
export function secondNewest(listed: ReadonlyMap<string, number>): number {
	let [newest, second] = [-1, -1];
	for (const created of listed.values()) {
		if (created > newest) [newest, second] = [created, newest];
		else second = Math.max(second, created);
	}
	return second;
}

/** Forgets finished jobs that cannot turn up as news any more, and the longest vanished beyond a number. */
export function forget(
	jobs: ReadonlyArray<[string, TrackedJob]>,
	state: TrackerState,
): Record<string, TrackedJob> {
	const { gaps, since, time } = state;
	const floor = Math.min(floorOf(state), ...gaps.filter(({ old }) => !old).map(({ to }) => to));
	// From when on something ended is news when the history is read, or will be with another key.
	const from = (gaps.some(({ old }) => old) ? since : time) ?? Infinity;
	const kept = jobs.filter(
		([, { createdAt, endedAt }]) =>
			endedAt === null ||
			createdAt >= floor ||
			// The list may still show it as it was before.
			endedAt >= floor ||
			endedAt >= from,
	);
	const vanished = kept
		.filter(([, job]) => job.missed >= MAX_MISSES)
		.sort(([, a], [, b]) => b.poll - a.poll);
	const dropped = new Set(vanished.slice(MAX_VANISHED).map(([id]) => id));
	return Object.fromEntries(kept.filter(([id]) => !dropped.has(id)));
}
