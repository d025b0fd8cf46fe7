/**
 * How long the request helper waits for what, in milliseconds. In one place, so that tests can run the
 * same rules on a faster clock.
 */

/** One attempt of a call, unless the call needs longer. */
export const TIMEOUT_MS = 60_000;
/** One attempt that carries a file, up or down. */
export const TRANSFER_MS = 10 * 60_000;
/** One attempt of a question to a model: some think for minutes, and others are loaded first. */
export const CHAT_MS = 5 * 60_000;
/** A cancelled execution is noticed after this much waiting at the latest. */
export const SLICE_MS = 500;
export const FIRST_DELAY_MS = 500;
export const LONGEST_DELAY_MS = 8_000;
/** The pauses before each probe for a job whose create is ambiguous: lists may lag behind,
 * and a server that answered with an error may still be at it, for about a minute. */
export const PROBE_PAUSES_MS: readonly number[] = [500, 2_000, 5_000, 10_000, 20_000, 25_000];
/** How long a read that is refused for being one too many is tried again. */
export const RATE_LIMIT_PATIENCE_MS = 60_000;
/** No byte of a body for this long: it will not come. */
export const IDLE_MS = 30_000;
/** How long a job's progress is read at most, and for how long it may be quiet before that. */
export const PROGRESS_MS = 4_000;
export const PROGRESS_QUIET_MS = 1_500;
/** The pauses between two checks of a deployment: the first, and the longest they grow to. */
export const DEPLOY_FIRST_PAUSE_MS = 1_000;
export const DEPLOY_LONGEST_PAUSE_MS = 15_000;
