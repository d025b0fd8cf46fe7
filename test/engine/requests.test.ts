import type { Fault } from '../../sandbox';
import { byId, createEngine } from './harness';
import { openBench, OPERATIONS, tryOperation, type Bench } from './operations';

jest.mock('../../nodes/shared/timing', () => jest.requireActual<{ FAST: object }>('./fast').FAST);

let bench: Bench;

// What a server was found to bear is remembered beyond an execution: each test has a server of its own.
beforeEach(async () => {
	bench = await openBench();
});
afterEach(async () => await bench.sandbox.close());

/** Passing faults: the next attempt goes well. `sure`: the server certainly did not act. */
const PASSING: Array<[name: string, fault: Fault, sure?: boolean]> = [
	['429', { status: 429, headers: { 'retry-after-ms': '5' } }, true],
	[
		'429 with a date that is past',
		{ status: 429, headers: { 'retry-after': 'Sun, 01 Nov 1998 00:00:00 GMT' } },
		true,
	],
	['408', { status: 408 }],
	['500', { status: 500, body: '<html>' }],
	['502, having acted', { acted: true, status: 502, body: '' }],
	['503 with Retry-After', { status: 503, headers: { 'retry-after': '0.01' } }],
	['504, having acted', { acted: true, status: 504 }],
	['connection dropped before the server acted', { drop: 'before' }],
	['connection dropped after the server acted', { drop: 'after' }],
	['half an answer', { cutBody: true }],
];

describe.each(OPERATIONS)('$name', (tried) => {
	test.each(PASSING)('gets over %s, or says what is in doubt', async (...[, fault, sure]) => {
		const { method, path } = tried;
		bench.sandbox.faults.add({ ...fault, method, path, times: 1 });
		const [jobs, files] = [bench.sandbox.store.jobs.size, bench.sandbox.store.files.size];
		const { items, error, sent } = await tryOperation(bench, tried);
		const made = bench.sandbox.store.jobs.size - jobs - 1 + bench.sandbox.store.files.size - files;
		expect(made).toBeLessThanOrEqual(tried.kind === 'create' ? 1 : 0);
		if (tried.kind !== 'create' || sure) {
			expect(error).toBeUndefined();
			// A list that went well may be empty; everything else gives its item.
			if (!tried.name.endsWith('many')) expect(items).toHaveLength(1);
			expect(sent.length).toBeLessThanOrEqual(2);
		} else if (error) {
			expect(error.message).toMatch(/^It is not known whether the (job|file) was created/);
			expect(error.description).toMatch(/(Job|File) → Get Many/);
		} else {
			expect(items[0]?.json.id).toEqual(expect.any(String));
		}
	});

	/** Faults that do not pass, with the words, the class for n8n's back-off and the code. */
	const LASTING: Array<[name: string, fault: Fault, words: RegExp, cause?: string]> = [
		[
			'a rate limit for too long',
			{ status: 429, headers: { 'retry-after': '61' } },
			/slow down/,
			'rate-limited',
		],
		[
			'no quota',
			{ status: 429, body: { error: { message: 'Q', code: 'insufficient_quota' } } },
			/no quota left/,
			'quota-exhausted',
		],
		[
			'a wrong key',
			{ status: 401, body: { error: { message: 'K' } } },
			/rejected the API key/,
			'credential-invalid',
		],
		[
			'a key without rights',
			{ status: 403, body: { error: { message: 'Missing scopes' } } },
			/may not do this/,
			'credential-invalid',
		],
		[
			'a redirect',
			{ redirectTo: 'http://127.0.0.1:9/v1' },
			/has moved to http:\/\/127\.0\.0\.1:9\/v1/,
			'configuration-invalid',
		],
		[
			'HTML',
			{ status: 200, body: '<html>Hi</html>', contentType: 'text/html' },
			/not the API's/,
			'configuration-invalid',
		],
		['an empty answer', { status: 200, body: '' }, /is empty/, 'temporarily-unavailable'],
		[
			'malformed JSON',
			{ status: 200, body: '{"id": ' },
			/is incomplete/,
			'temporarily-unavailable',
		],
		[
			'a field that is not taken',
			{ status: 422, body: { detail: [{ loc: ['body', 'seed'], msg: 'Bad' }] } },
			/'seed' was not accepted/,
		],
		['a request that is too large', { status: 413, body: '<html>' }, /too large/],
		[
			'a route that is missing',
			{ status: 404, body: { error: { message: 'Invalid URL (GET /)' } } },
			/does not offer this/,
			'configuration-invalid',
		],
		[
			'a server that is down',
			{ status: 500 },
			/returned a server error/,
			'temporarily-unavailable',
		],
		['a connection that always breaks', { drop: 'before' }, /broke/, 'temporarily-unavailable'],
	];

	test.each(LASTING)('tells %s', async (...[name, fault, words, cause]) => {
		bench.sandbox.faults.add({ ...fault, path: /./ });
		const { items, error, jobId } = await tryOperation(bench, tried);
		expect(items).toEqual([]);
		expect(error).toMatchObject({ name: 'NodeApiError', message: expect.stringMatching(words) });
		expect(error?.description).toMatch(/\w{3}/);
		if (tried.names) expect(error?.message).toContain(`(job ${jobId})`);
		expect((error?.failure as { cause?: string } | undefined)?.cause).toBe(cause);
		if (fault.status) expect(error?.httpCode).toBe(String(fault.status));
		if (name === 'a rate limit for too long') {
			expect(error?.description).toMatch(/Try again after \d{4}-.*Z\./);
		}
	});

	test('nobody at the address: tells which', async () => {
		const engine = createEngine({ baseUrl: 'http://127.0.0.1:9/v1', apiKey: 'k' });
		const { error } = await tryOperation({ ...bench, engine }, tried);
		expect(error?.message).toMatch(/^The server 127\.0\.0\.1:9 refused the connection/);
		expect(error?.description).toContain('http://127.0.0.1:9/v1');
	});

	test('a cancelled execution stops within a second, whatever it waits for', async () => {
		bench.sandbox.faults.add({ path: /./, status: 429, headers: { 'retry-after': '30' } });
		const { id } = bench.sandbox.seedJob({ status: tried.status ?? 'running' });
		const started = Date.now();
		await bench.engine.execute(
			tried.parameters(bench, id),
			[{ json: {}, binary: { data: { data: 'e30K', mimeType: 'application/jsonl' } } }],
			{},
			{ cancelAfterMs: 150 },
		);
		expect(Date.now() - started).toBeLessThan(1_150);
	});
});

const named = (name: string) => {
	const found = OPERATIONS.find((one) => one.name === name);
	if (!found) throw new Error(`No operation ${name}`);
	return found;
};

test.each(['job: get', 'job: create'])(
	'%s: a slow server is not waited for for ever',
	async (name) => {
		bench.sandbox.faults.add({ path: /./, delayMs: 2_000 });
		const { error } = await tryOperation(bench, named(name));
		expect(error?.message).toMatch(/did not answer in time/);
	},
);

test('a job that is cancelled already is cancelled, which is no error', async () => {
	const { id } = bench.sandbox.seedJob({ status: 'cancelled' });
	const { items, error } = await bench.engine.execute({
		resource: 'job',
		operation: 'cancel',
		jobId: byId(id),
		simplify: true,
	});
	expect(error).toBeUndefined();
	expect(items[0]?.json).toMatchObject({ id, status: 'cancelled' });
});

test.each(['pause', 'resume'])(
	'%s: when the answer is lost, the job tells whether it worked, and it is asked once',
	async (operation) => {
		bench.sandbox.faults.add({ path: new RegExp(`/${operation}$`), drop: 'after', times: 1 });
		const { items, sent } = await tryOperation(bench, named(`job: ${operation}`));
		expect(items[0]?.json.status).toBe(operation === 'pause' ? 'paused' : 'queued');
		expect(sent).toHaveLength(1);
	},
);

test.each([
	['cancel', 'succeeded', /it has already finished/],
	['cancel', 'failed', /it has already finished/],
	['pause', 'paused', /^Could not pause the job/],
	['resume', 'running', /^Could not resume the job/],
])('%s of a job that is %s is refused with its ID', async (operation, status, words) => {
	const { id } = bench.sandbox.seedJob({ status });
	const { error } = await bench.engine.execute({
		resource: 'job',
		operation,
		jobId: byId(id),
		simplify: true,
	});
	expect(error?.message).toMatch(words);
	expect(error?.message).toContain(id);
});

test('http to an open address is warned of; to this machine it is not', async () => {
	const hints = async (baseUrl: string) => {
		const engine = createEngine({ ...bench.sandbox, baseUrl });
		// With Continue On Fail, as what fails has no hints.
		const { run } = await tryOperation({ ...bench, engine }, named('job: get'), {
			onError: 'continueRegularOutput',
		});
		return run.data.resultData.runData.Node?.[0]?.hints ?? [];
	};
	expect(await hints(bench.sandbox.baseUrl)).toEqual([]);
	// RFC 2606: a name that nobody has.
	expect(await hints('http://api.invalid/v1')).toEqual([
		expect.objectContaining({
			type: 'warning',
			message: expect.stringMatching(/unencrypted.*https:\/\//),
		}),
	]);
});
