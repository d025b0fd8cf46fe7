import type { TrackerState } from './state';

/** Trigger nodes of this process that are polling right now, and until when that is believed. */
const polling = new Map<string, { until: number }>();

/**
 * Runs `poll` unless the same node is still at an earlier one: then gives null at once. Kept in the
 * process and not with the state, where a crash in mid-poll would lock the node out permanently. A poll
 * that is not back after its time is given up: it would lock the node out, too.
 * @param key the workflow's and the node's id: workflows from one template share node ids
 * @param budgetMs how long a poll may take
 * @param poll is given a question to ask before it changes anything: whether it was not given up meanwhile
 */
export async function unlessPolling<T>(
	key: string,
	budgetMs: number,
	poll: (isCurrent: () => boolean) => Promise<T>,
): Promise<T | null> {
	// A clock that is never set: the machine's may be, by hours.
	const now = performance.now();
	const earlier = polling.get(key);
	if (earlier && now < earlier.until) return null;
	const own = { until: now + budgetMs };
	polling.set(key, own);
	const isCurrent = () => polling.get(key) === own;
	try {
		return await poll(isCurrent);
	} finally {
		if (isCurrent()) polling.delete(key);
	}
}

/**
 * With durable cursors, n8n hands each poll a copy of the state that it took when the poll became due,
 * and saves the result a little after the poll, with the execution if there is one. Polls that begin in
 * between, as several do at once after a crash, would report the same again; and where two are saved that began
 * from one copy, the later takes back what the other has reported. What this process has left to be saved is
 * therefore held for a while: should n8n have failed to save it, it is done again after that.
 */
const HELD_MS = 45_000;

interface Left {
	watching: string;
	poll: number;
	/** Epoch milliseconds, of this machine only. */
	at: number;
}

/** By the workflow's and the node's id. */
const left = new Map<string, Left>();
const baselines = new Map<string, TrackerState>();

/**
 * Notes what a poll has left.
 * @param isSaved whether n8n will save it: of an activation without news it saves nothing
 */
export function remember(key: string, state: TrackerState, isSaved: boolean, now: number): void {
	for (const [other, { at }] of left) if (now - at > HELD_MS) left.delete(other);
	if (isSaved) left.set(key, { watching: state.watching, poll: state.poll, at: now });
	else if (state.poll === 1) baselines.set(key, structuredClone(state));
	// The one before has begun from a saved state, and needs the baseline no more.
	if (state.poll > 2) baselines.delete(key);
}

/** Whether a poll begins from a copy that is older than what the last poll has left. */
export function isOutdated(key: string, state: TrackerState, now: number): boolean {
	const last = left.get(key);
	return (
		last !== undefined &&
		last.watching === state.watching &&
		last.poll > state.poll &&
		now - last.at <= HELD_MS
	);
}

/** What the activation found, where n8n has dropped it because it was no news. */
export function baselineOf(key: string, watching: string): TrackerState | undefined {
	const state = baselines.get(key);
	return state?.watching === watching ? structuredClone(state) : undefined;
}
