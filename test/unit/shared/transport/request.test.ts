import fc from 'fast-check';
import {
	NodeApiError,
	NodeOperationError,
	type IExecuteFunctions,
	type IHttpRequestOptions,
} from 'n8n-workflow';

import { connect } from '../../../../nodes/shared/transport/connection';

jest.mock('../../../../nodes/shared/transport/timing', () => ({
	TIMEOUT_MS: 1_000,
	SLICE_MS: 5,
	FIRST_DELAY_MS: 0,
	LONGEST_DELAY_MS: 0,
	LOOK_PAUSES_MS: [0, 0],
}));

interface Answer {
	statusCode: number;
	headers: Record<string, unknown>;
	body: unknown;
}

/** What a node is given, as far as the helper uses it; a function answers in the server's place. */
function contextOf(
	answer: (options: IHttpRequestOptions, nth: number) => unknown,
	credential: Record<string, unknown> = {},
) {
	const sent: IHttpRequestOptions[] = [];
	const hints: unknown[] = [];
	const context = {
		getNode: () => ({ id: 'n', name: 'N', type: 'fineTuning', typeVersion: 1, parameters: {} }),
		getCredentials: async () => ({ provider: 'openAi', apiKey: 'k-1234', ...credential }),
		getExecutionCancelSignal: () => undefined,
		addExecutionHints: (hint: unknown) => hints.push(hint),
		helpers: {
			httpRequestWithAuthentication: async (_type: string, options: IHttpRequestOptions) => {
				sent.push(options);
				return await answer(options, sent.length);
			},
		},
	} as unknown as IExecuteFunctions;
	return { context, sent, hints };
}

const isOurs = (error: unknown) =>
	error instanceof NodeApiError || error instanceof NodeOperationError;
const lost = (code: string) => Object.assign(new Error(code), { code });
const ok = (body: unknown): Answer => ({
	statusCode: 200,
	headers: {},
	body: JSON.stringify(body),
});
const failed = (statusCode: number, headers = {}): Answer => ({ statusCode, headers, body: '{}' });

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
	returnsObject: fc.boolean(),
	id: fc.string({ unit: 'grapheme' }),
});

test('whatever the server answers: an object, or an error of n8n in words; soon, and no crash', async () => {
	await fc.assert(
		fc.asyncProperty(fc.array(anyAnswer, { minLength: 1 }), anyCall, async (answers, call) => {
			const { id, ...rest } = call;
			const { context, sent } = contextOf((_, nth) => {
				const answer = answers[(nth - 1) % answers.length];
				if (answer instanceof Error) throw answer;
				return answer;
			});
			const connection = await connect(context);
			try {
				const got = await connection.request({
					...rest,
					path: ['files', id],
					action: 'do it',
					subject: { kind: 'file', id },
				});
				expect(typeof got).toBe('object');
			} catch (error) {
				expect(isOurs(error)).toBe(true);
				expect(String((error as Error).message)).not.toMatch(/undefined|\[object|TypeError/);
				expect((error as NodeApiError).description).toBeTruthy();
			}
			expect(sent.length).toBeLessThanOrEqual(5);
			for (const { url } of sent) {
				const path = new URL(url).pathname;
				expect(path.startsWith('/v1/files/')).toBe(true);
				expect(path.split('/')).toHaveLength(4);
				expect(new URL(url).origin).toBe('https://api.openai.com');
			}
		}),
		{ numRuns: 150 },
	);
});

test('whatever stands in the credential: a call below its address, or an error of n8n', async () => {
	const anyUrl = fc.oneof(
		fc.string(),
		fc.webUrl({ withQueryParameters: true, withFragments: true }),
		fc
			.tuple(fc.constantFrom('http://', 'https://', 'ftp://', '//'), fc.string())
			.map((p) => p.join('')),
		fc.anything(),
	);
	await fc.assert(
		fc.asyncProperty(
			anyUrl,
			fc.constantFrom('openAi', 'azureOpenAi', 'nebius', 'custom', 'other', null),
			async (baseUrl, provider) => {
				const { context, sent } = contextOf(() => ok({ id: 'x' }), { baseUrl, provider });
				try {
					const connection = await connect(context);
					await connection.request({ method: 'GET', path: ['files', 'x'], action: 'get it' });
					expect(sent).toHaveLength(1);
					const url = new URL(String(sent[0]?.url));
					expect(url.protocol).toMatch(/^https?:$/);
					expect(url.pathname.endsWith('/files/x')).toBe(true);
					expect([url.username, url.password, url.search, url.hash]).toEqual(['', '', '', '']);
				} catch (error) {
					expect(isOurs(error)).toBe(true);
					expect(sent).toEqual([]);
				}
			},
		),
		{ numRuns: 300 },
	);
});

describe('a delete', () => {
	const remove = async (...answers: Array<Answer | Error>) => {
		const { context, sent } = contextOf((_, nth) => {
			const answer = answers[nth - 1];
			if (answer instanceof Error) throw answer;
			return answer;
		});
		const connection = await connect(context);
		const call = connection.request({
			method: 'DELETE',
			path: ['files', 'file-1'],
			action: 'delete the file',
			subject: { kind: 'file', id: 'file-1' },
		});
		return { sent, result: await call.catch((error: NodeApiError) => error.message) };
	};
	const gone = failed(404);

	test.each([
		['whose answer was lost', lost('ECONNRESET')],
		['that ended in a fault of the server', failed(500)],
		['that was not waited for', lost('ETIMEDOUT')],
	])('%s is sent again, and then finds nothing: that is success', async (_, first) => {
		const { result, sent } = await remove(first, gone);
		expect(result).toEqual({ id: 'file-1', deleted: true });
		expect(sent).toHaveLength(2);
	});

	test.each([
		['at once', [gone]],
		['after a refusal, which deletes nothing', [failed(429), gone]],
		['after a connection that was refused', [lost('ECONNREFUSED'), gone]],
	])('of nothing, %s, is an error', async (_, answers) => {
		expect((await remove(...answers)).result).toMatch(/\(file file-1\)$/);
	});
});

test('an object without an ID is no answer where one is expected', async () => {
	for (const body of [{}, { id: '' }, { id: 7 }, { error: { message: 'No' } }]) {
		const { context } = contextOf(() => ok(body));
		const connection = await connect(context);
		const call = { method: 'POST' as const, path: ['files'], action: 'do it' };
		await expect(connection.request({ ...call, returnsObject: true })).rejects.toThrow(
			/not the API's/,
		);
		expect(await connection.request(call)).toEqual(body);
	}
});

test('after the deadline nothing is waited for: the error says when to try again', async () => {
	const { context, sent } = contextOf(() => failed(429, { 'retry-after': '30' }));
	const connection = await connect(context, { deadline: Date.now() + 5_000 });
	const get = async () =>
		await connection.request({ method: 'GET', path: ['files'], action: 'list the files' });
	await expect(get()).rejects.toMatchObject({ httpCode: '429' });
	// The pause holds for what comes after it, too, which is not even sent.
	await expect(get()).rejects.toMatchObject({
		httpCode: '429',
		description: expect.stringMatching(/Try again after/),
		failure: { cause: 'rate-limited' },
	});
	expect(sent).toHaveLength(1);
});

test('http to an open address is warned of once, and where there are no hints, in the log', async () => {
	const credential = { provider: 'custom', baseUrl: 'http://example.com/v1' };
	const { context, hints } = contextOf(() => ok({}), credential);
	await connect(context);
	expect(hints).toEqual([
		expect.objectContaining({ type: 'warning', message: expect.stringContaining('unencrypted') }),
	]);
	const warned: string[] = [];
	const { getNode, getCredentials } = context;
	await connect({
		getNode,
		getCredentials,
		logger: { warn: (message: string) => warned.push(message) },
	} as unknown as IExecuteFunctions);
	expect(warned).toEqual([expect.stringContaining('unencrypted')]);
});
