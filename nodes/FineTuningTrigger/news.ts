import { isTerminal, type Job } from '../shared/domain/job';
import { LATENESS } from '../shared/listOrder';
import type { TrackerState } from './state';

/**
 * How a job was come upon: in a part of the list that is new since the last poll, in the history from
 * before activation, or in a part whose unfinished jobs are all known.
 */
export type Region = 'new' | 'old' | 'known';

/**
 * What ended that long before activation is not news, even when the list did not show it then. No less, in
 * seconds: the clock of a server's answers may be ahead of that of its jobs.
 */
const CLOCK_SKEW = 3600;

/** Whether a job seen for the first time is reported. What ended before activation never is. */
export function isNews(
	{ status, createdAt, finishedAt }: Job,
	region: Region,
	{ since }: TrackerState,
	time: number | null,
): boolean {
	if (region === 'new') {
		return (finishedAt ?? createdAt) >= (since ?? -Infinity) - CLOCK_SKEW;
	}
	// At activation itself, and where the server told no time, nothing can be told from what was before.
	if (since === null) return false;
	if (isTerminal(status) && finishedAt !== null && finishedAt >= since) return true;
	return createdAt >= since && createdAt <= (time ?? Infinity) + LATENESS;
}
