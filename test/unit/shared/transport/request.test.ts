/* eslint-disable @n8n/community-nodes/no-restricted-imports -- runs in Node, not in n8n */
import { Readable } from 'node:stream';

import fc from 'fast-check';
import { NodeApiError, NodeOperationError } from 'n8n-workflow';

import type { ApiRequest, Recovery } from '../../../../nodes/shared/transport/connection';
import { request } from '../../../../nodes/shared/transport/request';
import { readText } from '../../../../nodes/shared/stream';
import { isRecord } from '../../../../nodes/shared/text';
import { aConnection, aContext, inTurn, lost, ok, refused, type Answer } from '../../builders';

jest.mock('../../../../nodes/shared/timing', () => ({
	...jest.requireActual<object>('../../../../nodes/shared/timing'),
	SLICE_MS: 5,
	FIRST_DELAY_MS: 0,
	LONGEST_DELAY_MS: 0,
}));

const isOurs = (error: unknown) =>
	error instanceof NodeApiError || error instanceof NodeOperationError;

const readObject = (answer: unknown) => (isRecord(answer) ? answer : null);

/** Sends a call; the server answers in turn. */
async function sent<T>(call: ApiRequest<T>, ...answers: Array<Answer | Error>) {
	const { context, sent: calls } = aContext(inTurn(...answers));
	const result = await request(aConnection(context), call).catch((error: NodeApiError) => error);
	return { result, calls };
}

const anyHeaders = fc.dictionary(
	fc.constantFrom('retry-after', 'retry-after-ms', 'x-should-retry', 'date', 'location', 'x'),
	// No wait but a short one or one that is too long: these tests do not sit out the others.
	fc.constantFrom<unknown>('0', '3600', 'true', 'false', '', 'never', ['0'], null, undefined, {}),
);
const anyBody = fc.oneof(
	fc.string(),
	fc.json(),
	fc.anything(),
	fc.json({ maxDepth: 2 }).map((text) => `{"error": ${text}, "detail": ${text}}`),
);
const anyAnswer: fc.Arbitrary<Answer | Error> = fc.oneof(
	fc.record({ statusCode: fc.integer({ min: 100, max: 599 }), headers: anyHeaders, body: anyBody }),
	fc.constantFrom('ECONNRESET', 'ECONNREFUSED', 'ETIMEDOUT', 'CERT_HAS_EXPIRED', '').map(lost),
);
const anyCall = fc.record({
	method: fc.constantFrom('GET' as const, 'POST' as const, 'DELETE' as const),
	creates: fc.constantFrom('job' as const, 'file' as const, undefined),
	id: fc.string({ unit: 'grapheme' }),
});

test('whatever the server answers: what is read, or an error of n8n in words; soon, and no crash', async () => {
	await fc.assert(
		fc.asyncProperty(fc.array(anyAnswer, { minLength: 1 }), anyCall, async (answers, call) => {
			const { id, ...rest } = call;
			const { result, calls } = await sent(
				{
					...rest,
					path: ['files', id],
					action: 'do it',
					subject: { kind: 'file', id },
					read: readObject,
				},
				...answers,
			);
			if (result instanceof Error) {
				expect(isOurs(result)).toBe(true);
				expect(result.message).not.toMatch(/undefined|\[object|TypeError/);
				expect(result.description).toMatch(/\S{3}/);
			} else {
				expect(isRecord(result)).toBe(true);
			}
			expect(calls.length).toBeLessThanOrEqual(5);
			for (const { url } of calls) {
				const path = new URL(url).pathname;
				expect(path.startsWith('/v1/files/')).toBe(true);
				expect(path.split('/')).toHaveLength(4);
				expect(new URL(url).origin).toBe('https://api.openai.com');
			}
		}),
		{ numRuns: 150 },
	);
});

const aGet = {
	method: 'GET',
	path: ['files'],
	action: 'list the files',
	read: readObject,
} as const;

test('what the reader refuses is no answer of the API, and is asked for once only', async () => {
	const read = jest.fn(() => null);
	const { result, calls } = await sent({ ...aGet, read }, ok({ error: 'No' }));
	expect(result).toMatchObject({ message: expect.stringMatching(/that is not the API's$/) });
	expect(read).toHaveBeenCalledWith({ error: 'No' }, expect.any(Number));
	expect(calls).toHaveLength(1);
});

test.each([
	['an address that n8n forbids', { name: 'SsrfBlockedIpError', ip: '10.0.0.1' }],
	['a certificate that has expired', { code: 'CERT_HAS_EXPIRED' }],
])('%s is tried once, and leaves nothing in doubt', async (_, facts) => {
	for (const method of ['GET', 'POST'] as const) {
		const onAmbiguous = jest.fn();
		const call = { ...aGet, method, creates: 'job' as const, onAmbiguous };
		const { result, calls } = await sent(call, Object.assign(new Error('no'), facts));
		expect(result).toMatchObject({ message: expect.not.stringMatching(/not known whether/) });
		expect(calls).toHaveLength(1);
		expect(onAmbiguous).not.toHaveBeenCalled();
	}
});

test('the reader is told the time of the server', async () => {
	const read = (_: unknown, now: number) => ({ now });
	const headers = { date: 'Sun, 01 Nov 2026 00:00:00 GMT' };
	const { context } = aContext(inTurn({ ...ok({}), headers }, { ...ok({}), headers: {} }));
	const connection = aConnection(context);
	const now = Date.UTC(2026, 10, 1) / 1000;
	expect(await request(connection, { ...aGet, read })).toEqual({ now });
	expect(connection.firstDate).toBe(now);
});

describe('bytes that are taken as they come', () => {
	const bytes = (text: string) => Readable.from([text.slice(0, 3), text.slice(3)].map(Buffer.from));
	const download = {
		method: 'GET',
		path: ['files', 'f', 'content'],
		action: 'download it',
	} as const;

	test('are given as they are', async () => {
		const answer = { statusCode: 200, headers: {}, body: bytes('step,loss') };
		const { result, calls } = await sent({ ...download, receive: readText }, answer);
		expect(result).toBe('step,loss');
		expect(calls[0]).toMatchObject({ encoding: 'stream', headers: { Accept: '*/*' } });
	});

	test('are an error in words when the server refuses', async () => {
		const body = bytes('{"error": {"message": "No such file"}}');
		const { result } = await sent(
			{ ...download, receive: readText, subject: { kind: 'file', id: 'f' } },
			{ statusCode: 404, headers: {}, body },
		);
		expect(result).toMatchObject({
			message: 'File f was not found',
			description: expect.stringMatching(/The API says: "No such file"/),
		});
	});

	test('are asked for again when they break off', async () => {
		let times = 0;
		const receive = async () => {
			times += 1;
			if (times === 1) throw lost('ECONNRESET');
			return await Promise.resolve('all of it');
		};
		const { result, calls } = await sent({ ...download, receive }, { ...ok(''), body: bytes('x') });
		expect([result, calls.length]).toEqual(['all of it', 2]);
	});
});

describe('a delete', () => {
	const aDelete = {
		method: 'DELETE',
		path: ['files', 'file-1'],
		action: 'delete the file',
		subject: { kind: 'file', id: 'file-1' },
		ifGone: 'gone',
		read: () => 'deleted',
	} as const;
	const gone = refused(404);

	test.each([
		['whose answer was lost', lost('ECONNRESET')],
		['that ended in a fault of the server', refused(500)],
		['that was not waited for', lost('ETIMEDOUT')],
	])('%s is sent again, and then finds nothing: that is success', async (_, first) => {
		const { result, calls } = await sent(aDelete, first, gone);
		expect([result, calls.length]).toEqual(['gone', 2]);
	});

	test.each([
		['at once', [gone]],
		['after a refusal, which deletes nothing', [refused(429), gone]],
		['after a connection that was refused', [lost('ECONNREFUSED'), gone]],
	])('of nothing, %s, is an error', async (_, answers) => {
		const { result } = await sent(aDelete, ...answers);
		expect(result).toMatchObject({ message: expect.stringMatching(/\(file file-1\)$/) });
	});
});

describe('a create whose outcome is ambiguous', () => {
	/** A create that finds out what became of it in one of the ways it may. */
	async function create(
		probe: Awaited<ReturnType<Recovery<string>['probe']>>,
		...answers: Array<Answer | Error>
	) {
		const outcomes: unknown[] = [];
		const { result, calls } = await sent<string>(
			{
				method: 'POST',
				path: ['jobs'],
				action: 'create the job',
				creates: 'job',
				recovery: {
					repeat: 'ifAbsent',
					sign: 'It is blue.',
					probe: async () => await Promise.resolve(probe),
				},
				onAmbiguous: (outcome) => outcomes.push(outcome),
				read: () => 'created',
			},
			...answers,
		);
		return { result, times: calls.length, outcomes };
	}

	test('and that is found is not sent again', async () => {
		const found = await create({ state: 'found', value: 'found again' }, lost('ECONNRESET'));
		const outcomes = [{ kind: 'network', code: 'ECONNRESET' }];
		expect(found).toEqual({ result: 'found again', times: 1, outcomes });
	});

	test('and that is absent for sure is sent again', async () => {
		const { result, times } = await create({ state: 'absent' }, refused(502), ok({}));
		expect([result, times]).toEqual(['created', 2]);
	});

	test.each([
		['is neither found nor ruled out', { state: 'unknown' } as const, refused(502)],
		['may still be under way', { state: 'absent' } as const, lost('ETIMEDOUT')],
	])(
		'and that %s is not sent again: the error says how to look for it',
		async (_, probe, answer) => {
			const { result, times } = await create(probe, answer, ok({}));
			expect(times).toBe(1);
			expect(result).toMatchObject({
				message: expect.stringMatching(/^It is not known whether the job was created/),
				description: expect.stringMatching(/Job → Get Many .* It is blue\.$/),
			});
		},
	);

	test('stays so when a later attempt is refused', async () => {
		const { result, times } = await create({ state: 'absent' }, refused(502), refused(400));
		expect(times).toBe(2);
		expect(result).toMatchObject({ message: expect.stringMatching(/^It is not known/) });
	});

	test('is no matter for one that was refused', async () => {
		const { result, outcomes } = await create({ state: 'found', value: 'x' }, refused(400));
		expect(result).toMatchObject({ message: 'Could not create the job' });
		expect(outcomes).toEqual([]);
	});
});

test('after the deadline nothing is waited for: the error says when to try again', async () => {
	const { context, sent: calls } = aContext(() => refused(429, { 'retry-after': '30' }));
	const connection = aConnection(context, { deadline: Date.now() + 5_000 });
	await expect(request(connection, aGet)).rejects.toMatchObject({ httpCode: '429' });
	// The pause holds for what comes after it, too, which is not even sent.
	await expect(request(connection, aGet)).rejects.toMatchObject({
		httpCode: '429',
		description: expect.stringMatching(/Try again after/),
		failure: { cause: 'rate-limited' },
	});
	expect(calls).toHaveLength(1);
});

test('without an admin key, what takes one is not sent', async () => {
	const { result, calls } = await sent({ ...aGet, admin: true }, ok({}));
	expect(result).toBeInstanceOf(NodeOperationError);
	expect(result).toMatchObject({
		message: 'Could not list the files: the credential has no admin key',
	});
	expect(calls).toEqual([]);
});
