import type { TrackerState } from './state';

/** Trigger nodes of this process that are polling right now. */
const polling = new Set<string>();

/**
 * Runs `poll` unless the same node is still at an earlier one: then gives null at once. Kept in the
 * process and not with the state, where a crash in mid-poll would lock the node out permanently.
 * @param key the workflow's and the node's id: workflows from one template share node ids
 */
export async function unlessPolling<T>(key: string, poll: () => Promise<T>): Promise<T | null> {
	if (polling.has(key)) return null;
	polling.add(key);
	try {
		return await poll();
	} finally {
		polling.delete(key);
	}
}

/**
 * With durable cursors, n8n hands each poll a copy of the state that it took when the poll became due,
 * and saves the result a little after the poll, together with the execution. Polls that begin in
 * between, as several do at once after a crash, would report the same again. What this process has reported
 * is therefore held for a while: should n8n have failed to save it, it is reported again after that.
 */
const HELD_MS = 45_000;

interface Reported {
	watching: string;
	polls: number;
	/** Epoch milliseconds, of this machine only. */
	at: number;
}

/** By the workflow's and the node's id. */
const reported = new Map<string, Reported>();
const baselines = new Map<string, TrackerState>();

/** Notes that a poll has reported something, or, at activation, what it found. */
export function remember(key: string, state: TrackerState, hasNews: boolean, now: number): void {
	for (const [other, { at }] of reported) if (now - at > HELD_MS) reported.delete(other);
	if (hasNews) reported.set(key, { watching: state.watching, polls: state.look, at: now });
	else if (state.look === 1) baselines.set(key, structuredClone(state));
	else baselines.delete(key);
}

/** Whether a poll begins from a copy that is older than what has just been reported. */
export function isOutdated(key: string, state: TrackerState, now: number): boolean {
	const last = reported.get(key);
	return (
		last !== undefined &&
		last.watching === state.watching &&
		last.polls > state.look &&
		now - last.at <= HELD_MS
	);
}

/** What the activation found, where n8n has dropped it because it was no news. */
export function baselineOf(key: string, watching: string): TrackerState | undefined {
	const state = baselines.get(key);
	return state?.watching === watching ? structuredClone(state) : undefined;
}
