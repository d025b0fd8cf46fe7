import type { TrackerState } from './state';

/**
 * With durable cursors, n8n hands each poll a copy of the state that it took when the poll became due,
 * and saves the result a little after the poll, together with the execution. Polls that begin in
 * between, as several do at once after a crash, would tell the same again. What this process has told is
 * therefore held for a while: should n8n have failed to save it, it is told again after that.
 */
const HELD_MS = 45_000;

interface Told {
	watching: string;
	look: number;
	/** Epoch milliseconds, of this machine only. */
	at: number;
}

/** By the workflow's and the node's id. */
const told = new Map<string, Told>();
const baselines = new Map<string, TrackerState>();

/** Notes that a look has told something, or, at activation, what it found. */
export function remember(key: string, state: TrackerState, hasNews: boolean, now: number): void {
	for (const [other, { at }] of told) if (now - at > HELD_MS) told.delete(other);
	if (hasNews) told.set(key, { watching: state.watching, look: state.look, at: now });
	else if (state.look === 1) baselines.set(key, structuredClone(state));
	else baselines.delete(key);
}

/** Whether a poll begins from a copy that is older than what has just been told. */
export function isOutdated(key: string, state: TrackerState, now: number): boolean {
	const last = told.get(key);
	return (
		last !== undefined &&
		last.watching === state.watching &&
		last.look > state.look &&
		now - last.at <= HELD_MS
	);
}

/** What the activation found, where n8n has dropped it because it was no news. */
export function baselineOf(key: string, watching: string): TrackerState | undefined {
	const state = baselines.get(key);
	return state?.watching === watching ? structuredClone(state) : undefined;
}
