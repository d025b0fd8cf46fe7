/** An item's wait, as far as time goes. Seconds; times since the wait began. */
export interface Timing {
	/** The longest pause between two polls. */
	pollSeconds: number;
	maxSeconds: number;
	/** How long its polls may go on failing, while they do. */
	patience?: number;
	/** Whether the whole run ends with an error when this item's time is up. */
	endsRun: boolean;
}

const FIRST_PAUSE_SECONDS = 2;
const GROWTH = 1.5;
const POLLS_IN_PATIENCE = 4;
const SHORTEST_PAUSE_SECONDS = 1;

/**
 * Seconds from one poll to the next: about two at first, since small jobs fail within seconds, growing
 * to `longest`.
 * @param round how many polls there were before this one
 */
export function pauseSeconds(round: number, longest: number): number {
	return Math.min(FIRST_PAUSE_SECONDS * GROWTH ** Math.min(round, 100), longest);
}

const LAST_POLL_SECONDS = 5;
const LAST_POLL_SHARE = 0.1;

/** When the last poll is made: so long before the time is up that its answer still comes within it. */
export function lastPollAt({ maxSeconds }: Timing): number {
	return maxSeconds - Math.min(LAST_POLL_SECONDS, maxSeconds * LAST_POLL_SHARE);
}

/** When to poll again. @param waits at least one, each before its last poll */
export function nextPollAt(round: number, now: number, waits: readonly Timing[]): number {
	const moments = waits.map((wait) => {
		const { patience = Number.POSITIVE_INFINITY, pollSeconds } = wait;
		// While polls fail, several of them have to fit into the time that is borne.
		const longest = Math.max(SHORTEST_PAUSE_SECONDS, patience / POLLS_IN_PATIENCE);
		return Math.min(now + pauseSeconds(round, Math.min(pollSeconds, longest)), lastPollAt(wait));
	});
	return Math.min(...moments);
}

/**
 * When the calls of a poll have to end, which all items share. The items come out together, so an item whose time
 * is up may wait for the others' answers: cut off for it, they could be cut off again and again. Only where its
 * end is the end of the run nothing goes beyond it.
 * @param waits at least one
 */
export function callsEndAt(waits: readonly Timing[]): number {
	const latest = Math.max(...waits.map(({ maxSeconds }) => maxSeconds));
	const ends = waits.filter(({ endsRun }) => endsRun).map(({ maxSeconds }) => maxSeconds);
	return Math.min(latest, ...ends);
}
