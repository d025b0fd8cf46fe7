/* eslint-disable @n8n/community-nodes/no-restricted-globals -- runs in Node, not in n8n */
import { startSandbox, type Fault, type Sandbox } from '../../sandbox';
import { chances } from './chances';
import { trainingExamples } from './examples';
import { byId, createEngine, itemWithFile, type NodeRun, createParameters } from './harness';

// The same rules on a clock a hundred times faster, but for what the server is given to answer.
jest.mock('../../nodes/shared/timing', () => jest.requireActual<{ FAST: object }>('./fast').FAST);

const MODEL = 'gpt-4.1-mini-2025-04-14';
const KEY = 'n8n_create_key';
const CREATE: Pick<Fault, 'method' | 'path'> = { method: 'POST', path: /fine_tuning\/jobs$/ };
const LIST: Pick<Fault, 'method' | 'path'> = { method: 'GET', path: /fine_tuning\/jobs$/ };
const DOUBT = /It is not known whether the job was created|was created, as far as OpenAI says/;

interface Bench {
	sandbox: Sandbox;
	engine: ReturnType<typeof createEngine>;
	file: string;
}

const open: Sandbox[] = [];

afterEach(async () => {
	await Promise.all(open.splice(0).map(async (sandbox) => await sandbox.close()));
});

async function bench({ provider = 'openAi', seed = 1 } = {}): Promise<Bench> {
	const dialect = provider as 'openAi';
	const sandbox = await startSandbox({ seed, dialect });
	open.push(sandbox);
	const engine = createEngine({ ...sandbox, provider });
	const { items } = await engine.execute(
		{ resource: 'file', operation: 'upload', binaryPropertyName: 'data', simplify: true },
		[itemWithFile(trainingExamples(12))],
	);
	return { sandbox, engine, file: String(items[0]?.json.id) };
}

/** The server has shown before that it keeps keys: only then is their absence proof of anything. */
async function provenBench(): Promise<Bench> {
	const bench_ = await bench();
	bench_.sandbox.seedJob({ status: 'running', created_at: 1, metadata: { [KEY]: 'another' } });
	return bench_;
}

const create = (file: string, more: Record<string, unknown> = {}) =>
	({
		...createParameters(MODEL, file),
		...more,
	}) as Parameters<Bench['engine']['execute']>[0];

const RETRY = { retryOnFail: true, maxTries: 3, waitBetweenTries: 1 };
const ONE = [{ json: {} }];

const sent = ({ sandbox }: Bench, method: string) =>
	sandbox.requests.filter(
		(request) => request.method === method && request.path.endsWith('/fine_tuning/jobs'),
	);
const jobIds = ({ sandbox }: Bench) => [...sandbox.store.jobs.keys()];
const keyOf = (body: unknown) => (body as { metadata?: Record<string, string> }).metadata?.[KEY];

/** What can go wrong with a create, and with a look at the list. */
const CREATE_FAULTS: Fault[] = [
	{ drop: 'before' },
	{ drop: 'after' },
	{ cutBody: true },
	{ acted: true, status: 200, body: '{"id": "ftj' },
	{ acted: true, status: 200, body: '' },
	{ acted: true, status: 200, body: '<html>Gateway</html>', contentType: 'text/html' },
	{ acted: true, status: 201, body: {} },
	{ acted: true, status: 500 },
	{ acted: true, status: 502, body: '<html>Bad gateway</html>' },
	{ acted: true, status: 503, headers: { 'retry-after-ms': '5' } },
	{ acted: true, status: 504 },
	{ acted: true, status: 408 },
	{ acted: true, status: 500, headers: { 'x-should-retry': 'true' } },
	{ status: 500 },
	{ status: 502, body: '' },
	{ status: 503, headers: { 'retry-after': '0' } },
	{ status: 524, body: '<html>A timeout occurred</html>' },
	{ status: 429, headers: { 'retry-after-ms': '5' } },
	{ status: 429, headers: { 'retry-after-ms': '5', 'x-should-retry': 'true' } },
	{ status: 409 },
	{ delayMs: 1_200 },
	{ finishLateMs: 40 },
	{ finishLateMs: 60, status: 500 },
	{ finishLateMs: 50, drop: 'before' },
	{ acted: true, status: 201, body: { job_id: 'ftjob-odd' } },
	{ acted: true, status: 200, body: { id: 12345 } },
	{ stall: 'half' },
	{ redirectTo: 'http://127.0.0.1:9/v1/fine_tuning/jobs' },
	{ acted: true, status: 303, headers: { location: 'http://127.0.0.1:9/' } },
];
const LIST_FAULTS: Fault[] = [
	{ status: 500 },
	{ drop: 'before' },
	{ drop: 'after' },
	{ cutBody: true },
	{ status: 200, body: { object: 'list' } },
	{ status: 200, body: '{"data": [' },
	{ status: 429, headers: { 'retry-after-ms': '5' } },
];

interface Round {
	jobs: number;
	result: NodeRun;
	faults: Fault[];
	retried: boolean;
}

async function playRound(bench_: Bench, seed: number): Promise<Round> {
	const { sandbox, engine, file } = bench_;
	const chance = chances(seed);
	const pick = <T>(from: readonly T[]): T => from[Math.floor(chance() * from.length)] as T;
	sandbox.faults.clear();
	const faults: Fault[] = [];
	const creates = 1 + Math.floor(chance() * 4);
	for (let nth = 1; nth <= creates; nth += 1) {
		// Each fault counts from when it is added: all of them before the first request.
		if (chance() < 0.8) faults.push({ ...pick(CREATE_FAULTS), ...CREATE, nth });
	}
	for (let nth = 1; nth <= 8; nth += 1) {
		if (chance() < 0.2) faults.push({ ...pick(LIST_FAULTS), ...LIST, nth });
	}
	if (chance() < 0.1) faults.push({ ...pick(LIST_FAULTS), ...LIST });
	for (const fault of faults) sandbox.faults.add(fault);
	sandbox.list.appearsAfterMs = chance() < 0.3 ? chance() * 40 : 0;
	sandbox.jobs.dropsMetadata = chance() < 0.2;
	sandbox.list.order = chance() < 0.15 ? 'oldest' : 'newest';
	const before = sandbox.store.jobs.size;
	const retried = chance() < 0.4;
	const result = await engine.execute(
		create(file, { simplify: chance() < 0.5 }),
		ONE,
		retried ? RETRY : {},
	);
	// What the server still works on, it is given the time to finish.
	await sandbox.idle();
	return { jobs: sandbox.store.jobs.size - before, result, faults, retried };
}

test('500 rounds of random faults: one job and the node returns it, or an honest error; never two', async () => {
	const ROUNDS = 500;
	const BENCHES = 40;
	const count = { rounds: 0, duplicates: 0, created: 0, recovered: 0, honest: 0, refused: 0 };
	const benches = await Promise.all(
		Array.from({ length: BENCHES }, async (_, seed) => await bench({ seed })),
	);
	let next = 0;
	const play = async (bench_: Bench) => {
		for (let seed = next++; seed < ROUNDS; seed = next++) {
			const { jobs, result, ...round } = await playRound(bench_, seed);
			const told = JSON.stringify({ seed, jobs, ...round, error: result.error?.message });
			count.rounds += 1;
			if (jobs > 1) count.duplicates += 1;
			const [item] = result.items;
			if (item) {
				expect({ told, jobs }).toEqual({ told, jobs: 1 });
				expect({ told, id: item.json.id }).toEqual({ told, id: jobIds(bench_).at(-1) });
				expect(item.json).not.toHaveProperty('error.message');
				if (item.json.recovered) count.recovered += 1;
				else count.created += 1;
			} else if (DOUBT.test(String(result.error?.message))) {
				expect({ told, jobs: jobs <= 1 }).toEqual({ told, jobs: true });
				expect(result.error?.description).toMatch(/Job → Get Many.*n8n_create_key: [0-9a-f]{40}/);
				count.honest += 1;
			} else {
				// An error that leaves no doubt must be right: nothing was created.
				expect({ told, jobs, error: result.error?.name }).toEqual({
					told,
					jobs: 0,
					error: 'NodeApiError',
				});
				count.refused += 1;
			}
		}
	};
	await Promise.all(benches.map(play));
	process.stdout.write(`create once: ${JSON.stringify(count)}\n`);
	expect(count).toMatchObject({ rounds: ROUNDS, duplicates: 0 });
	expect(count.recovered).toBeGreaterThan(50);
	expect(count.created).toBeGreaterThan(50);
}, 300_000);

describe('the key', () => {
	const keysOf = (bench_: Bench) => sent(bench_, 'POST').map(({ body }) => keyOf(body));

	test('differs by item and execution, and stays the same when n8n runs the node again', async () => {
		const bench_ = await bench();
		const { engine, sandbox, file } = bench_;
		await engine.execute(create(file), [...ONE, ...ONE]);
		await engine.execute(create(file));
		expect(new Set(keysOf(bench_)).size).toBe(3);
		sandbox.faults.add({ ...CREATE, nth: 1, status: 400 });
		const { items } = await engine.execute(create(file), ONE, RETRY);
		const [, , , refused, again] = keysOf(bench_);
		expect(again).toBe(refused);
		expect(items[0]?.json).not.toHaveProperty('recovered');
	});

	test('differs by run of a node in a loop', async () => {
		const bench_ = await bench();
		await bench_.engine.executeTwice(create(bench_.file));
		const keys = keysOf(bench_);
		expect(keys).toHaveLength(2);
		expect(new Set(keys).size).toBe(2);
	});

	test('a first create costs no call to the list', async () => {
		const bench_ = await bench();
		await bench_.engine.execute(create(bench_.file), [...ONE, ...ONE]);
		expect(sent(bench_, 'GET')).toEqual([]);
	});

	test.each([
		['the switch is off', { options: { preventDuplicates: false } }],
		[
			'16 pairs are in use',
			{
				additionalFields: {
					metadata: {
						values: Array.from({ length: 16 }, (_, at) => ({ key: `k${at}`, value: 'v' })),
					},
				},
			},
		],
		['metadata is something else', { additionalFields: { extraBody: '{"metadata": null}' } }],
	])('does not travel where %s; then nothing is repeated', async (_, more) => {
		const bench_ = await bench();
		bench_.sandbox.faults.add({ ...CREATE, drop: 'after', nth: 1 });
		const { error } = await bench_.engine.execute(create(bench_.file, more), ONE, RETRY);
		expect(keysOf(bench_)).toEqual([undefined]);
		expect(sent(bench_, 'GET')).toEqual([]);
		expect(error?.message).toMatch(DOUBT);
		expect(error?.description).toMatch(/Job → Get Many/);
		expect(error?.description).not.toMatch(/n8n_create_key/);
	});
});

describe('found again', () => {
	test.each([
		['simplified', true],
		['raw', false],
	])('%s: the job says so, and has no field `error`', async (_, simplify) => {
		const bench_ = await bench();
		bench_.sandbox.faults.add({ ...CREATE, drop: 'after', nth: 1 });
		const { items } = await bench_.engine.execute(create(bench_.file, { simplify }), ONE, RETRY);
		expect(items[0]?.json).toMatchObject({ id: jobIds(bench_)[0], recovered: true });
		expect(items[0]?.json.error ?? null).toBeNull();
		expect(sent(bench_, 'POST')).toHaveLength(1);
	});

	test('by comparing here, whatever the list holds and in whichever order', async () => {
		const bench_ = await bench();
		for (let index = 0; index < 250; index += 1) {
			bench_.sandbox.seedJob({
				status: 'succeeded',
				created_at: 1_700_000_000 + index,
				metadata: { [KEY]: `other-${index}` },
			});
		}
		bench_.sandbox.list.order = 'oldest';
		bench_.sandbox.faults.add({ ...CREATE, drop: 'after', nth: 1 });
		const { items } = await bench_.engine.execute(create(bench_.file));
		expect(items[0]?.json).toMatchObject({ id: jobIds(bench_).at(-1), recovered: true });
		expect(Object.keys(sent(bench_, 'GET')[0]?.query ?? {})).toEqual(['limit']);
	});

	test('by Retry On Fail, without a call, for all items that were created before one failed', async () => {
		const bench_ = await bench();
		bench_.sandbox.faults.add({ ...CREATE, nth: 3, status: 400 });
		const { items } = await bench_.engine.execute(
			create(bench_.file),
			[...ONE, ...ONE, ...ONE],
			RETRY,
		);
		expect(items.map(({ json }) => [json.id, json.recovered])).toEqual(
			jobIds(bench_).map((id, index) => [id, index < 2 ? true : undefined]),
		);
		expect([sent(bench_, 'POST').length, sent(bench_, 'GET').length]).toEqual([4, 0]);
	});

	test('by Retry On Fail before anything is uploaded once more', async () => {
		const bench_ = await bench();
		// The list is down as long as the first try lasts, and comes back for the second.
		bench_.sandbox.faults.add({ ...CREATE, drop: 'after', nth: 1 });
		bench_.sandbox.faults.add({ ...LIST, times: 5, status: 500 });
		const { items } = await bench_.engine.execute(
			create('', { trainingSource: 'binary', trainingBinaryProperty: 'data' }),
			[itemWithFile(trainingExamples(12))],
			RETRY,
		);
		expect(items[0]?.json).toMatchObject({ id: jobIds(bench_)[0], recovered: true });
		expect(bench_.sandbox.store.files.size).toBe(2);
	});
});

describe('in doubt', () => {
	test('a server that was not waited for may act later: it is not asked again', async () => {
		const bench_ = await bench();
		// Longer than it is probed for.
		bench_.sandbox.faults.add({ ...CREATE, delayMs: 6_000, nth: 1 });
		const { error } = await bench_.engine.execute(create(bench_.file), ONE, RETRY);
		expect(error?.message).toMatch(DOUBT);
		expect(error?.description).toMatch(/n8n_create_key: [0-9a-f]{40}/);
		expect(sent(bench_, 'POST')).toHaveLength(1);
	});

	test('an execution that is cancelled half-way says that the job may exist', async () => {
		const bench_ = await bench();
		bench_.sandbox.faults.add({ ...CREATE, delayMs: 700 });
		const started = Date.now();
		const { error } = await bench_.engine.execute(
			create(bench_.file),
			ONE,
			{},
			{ cancelAfterMs: 100 },
		);
		expect(Date.now() - started).toBeLessThan(1_000);
		expect(error?.message).toMatch(DOUBT);
		expect(sent(bench_, 'POST')).toHaveLength(1);
	});

	test('after a refusal at the end, too: an earlier attempt may have worked', async () => {
		const bench_ = await provenBench();
		bench_.sandbox.list.lagSeconds = 3_600;
		bench_.sandbox.faults.add({ ...CREATE, drop: 'after', nth: 1 });
		bench_.sandbox.faults.add({
			...CREATE,
			status: 400,
			nth: 2,
			body: { error: { message: 'No' } },
		});
		const { error } = await bench_.engine.execute(create(bench_.file));
		expect(error?.message).toMatch(DOUBT);
		expect(error?.message).toMatch(/: No$/);
	});
});

describe('providers that may drop metadata', () => {
	const small = { model: byId('gpt-4.1-mini-2025-04-14') };

	test.each(['nebius', 'custom'])(
		'%s: no key unless asked for, and no second create',
		async (provider) => {
			const bench_ = await bench({ provider });
			bench_.sandbox.faults.add({ ...CREATE, drop: 'after', nth: 1 });
			const { error } = await bench_.engine.execute(create(bench_.file, small), ONE, RETRY);
			expect(sent(bench_, 'POST').map(({ body }) => keyOf(body))).toEqual([undefined]);
			expect(error?.message).toMatch(DOUBT);
			expect(jobIds(bench_)).toHaveLength(1);
		},
	);

	test('a key that is asked for and dropped proves nothing: no second create', async () => {
		const bench_ = await bench({ provider: 'custom' });
		bench_.sandbox.faults.add({ ...CREATE, drop: 'after', nth: 1 });
		const { error } = await bench_.engine.execute(
			create(bench_.file, { ...small, options: { preventDuplicates: true } }),
			ONE,
			RETRY,
		);
		expect(error?.message).toMatch(DOUBT);
		expect(jobIds(bench_)).toHaveLength(1);
	});

	test('a key that other jobs have kept is proof enough to try again', async () => {
		const bench_ = await bench({ provider: 'custom' });
		bench_.sandbox.seedJob({ status: 'running', metadata: { [KEY]: 'another' } });
		bench_.sandbox.faults.add({ ...CREATE, drop: 'before', nth: 1 });
		const { items } = await bench_.engine.execute(
			create(bench_.file, { ...small, options: { preventDuplicates: true } }),
		);
		expect(items).toHaveLength(1);
		expect(sent(bench_, 'POST')).toHaveLength(2);
	});
});

test('429: the server refused it, and it is sent again, up to five times in all', async () => {
	const bench_ = await bench();
	const fault = { ...CREATE, status: 429, headers: { 'retry-after-ms': '5' } };
	bench_.sandbox.faults.add({ ...fault, times: 4 });
	const { items } = await bench_.engine.execute(create(bench_.file));
	expect(items).toHaveLength(1);
	expect(sent(bench_, 'POST')).toHaveLength(5);
	bench_.sandbox.faults.add({ ...fault, times: 5 });
	const { error } = await bench_.engine.execute(create(bench_.file));
	expect(error).toMatchObject({ httpCode: '429' });
	expect(jobIds(bench_)).toHaveLength(1);
});

describe.each([
	['503', { status: 503, headers: { 'retry-after-ms': '5' } }],
	['connection lost', { drop: 'before' as const }],
])('%s of a server that did not act', (_, fault) => {
	test('sent again once, where the server has shown that it keeps keys', async () => {
		const bench_ = await provenBench();
		bench_.sandbox.faults.add({ ...CREATE, ...fault, nth: 1 });
		const { items } = await bench_.engine.execute(create(bench_.file));
		expect(items).toHaveLength(1);
		bench_.sandbox.faults.add({ ...CREATE, ...fault, times: 2 });
		const { error } = await bench_.engine.execute(create(bench_.file));
		expect(error?.message).toMatch(DOUBT);
		expect(sent(bench_, 'POST')).toHaveLength(4);
	});

	test('else never', async () => {
		const bench_ = await bench();
		bench_.sandbox.faults.add({ ...CREATE, ...fault, nth: 1 });
		const { error } = await bench_.engine.execute(create(bench_.file), ONE, RETRY);
		expect(error?.message).toMatch(DOUBT);
		expect(sent(bench_, 'POST')).toHaveLength(1);
	});
});
