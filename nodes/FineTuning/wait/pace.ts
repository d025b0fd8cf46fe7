const FIRST_PAUSE_SECONDS = 2;
const GROWTH = 1.5;

/**
 * Seconds from one look to the next: about two at first, since small jobs fail within seconds, growing
 * to `longest`.
 * @param round how many looks there were before this one
 */
export function pauseSeconds(round: number, longest: number): number {
	return Math.min(FIRST_PAUSE_SECONDS * GROWTH ** Math.min(round, 100), longest);
}
