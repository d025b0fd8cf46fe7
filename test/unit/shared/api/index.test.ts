import fc from 'fast-check';
import { NodeApiError, NodeOperationError, type IExecuteFunctions } from 'n8n-workflow';

import { openApi } from '../../../../nodes/shared/api';
import { PROVIDERS } from '../../../../nodes/shared/providers';
import { aContext, inTurn, ok, refused, wireJob } from '../../builders';

const isOurs = (error: unknown) =>
	error instanceof NodeApiError || error instanceof NodeOperationError;

test('whatever stands in the credential: a call below its address, or an error of n8n', async () => {
	const anyUrl = fc.oneof(
		fc.string(),
		fc.webUrl({ withQueryParameters: true, withFragments: true }),
		fc
			.tuple(fc.constantFrom('http://', 'https://', 'ftp://', '//'), fc.string())
			.map((p) => p.join('')),
		fc.anything(),
	);
	const anyProvider = fc.constantFrom(...PROVIDERS.map(({ id }) => id), 'other', null);
	await fc.assert(
		fc.asyncProperty(anyUrl, anyProvider, fc.string(), async (baseUrl, provider, region) => {
			const dated = provider === 'localAi' || provider === 'together';
			const ended = { created_at: '2026-11-01T00:00:00Z', status: 'completed' };
			const run = { id: 'x', status: 'completed', started_at: '2026-11-01T00:00:00Z' };
			const answer = ok({ ...wireJob(dated ? ended : {}), run });
			const { context, sent } = aContext(() => answer, { baseUrl, provider, region });
			try {
				const { jobs } = await openApi(context);
				await jobs.get('x');
				expect(sent).toHaveLength(1);
				const url = new URL(String(sent[0]?.url));
				expect(url.protocol).toMatch(/^https?:$/);
				expect(url.pathname).toMatch(/\/(jobs|fine-tunes|runs)\/x$/);
				expect([url.username, url.password, url.search, url.hash]).toEqual(['', '', '', '']);
			} catch (error) {
				expect(isOurs(error)).toBe(true);
				expect(sent).toEqual([]);
			}
		}),
		{ numRuns: 300 },
	);
});

test.each([undefined, null, '', 'OpenAI', 'unheard-of'])(
	'a credential of the provider %p is an error that names those there are, and nothing is sent',
	async (provider) => {
		const { context, sent } = aContext(() => ok({}), { provider });
		const error: unknown = await openApi(context).catch((thrown: unknown) => thrown);
		expect(error).toBeInstanceOf(NodeOperationError);
		expect(error).toMatchObject({
			message: expect.stringContaining('provider'),
			description: expect.stringContaining('Azure OpenAI'),
		});
		expect(sent).toEqual([]);
	},
);

test('http to an open address is warned of once, and where there are no hints, in the log', async () => {
	const credential = { provider: 'custom', baseUrl: 'http://example.com/v1' };
	const { context, hints } = aContext(() => ok({}), credential);
	await openApi(context);
	expect(hints).toEqual([
		expect.objectContaining({ type: 'warning', message: expect.stringContaining('unencrypted') }),
	]);
	const warned: string[] = [];
	const { getNode, getCredentials } = context;
	await openApi({
		getNode,
		getCredentials,
		logger: { warn: (message: string) => warned.push(message) },
	} as unknown as IExecuteFunctions);
	expect(warned).toEqual([expect.stringContaining('unencrypted')]);
});

test.each([
	['another address', { baseUrl: 'https://proxy.example.com/v1' }],
	['another organization', { organizationId: 'org-1' }],
	['another project', { projectId: 'proj-1' }],
])('%s is another account; another key is not', async (_, change) => {
	const accountOf = async (credential: Record<string, unknown>) =>
		(await openApi(aContext(() => ok({}), credential).context)).account;
	expect(await accountOf(change)).not.toBe(await accountOf({}));
	expect(await accountOf({ ...change, apiKey: 'other' })).toBe(await accountOf(change));
});

test("a key that does not fit another provider's address leads to that provider", async () => {
	const baseUrl = 'https://r.openai.azure.com/openai/v1';
	const { jobs } = await openApi(aContext(() => refused(401), { baseUrl }).context);
	await expect(jobs.get('x')).rejects.toMatchObject({
		message: 'OpenAI rejected the API key (job x)',
		description: expect.stringContaining('belongs to Azure OpenAI, so choose that provider'),
	});
});

test('no key of the credential is in an error, whatever the server repeats', async () => {
	const keys = { apiKey: 'very-secret-1', adminKey: 'very-secret-2' };
	const body = { error: { message: 'Wrong: very-secret-1, very-secret-2' } };
	const { jobs } = await openApi(aContext(() => refused(401, {}, body), keys).context);
	const error: unknown = await jobs.get('x').catch((thrown: unknown) => thrown);
	expect(error).toMatchObject({ description: expect.stringContaining('Wrong: ***, ***') });
});

test('what of a list could not be read is told, and the rest is given', async () => {
	const data = [wireJob({ id: 'a' }), wireJob({ status: null }), {}, wireJob({ id: 'b' })];
	const { context, hints } = aContext(() => ok({ data, has_more: false }));
	const { jobs } = await openApi(context);
	const { items } = await jobs.list({ limit: 100 });
	expect(items.map(({ id }) => id)).toEqual(['a', 'b']);
	expect(hints).toEqual([
		expect.objectContaining({ message: expect.stringMatching(/^2 objects were left out/) }),
	]);
});

test("the server's time is that of its first answer; after the deadline nothing is waited for", async () => {
	const dated = (date: string) => ({ ...ok(wireJob()), headers: { date } });
	const { context } = aContext(
		inTurn(
			dated('Sun, 01 Nov 2026 00:00:00 GMT'),
			dated('Sun, 01 Nov 2026 00:00:09 GMT'),
			refused(429, { 'retry-after': '30' }),
		),
	);
	const api = await openApi(context);
	expect(api.serverTime()).toBeNull();
	await api.jobs.get('x');
	await api.jobs.get('x');
	expect(api.serverTime()).toBe(Date.UTC(2026, 10, 1) / 1000);
	api.endBy(Date.now());
	await expect(api.jobs.get('x')).rejects.toMatchObject({
		message: expect.stringMatching(/did not answer in time/),
	});
});

const DATE = 'Sun, 01 Nov 2026 00:00:00 GMT';

test('a call within a time goes on no longer, whatever becomes of the clock, and tells the server time', async () => {
	const { context, sent } = aContext(() => refused(503, { 'retry-after-ms': '20', date: DATE }));
	const api = await openApi(context);
	// A clock of the test's own: on a busy machine, the real one runs away.
	jest.useFakeTimers();
	try {
		const ends = (call: Promise<unknown>) => call.catch((error: unknown) => error);
		const settled: unknown[] = [];
		void ends(api.jobs.get('x', { withinMs: 50 })).then((error) => settled.push(error));
		await jest.advanceTimersByTimeAsync(10);
		expect([sent.length, settled]).toEqual([1, []]);
		jest.setSystemTime(Date.now() - 3_600_000);
		await jest.advanceTimersByTimeAsync(50);
		expect(settled).toEqual([expect.objectContaining({ httpCode: '503' })]);
		expect(sent.length).toBeGreaterThan(1);
		expect(sent.length).toBeLessThan(5);
		void ends(api.jobs.list({ limit: 1 }, { withinMs: 1 })).then((error) => settled.push(error));
		await jest.advanceTimersByTimeAsync(1);
		expect(settled).toHaveLength(2);
	} finally {
		jest.useRealTimers();
	}
	expect(api.serverTime()).toBe(Date.parse(DATE) / 1000);
});
