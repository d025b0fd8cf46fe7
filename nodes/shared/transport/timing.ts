/**
 * How long the request helper waits for what, in milliseconds. In one place, so that tests can run the
 * same rules on a faster clock.
 */

/** One attempt of a call, unless the call needs longer. */
export const TIMEOUT_MS = 60_000;
/** A cancelled execution is noticed after this much waiting at the latest. */
export const SLICE_MS = 500;
export const FIRST_DELAY_MS = 500;
export const LONGEST_DELAY_MS = 8_000;
/** The pauses before each look for a job whose create is in doubt: lists may lag behind. */
export const LOOK_PAUSES_MS: readonly number[] = [500, 2_000, 5_000];
