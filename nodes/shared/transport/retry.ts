import { header } from '../http';
import { FIRST_DELAY_MS, LONGEST_DELAY_MS } from '../timing';
import { NO_TUNNEL, NOT_CONNECTED, SSRF_BLOCKED } from './networkFault';

/** What came of one attempt: a response, or a connection that failed with Node's error code. */
export type Outcome =
	| { kind: 'response'; status: number; headers: Readonly<Record<string, unknown>>; code?: string }
	| { kind: 'network'; code: string };

/**
 * Whether sending the same call again can do harm: `safe` never; `ifRefused` unless the server cannot
 * have acted; `ifAbsent` where it was looked for and not found, unless it may still be under way.
 */
export type Repeat = 'safe' | 'ifRefused' | 'ifAbsent';

/** Our own code for the refusal of a job because as many run already as may; it ends when one of them does. */
export const TOO_MANY_JOBS = 'too_many_jobs';

export const MAX_RETRIES = 4;
/** How often a write is sent again that was probed for in vain: each time takes a minute. */
export const MAX_RESENDS = 1;
/** A server that asks for more than this is not waited for: the error says when to try again. */
export const LONGEST_WAIT_MS = 60_000;

/** Failures before the request left this machine: the server cannot have acted on it. */
const NEVER_SENT: ReadonlySet<string> = new Set([
	'ECONNREFUSED',
	'ENOTFOUND',
	'EAI_AGAIN',
	'EHOSTUNREACH',
	'ENETUNREACH',
	NO_TUNNEL,
	NOT_CONNECTED,
]);
/** Trouble with a secure connection, by the codes of Node.js and OpenSSL. */
export const TLS = /TLS|SSL|EPROTO/;
/** A secure connection that had been made and broke, perhaps after the request was sent. */
const TLS_BROKE = /BAD_RECORD_MAC|DECRYPTION_FAILED|UNEXPECTED_EOF/;
/** Source: https://nodejs.org/api/tls.html#x509-certificate-error-codes */
const CERTIFICATE =
	/CERT|CRL|SELF_SIGNED|UNABLE_TO_|INVALID_(CA|PURPOSE)|PATH_LENGTH_EXCEEDED|HOSTNAME_MISMATCH/;
/** What the other side had to object, such as a certificate that it wants of n8n. */
const ALERT = 'ERR_SSL_';

/** Whether the server's certificate was found wanting, before anything was sent. */
export function isCertificate(code: string): boolean {
	return CERTIFICATE.test(code) && !code.startsWith(ALERT);
}

/** Whether no connection came about, and none will until somebody changes something. */
function isHopeless(code: string): boolean {
	return code === SSRF_BLOCKED || isCertificate(code);
}

function neverSent(code: string): boolean {
	return NEVER_SENT.has(code) || isHopeless(code) || (TLS.test(code) && !TLS_BROKE.test(code));
}

/** Errors with status 429 that no waiting helps against. */
const LASTING: ReadonlySet<string | undefined> = new Set(['insufficient_quota', TOO_MANY_JOBS]);

/** Whether the server refuses for a reason that lasts: neither a pause nor another attempt helps. */
export function isLasting(outcome: Outcome): boolean {
	return LASTING.has(outcome.code);
}

/** How long the server asks to be left alone, in milliseconds, or undefined when it does not say. */
export function requestedWait(
	headers: Readonly<Record<string, unknown>>,
	now: number,
): number | undefined {
	const exact = Number.parseFloat(header(headers, 'retry-after-ms') ?? '');
	if (Number.isFinite(exact) && exact >= 0) return exact;
	const text = header(headers, 'retry-after')?.trim() ?? '';
	if (text === '') return undefined;
	const seconds = Number(text);
	if (Number.isFinite(seconds)) return seconds >= 0 ? seconds * 1000 : undefined;
	const date = Date.parse(text);
	// A date that has passed is no advice: taken as "at once", every retry would follow the last.
	return date > now ? date - now : undefined;
}

/** The growing pause before retry number `retry` (0-based), up to a quarter shorter by chance. */
export function backoff(retry: number, random: number): number {
	return Math.min(FIRST_DELAY_MS * 2 ** retry, LONGEST_DELAY_MS) * (1 - random * 0.25);
}

export function isSuccess(status: number): boolean {
	return status >= 200 && status < 300;
}

/** Whether a write that failed so may have been carried out all the same. */
export function isAmbiguous(status: number | undefined, networkCode: string | undefined): boolean {
	if (status === undefined) return !neverSent(networkCode ?? '');
	// 301 to 303 are what servers answer that have done it and show the result elsewhere; 499 is a proxy's
	// word for a client that went away.
	return [301, 302, 303, 408, 499].includes(status) || status >= 500 || isSuccess(status);
}

/** Nobody waited for the end: the server may act later than anybody probes. */
const NOT_WAITED_FOR: ReadonlySet<number | string> = new Set([
	'ECONNABORTED',
	'ETIMEDOUT',
	'CANCELLED',
	408,
	499,
	504,
	// Cloudflare's own timeout, which stands before several providers.
	524,
]);

/** Whether a failed attempt may have been carried out all the same. */
export function isAmbiguousOutcome(outcome: Outcome): boolean {
	return outcome.kind === 'network'
		? isAmbiguous(undefined, outcome.code)
		: isAmbiguous(outcome.status, undefined);
}

/** Whether an ambiguous attempt may be carried out only after it was looked for in vain. */
export function mayStillRun(outcome: Outcome): boolean {
	return NOT_WAITED_FOR.has(outcome.kind === 'network' ? outcome.code : outcome.status);
}

/** Whether another attempt could help and do no harm. The OpenAI SDK's rule, made safe for writes. */
export function isRetryable(outcome: Outcome, repeat: Repeat): boolean {
	if (outcome.kind === 'network') {
		if (isHopeless(outcome.code)) return false;
		if (repeat === 'safe' || NEVER_SENT.has(outcome.code)) return true;
		return repeat === 'ifAbsent' && !mayStillRun(outcome);
	}
	if (isLasting(outcome)) return false;
	const advice = header(outcome.headers, 'x-should-retry');
	if (advice === 'false') return false;
	if (repeat !== 'safe') {
		if (outcome.status === 429) return true;
		// A success means done, however odd its answer.
		if (isSuccess(outcome.status)) return false;
		return repeat === 'ifAbsent' && isAmbiguousOutcome(outcome) && !mayStillRun(outcome);
	}
	if (advice === 'true') return true;
	return [408, 409, 429].includes(outcome.status) || outcome.status >= 500;
}

/**
 * The pause before the next attempt in milliseconds, or null to give up.
 * @param retry how many retries were made already
 * @param now epoch milliseconds, to read a date in `retry-after`
 * @param random 0 to 1
 * @param refusals how often it was refused as one too many
 */
export function nextDelay(
	outcome: Outcome,
	repeat: Repeat,
	retry: number,
	now: number,
	random: number,
	refusals = 0,
): number | null {
	if (retry >= MAX_RETRIES || !isRetryable(outcome, repeat)) return null;
	const asked = outcome.kind === 'response' ? requestedWait(outcome.headers, now) : undefined;
	if (asked === undefined) return backoff(Math.max(retry, refusals - 1), random);
	return asked > LONGEST_WAIT_MS ? null : asked;
}
