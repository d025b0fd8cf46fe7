import type { TrackerState } from './state';

/** How long a result is held against older states: past the next poll of a schedule by the minute. */
const HELD_MS = 120_000;

const results = new Map<string, { state: TrackerState; at: number }>();

/**
 * The state to go on from. With durable cursors, n8n hands each poll a copy that it took when the poll
 * became due, and drops what the activation found. Of several polls that are due at once, as after a
 * crash, the later would tell again what the first has told. The process remembers for a while, not for
 * good: should n8n have failed to save a result together with its execution, it is told again then.
 * @param key the workflow's and the node's id
 * @param now epoch milliseconds, of this machine only
 */
export function freshest(
	key: string,
	stored: TrackerState | undefined,
	watching: string,
	now: number,
): TrackerState | undefined {
	const result = results.get(key);
	if (!result || result.state.watching !== watching || now - result.at > HELD_MS) return stored;
	return stored && stored.look >= result.state.look ? stored : structuredClone(result.state);
}

/** Notes what a poll has concluded. */
export function remember(key: string, state: TrackerState, now: number): void {
	for (const [other, { at }] of results) if (now - at > HELD_MS) results.delete(other);
	results.set(key, { state: structuredClone(state), at: now });
}
