import type { IExecuteFunctions } from 'n8n-workflow';

import { FineTuning } from '../../nodes/FineTuning/FineTuning.node';
import { startSandbox, type Fault, type Sandbox, type SandboxOptions } from '../../sandbox';
import { trainingExamples } from './examples';
import type * as harness from './harness';
import { createEngine, itemWithFile, createParameters } from './harness';

// The same rules on a faster clock.
jest.mock('../../nodes/shared/timing', () => jest.requireActual<{ FAST: object }>('./fast').FAST);

const KEY = 'n8n_create_key';
const CREATE: Pick<Fault, 'method' | 'path'> = { method: 'POST', path: /fine_tuning\/jobs$/ };
const UNKNOWN = /^It is not known whether the job was created/;

let sandbox: Sandbox;
let engine: ReturnType<typeof createEngine>;
let file: string;

async function open(options: SandboxOptions = {}): Promise<void> {
	sandbox = await startSandbox({ seed: 1, ...options });
	const provider = options.dialect ?? 'openAi';
	engine = createEngine({ ...sandbox, provider });
	const { items } = await engine.execute(
		{ resource: 'file', operation: 'upload', binaryPropertyName: 'data', simplify: true },
		[itemWithFile(trainingExamples(12))],
	);
	file = String(items[0]?.json.id);
}

afterEach(async () => await sandbox.close());

/** The node in a process of its own, which knows nothing of what this one has done. */
function anew(): ReturnType<typeof createEngine> {
	let engines: ReturnType<typeof createEngine>[] = [];
	jest.isolateModules(() => {
		const { createEngine: other } = jest.requireActual<typeof harness>('./harness');
		engines = [other({ ...sandbox, provider: 'openAi' })];
	});
	const [other] = engines;
	if (!other) throw new Error('No engine');
	return other;
}

const RETRY = { retryOnFail: true, maxTries: 3, waitBetweenTries: 1 };
const ONE = [{ json: {} }];

type Parameters = Parameters_<ReturnType<typeof createEngine>['execute']>[0];
type Parameters_<F> = F extends (...args: infer P) => unknown ? P : never;

const create = (more: Record<string, unknown> = {}) =>
	({
		...createParameters('gpt-4.1-mini-2025-04-14', file),
		...more,
	}) as Parameters;

const jobs = () => [...sandbox.store.jobs.keys()];
const sent = (method: string, path = /fine_tuning\/jobs$/) =>
	sandbox.requests.filter((one) => one.method === method && path.test(one.path));
const keys = () =>
	sent('POST').map(({ body }) => (body as { metadata?: Record<string, string> }).metadata?.[KEY]);

describe('a server that drops metadata', () => {
	test.each<[string, Fault]>([
		['created, answered 502', { acted: true, status: 502 }],
		['created, answered 500', { acted: true, status: 500 }],
		['created, connection lost', { drop: 'after' }],
		['created, half an answer', { cutBody: true }],
	])('%s, again and again: one job, and an honest error', async (_, fault) => {
		await open({ jobs: { dropsMetadata: true } });
		sandbox.faults.add({ ...CREATE, ...fault });
		const { error } = await engine.execute(create(), ONE, RETRY);
		expect(error?.message).toMatch(UNKNOWN);
		expect(jobs()).toHaveLength(1);
	});

	test('other jobs carry keys of earlier days, but the list shows none: no proof', async () => {
		await open({ jobs: { dropsMetadata: true } });
		sandbox.seedJob({ status: 'running', metadata: { [KEY]: 'another' } });
		sandbox.faults.add({ ...CREATE, acted: true, status: 500, times: 2 });
		await engine.execute(create(), ONE, RETRY);
		expect(jobs()).toHaveLength(2);
	});
});

describe('a success that is not understood is done', () => {
	test.each<[string, unknown, RegExp]>([
		['another name for the ID', { job_id: 'ftjob-odd', status: 'queued' }, /\(job_id ftjob-odd\)/],
		['a numeric ID', { id: 12345, status: 'queued', created_at: 1 }, /\(id 12345\)/],
		['no time', { id: 'ftjob-7', status: 'queued' }, /\(id ftjob-7\)/],
		['an empty object', {}, /Check with Job → Get Many/],
	])('%s: not sent again, and what it names is told', async (_, body, words) => {
		await open({ dialect: 'custom' });
		sandbox.faults.add({ ...CREATE, acted: true, status: 200, body });
		const { error } = await engine.execute(create(), ONE, RETRY);
		expect(sent('POST')).toHaveLength(1);
		expect(error?.message).toMatch(/^(It is not known|The job was created, as far as)/);
		const again = await engine.execute(create(), ONE);
		expect(again.error?.message).toMatch(/^The job was created, as far as/);
		expect(`${again.error?.message} ${again.error?.description}`).toMatch(words);
	});

	test('where the job can be found by its key, it is returned', async () => {
		await open();
		sandbox.faults.add({ ...CREATE, acted: true, status: 200, body: { job_id: 'ftjob-odd' } });
		const { items } = await engine.execute(create());
		expect(items[0]?.json).toMatchObject({ id: jobs()[0], recovered: true });
	});
});

describe('slow lists and servers that finish late', () => {
	const proof = () =>
		sandbox.seedJob({ status: 'running', created_at: 1, metadata: { [KEY]: 'another' } });

	test.each<[string, SandboxOptions, Fault]>([
		['a list that lags', { list: { appearsAfterMs: 90 } }, { acted: true, status: 502 }],
		['a server that finishes after a 502', {}, { finishLateMs: 90 }],
		['a server that finishes after a reset', {}, { finishLateMs: 90, drop: 'before' }],
	])('%s, within the minute: found, not sent again', async (_, options, fault) => {
		await open(options);
		proof();
		sandbox.faults.add({ ...CREATE, ...fault, nth: 1 });
		const { items } = await engine.execute(create());
		await sandbox.idle();
		expect(items[0]?.json).toMatchObject({ recovered: true });
		expect([jobs().length, sent('POST').length]).toEqual([2, 1]);
	});
});

describe('two nodes', () => {
	test.each([
		['with the same ID', { id: 'node-same' }],
		['without an ID', { id: '' }],
	])('%s in one execution each create their own', async (_, identity) => {
		await open();
		const executionId = 'execution-shared';
		const one = await engine.execute(
			create(),
			ONE,
			{ ...identity, name: 'First' },
			{ executionId },
		);
		const two = await engine.execute(
			create(),
			ONE,
			{ ...identity, name: 'Second' },
			{ executionId },
		);
		expect(one.items[0]?.json.id).not.toBe(two.items[0]?.json.id);
		expect(two.items[0]?.json).not.toHaveProperty('recovered');
		expect([jobs().length, new Set(keys()).size]).toEqual([2, 2]);
	});
});

describe('as an AI tool', () => {
	test('n8n raises the run with every try: the key stays', async () => {
		await open();
		sandbox.faults.add({ ...CREATE, status: 400, nth: 1 });
		const answer = await engine.callAsTool(create(), RETRY);
		expect(String(answer)).toContain(jobs()[0]);
		expect([keys().length, new Set(keys()).size, jobs().length]).toEqual([2, 1, 1]);
	});

	test('an answer that was lost is found, not asked for again', async () => {
		await open();
		sandbox.faults.add({ ...CREATE, drop: 'after', nth: 1 });
		const answer = await engine.callAsTool(create(), RETRY);
		expect(String(answer)).toContain(jobs()[0]);
		expect(jobs()).toHaveLength(1);
	});
});

describe("n8n's Retry of an execution", () => {
	test('what had succeeded is found again, what had not is created', async () => {
		await open();
		sandbox.faults.add({ ...CREATE, nth: 3, status: 400 });
		const input = [{ json: { a: 1 } }, { json: { a: 2 } }, { json: { a: 3 } }];
		const failed = await engine.execute(create(), input);
		expect(failed.error).toBeDefined();
		const { items, error } = await engine.retry(failed, create());
		expect(error).toBeUndefined();
		expect(items.map(({ json }) => json.recovered)).toEqual([true, true, undefined]);
		expect(jobs()).toHaveLength(3);
	});

	test('also after n8n was started anew, by the key alone', async () => {
		await open();
		sandbox.faults.add({ ...CREATE, nth: 2, status: 400 });
		const failed = await engine.execute(create(), [{ json: { a: 1 } }, { json: { a: 2 } }]);
		// A process of its own knows nothing of the first try.
		const other = anew();
		const { items } = await other.retry(failed, create());
		expect(items.map(({ json }) => json.recovered)).toEqual([true, undefined]);
		expect(jobs()).toHaveLength(2);
	});

	test('a job behind a hundred newer ones is found', async () => {
		await open();
		sandbox.faults.add({ ...CREATE, nth: 2, status: 400 });
		const failed = await engine.execute(create(), [{ json: { a: 1 } }, { json: { a: 2 } }]);
		for (let at = 0; at < 150; at += 1) sandbox.seedJob({ status: 'succeeded' });
		const { items } = await anew().retry(failed, create());
		expect(items[0]?.json.recovered).toBe(true);
	});

	test('an ordinary second execution creates a second job', async () => {
		await open();
		await engine.execute(create());
		const { items } = await engine.execute(create());
		expect(items[0]?.json).not.toHaveProperty('recovered');
		expect(jobs()).toHaveLength(2);
	});
});

describe('Idempotency Key', () => {
	const given = (idempotencyKey: string) => create({ options: { idempotencyKey } });

	test('the same key in another execution, node or process: the job that is there', async () => {
		await open();
		const first = await engine.execute(given('order-7'));
		expect(first.items[0]?.json).not.toHaveProperty('recovered');
		const second = await engine.execute(given('order-7'), ONE, { name: 'Another' });
		expect(second.items[0]?.json).toMatchObject({ id: jobs()[0], recovered: true });
		for (let at = 0; at < 250; at += 1) sandbox.seedJob({ status: 'succeeded' });
		const { items } = await anew().execute(given('order-7'));
		expect(items[0]?.json).toMatchObject({ id: jobs()[0], recovered: true });
		expect(sent('POST')).toHaveLength(1);
		expect(keys()).toEqual(['order-7']);
	});

	test('another key: another job', async () => {
		await open();
		await engine.execute(given('order-7'));
		await engine.execute(given('order-8'));
		expect(jobs()).toHaveLength(2);
	});

	test('works where keys do not travel by default, and reads the list to its end', async () => {
		await open({ dialect: 'custom', list: { ignoresFilters: true } });
		sandbox.seedJob({ status: 'succeeded', created_at: 5, metadata: { [KEY]: 'order-7' } });
		for (let at = 0; at < 250; at += 1) sandbox.seedJob({ status: 'succeeded' });
		sandbox.jobs.shownAs = (job) => job;
		const { items, error } = await engine.execute(given('order-7'));
		expect(error).toBeUndefined();
		expect(items[0]?.json).toMatchObject({ recovered: expect.anything() });
		expect(sent('POST')).toHaveLength(0);
	});

	test('no room for it: told before anything is sent', async () => {
		await open();
		const values = Array.from({ length: 16 }, (_, at) => ({ key: `k${at}`, value: 'v' }));
		const { error } = await engine.execute(
			create({
				additionalFields: { metadata: { values } },
				options: { idempotencyKey: 'order-7' },
			}),
		);
		expect(error?.message).toBe('The job has no room for a key');
		expect(sent('POST')).toHaveLength(0);
	});

	test('too long a key is told before anything is sent', async () => {
		await open();
		const { error } = await engine.execute(given('x'.repeat(513)));
		expect(error?.message).toBe("'Idempotency Key' is 513 characters long");
		expect(sent('POST')).toHaveLength(0);
	});

	test('a list that cannot be read: an error, and nothing is created', async () => {
		await open();
		sandbox.faults.add({ method: 'GET', path: /fine_tuning\/jobs$/, status: 500 });
		const { error } = await engine.execute(given('order-7'));
		expect(error?.message).toMatch(/returned a server error/);
		expect(sent('POST')).toHaveLength(0);
	});
});

describe('a key that several come with', () => {
	const given = (idempotencyKey: unknown, more = {}) =>
		create({ options: { idempotencyKey }, ...more });

	test('at the same moment: one job, and all get it', async () => {
		await open();
		sandbox.faults.add({ ...CREATE, delayMs: 50, acted: true });
		const runs = await Promise.all(
			Array.from({ length: 3 }, async () => await engine.execute(given('order-7'))),
		);
		expect(new Set(runs.map(({ items }) => items[0]?.json.id))).toEqual(new Set(jobs()));
		expect(jobs()).toHaveLength(1);
	});

	test("with the API key of somebody else: nobody sees another's job", async () => {
		await open();
		await engine.execute(given('order-7'));
		const before = sandbox.requests.length;
		const other = createEngine({ ...sandbox, apiKey: 'sk-of-somebody-else' });
		const { items, error } = await other.execute(given('order-7'));
		// The server decides whose it is: here it knows no such key.
		expect([items, error?.httpCode]).toEqual([[], '401']);
		expect(sandbox.requests.length).toBeGreaterThan(before);
	});

	test.each([
		['empty', ''],
		['missing', '={{ $json.nothing }}'],
		['no number', '={{ NaN }}'],
	])('that is %s: told before anything is sent', async (_, key) => {
		await open();
		const { error } = await engine.execute(given(key));
		expect(error?.message).toBe("'Idempotency Key' is empty");
		expect(sent('POST')).toHaveLength(0);
	});

	test('again later: the job as it is by then', async () => {
		await open();
		const first = await engine.execute(given('order-7'));
		sandbox.setStatus(String(first.items[0]?.json.id), 'succeeded');
		const { items } = await engine.execute(given('order-7'));
		expect(items[0]?.json).toMatchObject({ status: 'succeeded', recovered: true });
	});

	test('and a list in which something cannot be read: not ruled out, and nothing is created', async () => {
		await open({ dialect: 'custom' });
		const { id } = sandbox.seedJob({ status: 'running', metadata: { [KEY]: 'order-7' } });
		sandbox.seedJob({ status: 'running' });
		sandbox.jobs.shownAs = (job) =>
			job.id === id ? { ...job, created_at: new Date(job.created_at * 1000).toISOString() } : job;
		const { error } = await engine.execute(given('order-7'));
		expect(error?.message).toMatch(/^It is not known whether a job with this key exists/);
		expect(sent('POST')).toHaveLength(0);
	});
});

test('the key of another job, copied with its metadata, is not passed on', async () => {
	await open();
	await engine.execute(create());
	const copied = {
		values: [
			{ key: KEY, value: String(keys()[0]) },
			{ key: 'team', value: 'a' },
		],
	};
	await engine.execute(create({ additionalFields: { metadata: copied } }));
	expect([keys().length, new Set(keys()).size]).toEqual([2, 2]);
});

test('a list in no order proves nothing by its first page', async () => {
	await open();
	for (let at = 0; at < 150; at += 1) {
		const created_at = 1_700_000_000 + ((at * 7919) % 150);
		sandbox.seedJob({ status: 'running', created_at, metadata: { [KEY]: `other-${at}` } });
	}
	sandbox.list.order = 'oldest';
	sandbox.list.swapsPairs = true;
	sandbox.faults.add({ ...CREATE, acted: true, status: 502, nth: 1 });
	const { items } = await engine.execute(create());
	expect(items[0]?.json).toMatchObject({ id: jobs().at(-1), recovered: true });
	expect(sent('POST')).toHaveLength(1);
});

test('a server that trains by another method than it was asked to: said above the output', async () => {
	await open();
	sandbox.jobs.shownAs = (job) => ({ ...job, method: undefined });
	const { run, items } = await engine.execute(create({ method: 'dpo' }));
	const hints = run.data.resultData.runData.Node?.[0]?.hints ?? [];
	expect(hints.map(({ message }) => message).join()).toContain(
		`Job ${String(items[0]?.json.id)} was to train by 'dpo', but OpenAI answers 'supervised'.`,
	);
});

describe('an n8n from before version 2, which takes a retried execution for a new one', () => {
	afterEach(() => jest.restoreAllMocks());

	/** The engine itself needs what such an n8n does not have: hidden from the node alone. */
	function hideContext(): void {
		const { execute } = FineTuning.prototype;
		jest.spyOn(FineTuning.prototype, 'execute').mockImplementation(async function (
			this: IExecuteFunctions,
		) {
			const older = new Proxy(this, {
				get(target, name) {
					if (name === 'getExecutionContext') return undefined;
					const value: unknown = Reflect.get(target, name);
					return typeof value === 'function' ? (value.bind(target) as unknown) : value;
				},
			});
			return await execute.call(older);
		});
	}

	async function hintsOf(options: object = {}): Promise<string[]> {
		const { run, items } = await engine.execute(create({ options }), [{ json: {} }, { json: {} }]);
		expect(items.map(({ json }) => json.id)).toHaveLength(2);
		return (run.data.resultData.runData.Node?.[0]?.hints ?? [])
			.map(({ message }) => message)
			.filter((message) => message.includes('n8n'));
	}

	test('is told above the output, once, and creates as ever', async () => {
		await open();
		expect(await hintsOf()).toEqual([]);
		hideContext();
		expect(await hintsOf()).toEqual([expect.stringMatching(/^This n8n is older than version 2/)]);
		expect(await hintsOf({ idempotencyKey: 'order-1' })).toEqual([]);
		expect(jobs()).toHaveLength(5);
	});
});

describe('uploaded files', () => {
	const binary = (more = {}) =>
		create({
			trainingSource: 'binary',
			trainingBinaryProperty: 'data',
			additionalFields: { validationBinaryProperty: 'validation' },
			...more,
		});
	const item = () => {
		const { binary: data } = itemWithFile(trainingExamples(12));
		const { binary: validation } = itemWithFile(trainingExamples(12), 'validation', 'v.jsonl');
		return [{ json: {}, binary: { ...data, ...validation } }];
	};

	test('of earlier tries are used again', async () => {
		await open();
		sandbox.faults.add({ ...CREATE, times: 2, status: 400 });
		const { items } = await engine.execute(binary(), item(), RETRY);
		expect(items).toHaveLength(1);
		expect(sent('POST', /files$/)).toHaveLength(3);
		expect(sandbox.store.files.size).toBe(3);
	});

	test('are all named when the last try fails, too', async () => {
		await open();
		sandbox.faults.add({ ...CREATE, status: 400 });
		const { error } = await engine.execute(binary(), item(), RETRY);
		const uploaded = [...sandbox.store.files.keys()].filter((id) => id !== file);
		expect(uploaded).toHaveLength(2);
		for (const id of uploaded) expect(error?.description).toContain(id);
	});

	test('of another node with the same key are not mixed up', async () => {
		await open();
		const options = { idempotencyKey: 'order-7' };
		sandbox.faults.add({ ...CREATE, status: 400, nth: 1 });
		const executionId = 'execution-shared';
		const first = create({ trainingSource: 'binary', trainingBinaryProperty: 'data', options });
		await engine.execute(
			first,
			[itemWithFile(trainingExamples(12))],
			{ name: 'One' },
			{ executionId },
		);
		const { items } = await engine.execute(
			first,
			[itemWithFile(trainingExamples(20))],
			{ name: 'Two' },
			{ executionId },
		);
		const trained = sandbox.store.files.get(String(items[0]?.json.trainingFile));
		expect(trained?.file.bytes).toBe(Buffer.byteLength(trainingExamples(20)));
	});

	test('that are gone meanwhile are uploaded anew', async () => {
		await open();
		sandbox.faults.add({ ...CREATE, status: 400, nth: 1 });
		sandbox.faults.add({ method: 'GET', path: /files\/[^/]+$/, status: 404, nth: 1 });
		const { items } = await engine.execute(binary(), item(), RETRY);
		expect(items).toHaveLength(1);
		expect(sent('POST', /files$/)).toHaveLength(4);
	});
});

test('Simplify as an expression that fails: told before anything is created', async () => {
	await open();
	const { error } = await engine.execute(create({ simplify: '={{ $("Nowhere").item.json.x }}' }));
	expect(error).toBeDefined();
	expect(jobs()).toHaveLength(0);
});
