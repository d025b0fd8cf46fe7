/**
 * How a poll can fail: `passing` is over by itself, `odd` may be a page of some proxy or a list that lags behind,
 * `refusal` stays until somebody changes something.
 */
export type TroubleKind = 'passing' | 'odd' | 'refusal';

/** Polls in a row that have failed. Times in seconds since the wait began. */
export interface Trouble {
	kind: TroubleKind;
	/** When the first of them began. */
	since: number;
	/** How many were odd. */
	odd: number;
}

const PASSING: ReadonlySet<number> = new Set([408, 409, 425, 429]);

/** @param status the answer's HTTP status; undefined when none came */
export function troubleKind(status: number | undefined): TroubleKind {
	if (status === undefined || status >= 500 || PASSING.has(status)) return 'passing';
	// A success or a redirect that is no job is as odd as 404: a page for the time of maintenance, say.
	return status < 400 || status === 404 ? 'odd' : 'refusal';
}

/** The trouble after one more poll that failed. @param begun when that poll began */
export function addTrouble(before: Trouble | undefined, kind: TroubleKind, begun: number): Trouble {
	const odd = (before?.odd ?? 0) + (kind === 'odd' ? 1 : 0);
	return { kind, since: before?.since ?? begun, odd };
}

const SHARE_OF_WAIT = 1 / 4;
const LONGEST_SECONDS = 15 * 60;
/** Where no poll has worked yet: the address may be wrong, and somebody may be looking at the editor. */
const LONGEST_AT_FIRST_SECONDS = 2 * 60;
const ODD_POLLS = 3;

/** How long polls may fail in a row, in seconds. @param seen whether any has worked in this wait */
export function patienceSeconds(maxSeconds: number, seen: boolean): number {
	return Math.min(maxSeconds * SHARE_OF_WAIT, seen ? LONGEST_SECONDS : LONGEST_AT_FIRST_SECONDS);
}

/**
 * Whether to poll on. Passing trouble is borne by time, since providers have bad minutes and jobs last hours; what
 * is odd until it has come three times in a row, whatever else came between; a refusal not at all.
 */
export function isBorne({ kind, since, odd }: Trouble, now: number, patience: number): boolean {
	if (kind === 'refusal') return false;
	return kind === 'odd' ? odd < ODD_POLLS : now - since < patience;
}
