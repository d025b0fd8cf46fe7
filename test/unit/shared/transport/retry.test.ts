import fc from 'fast-check';

import {
	backoff,
	isAmbiguous,
	isAmbiguousOutcome,
	isRetryable,
	mayStillRun,
	nextDelay,
	requestedWait,
	type Outcome,
	type Repeat,
} from '../../../../nodes/shared/transport/retry';

const NOW = Date.UTC(2026, 10, 1, 12);

function answer(status: number, headers: Record<string, unknown> = {}, code?: string): Outcome {
	return { kind: 'response', status, headers, code };
}

function broken(code: string): Outcome {
	return { kind: 'network', code };
}

test.each<[string, Record<string, unknown>, number | undefined]>([
	['nothing', {}, undefined],
	['seconds', { 'retry-after': '7' }, 7000],
	['part of a second', { 'retry-after': '0.5' }, 500],
	['seconds with space about them', { 'retry-after': ' 2 ' }, 2000],
	['no time at all', { 'retry-after': '0' }, 0],
	['milliseconds', { 'retry-after-ms': '250' }, 250],
	['no milliseconds at all', { 'retry-after-ms': '0', 'retry-after': '9' }, 0],
	['both, of which the exact one counts', { 'retry-after-ms': '250', 'retry-after': '9' }, 250],
	['a useless exact time', { 'retry-after-ms': 'soon', 'retry-after': '9' }, 9000],
	['an exact time that is past', { 'retry-after-ms': '-1', 'retry-after': '9' }, 9000],
	['a date', { 'retry-after': 'Sun, 01 Nov 2026 12:00:30 GMT' }, 30_000],
	['a date that is now', { 'retry-after': 'Sun, 01 Nov 2026 12:00:00 GMT' }, undefined],
	['a date that is past', { 'retry-after': 'Sun, 01 Nov 2026 11:59:00 GMT' }, undefined],
	['a time that is past', { 'retry-after': '-3' }, undefined],
	['no number', { 'retry-after': 'soon' }, undefined],
	['blanks', { 'retry-after': '  ' }, undefined],
	['for ever', { 'retry-after-ms': 'Infinity' }, undefined],
	['it twice', { 'retry-after': ['3', '9'] }, 3000],
])('a server that says %s is waited for accordingly', (_, headers, expected) => {
	expect(requestedWait(headers, NOW)).toBe(expected);
});

test.each([
	[0, 0, 500],
	[1, 0, 1000],
	[2, 0, 2000],
	[3, 0, 4000],
	[4, 0, 8000],
	[9, 0, 8000],
	[0, 1, 375],
	[9, 1, 6000],
	[1, 0.5, 875],
])('before retry %d, with chance %d, the pause is %d ms', (retry, random, expected) => {
	expect(backoff(retry, random)).toBe(expected);
});

test.each<[string, Outcome, boolean]>([
	['200', answer(200), false],
	['301', answer(301), false],
	['400', answer(400), false],
	['401', answer(401), false],
	['403', answer(403), false],
	['404', answer(404), false],
	['408', answer(408), true],
	['409', answer(409), true],
	['422', answer(422), false],
	['429', answer(429), true],
	['429 for want of quota', answer(429, {}, 'insufficient_quota'), false],
	['499', answer(499), false],
	['500', answer(500), true],
	['503', answer(503), true],
	['400 and the advice to retry', answer(400, { 'x-should-retry': 'true' }), true],
	['500 and the advice not to', answer(500, { 'x-should-retry': 'false' }), false],
	['500 and other advice', answer(500, { 'x-should-retry': 'maybe' }), true],
	['no answer but a reset', broken('ECONNRESET'), true],
	['no answer in time', broken('ETIMEDOUT'), true],
	['no connection', broken('ECONNREFUSED'), true],
	['a proxy that hangs up', broken('NO_TUNNEL'), true],
	['a proxy that wants a login', answer(407), false],
	['a handshake that failed', broken('EPROTO'), true],
	['an address that n8n forbids', broken('SSRF_BLOCKED'), false],
	['a certificate that is not trusted', broken('DEPTH_ZERO_SELF_SIGNED_CERT'), false],
	['a certificate of an unknown issuer', broken('UNABLE_TO_VERIFY_LEAF_SIGNATURE'), false],
	['a certificate that has expired', broken('CERT_HAS_EXPIRED'), false],
	['a certificate for another name', broken('ERR_TLS_CERT_ALTNAME_INVALID'), false],
	['a server that wants a certificate', broken('ERR_SSL_TLSV13_ALERT_CERTIFICATE_REQUIRED'), true],
])('a read that got %s is sent again: %p', (_, outcome, expected) => {
	expect(isRetryable(outcome, 'safe')).toBe(expected);
});

test.each<[string, Outcome, boolean]>([
	['408', answer(408), false],
	['409', answer(409), false],
	['429', answer(429), true],
	['429 for want of quota', answer(429, {}, 'insufficient_quota'), false],
	['500', answer(500), false],
	['500 and the advice to retry', answer(500, { 'x-should-retry': 'true' }), false],
	['no answer but a reset', broken('ECONNRESET'), false],
	['no answer in time', broken('ETIMEDOUT'), false],
	['a reason nobody knows', broken('UNKNOWN'), false],
	['no connection', broken('ECONNREFUSED'), true],
	['no address', broken('ENOTFOUND'), true],
	['no address for now', broken('EAI_AGAIN'), true],
	['a proxy that hangs up', broken('NO_TUNNEL'), true],
	['an address that n8n forbids', broken('SSRF_BLOCKED'), false],
	['a certificate that has expired', broken('CERT_HAS_EXPIRED'), false],
])(
	'a write that got %s is sent again, because it cannot have worked: %p',
	(_, outcome, expected) => {
		expect(isRetryable(outcome, 'ifRefused')).toBe(expected);
	},
);

test.each<[string, Outcome, boolean]>([
	// It is done, however odd the answer.
	['200 with an answer that cannot be read', answer(200), false],
	['299', answer(299), false],
	['303', answer(303), true],
	['307', answer(307), false],
	['400', answer(400), false],
	['408', answer(408), false],
	['409', answer(409), false],
	['429', answer(429), true],
	['429 for want of quota', answer(429, {}, 'insufficient_quota'), false],
	['500', answer(500), true],
	['500 and the advice not to', answer(500, { 'x-should-retry': 'false' }), false],
	['400 and the advice to retry', answer(400, { 'x-should-retry': 'true' }), false],
	['504', answer(504), false],
	['524', answer(524), false],
	['no answer but a reset', broken('ECONNRESET'), true],
	['no connection', broken('ECONNREFUSED'), true],
	['no answer in time', broken('ETIMEDOUT'), false],
	['no answer in our time', broken('ECONNABORTED'), false],
	['cancelled', broken('CANCELLED'), false],
])('a create that got %s and was not found is sent again: %p', (_, outcome, expected) => {
	expect(isRetryable(outcome, 'ifAbsent')).toBe(expected);
});

test('a write refused with the advice not to retry is not sent again', () => {
	expect(isRetryable(answer(429, { 'x-should-retry': 'false' }), 'ifRefused')).toBe(false);
});

test.each<[string, Outcome, number, number | null]>([
	['a server that says nothing', answer(503), 1, 1000],
	['a server that asks for 60 s', answer(429, { 'retry-after': '60' }), 0, 60_000],
	['a server that asks for more', answer(429, { 'retry-after': '61' }), 0, null],
	['a lost connection', broken('ECONNRESET'), 0, 500],
	['a final answer', answer(404), 0, null],
	['the last retry', answer(503), 3, 4000],
	['one retry too many', answer(503), 4, null],
])('after %s the next attempt is timed', (_, outcome, retry, expected) => {
	expect(nextDelay(outcome, 'safe', retry, NOW, 0)).toBe(expected);
});

const anyAdvice = fc.oneof(
	fc.string(),
	fc.double().map(String),
	fc.date({ noInvalidDate: true }).map((date) => date.toUTCString()),
);
const anyOutcome = fc.oneof(
	fc.record({ kind: fc.constant('network' as const), code: fc.string() }),
	fc.record({
		kind: fc.constant('response' as const),
		status: fc.integer({ min: 100, max: 599 }),
		headers: fc.record(
			{
				'retry-after': anyAdvice,
				'retry-after-ms': anyAdvice,
				'x-should-retry': fc.constantFrom('true', 'false', ''),
			},
			{ requiredKeys: [] },
		),
	}),
);
const anyRepeat = fc.constantFrom<Repeat>('safe', 'ifRefused', 'ifAbsent');
const anyChance = fc.double({ min: 0, max: 1, noNaN: true });

test('a pause is never negative, never over 60 s, and there are only four', () => {
	fc.assert(
		fc.property(
			anyOutcome,
			anyRepeat,
			fc.nat({ max: 9 }),
			anyChance,
			(outcome, repeat, retry, random) => {
				const delay = nextDelay(outcome, repeat, retry, NOW, random);
				if (retry >= 4) expect(delay).toBeNull();
				if (delay === null) return;
				expect(delay).toBeGreaterThanOrEqual(0);
				expect(delay).toBeLessThanOrEqual(60_000);
			},
		),
	);
});

test('a write is never repeated where a read would not be', () => {
	fc.assert(
		fc.property(
			anyOutcome.filter(
				(outcome) => outcome.kind === 'network' || !('x-should-retry' in outcome.headers),
			),
			(outcome) => {
				expect(isRetryable(outcome, 'ifRefused') && !isRetryable(outcome, 'safe')).toBe(false);
			},
		),
	);
});

test.each<[string, number | undefined, string | undefined, boolean]>([
	['a lost connection', undefined, 'ECONNRESET', true],
	['no answer and no reason', undefined, undefined, true],
	['an execution cancelled meanwhile', undefined, 'CANCELLED', true],
	['a refused connection', undefined, 'ECONNREFUSED', false],
	['an unknown host', undefined, 'ENOTFOUND', false],
	['408', 408, undefined, true],
	['500', 500, undefined, true],
	['504', 504, undefined, true],
	['200 with an answer that cannot be read', 200, undefined, true],
	['103', 103, undefined, false],
	['302', 302, undefined, true],
	['303', 303, undefined, true],
	['299', 299, undefined, true],
	['300', 300, undefined, false],
	['499', 499, undefined, true],
	['400', 400, undefined, false],
	['429', 429, undefined, false],
])('after %s it is ambiguous whether a write was carried out: %p', (_, status, code, expected) => {
	expect(isAmbiguous(status, code)).toBe(expected);
});

test.each<[string, Outcome, ambiguous: boolean, mayStillRun: boolean]>([
	['a lost connection', broken('ECONNRESET'), true, false],
	['a refused connection', broken('ECONNREFUSED'), false, false],
	['a connection that was not waited for', broken('ETIMEDOUT'), true, true],
	['an answer that was not waited for', broken('ECONNABORTED'), true, true],
	['a cancelled execution', broken('CANCELLED'), true, true],
	['408', answer(408), true, true],
	['502', answer(502), true, false],
	['504', answer(504), true, true],
	['524', answer(524), true, true],
	['404', answer(404), false, false],
])(
	'an attempt that ended in %s is ambiguous: %p, and may still be carried out: %p',
	(_, outcome, ambiguous, running) => {
		expect(isAmbiguousOutcome(outcome)).toBe(ambiguous);
		expect(mayStillRun(outcome)).toBe(running);
	},
);
