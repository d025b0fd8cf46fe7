import { sleep } from 'n8n-workflow';

import { startSandbox, type Fault, type Sandbox } from '../../sandbox';
import { BLANK, byId, createEngine } from './harness';

let sandbox: Sandbox;
let engine: ReturnType<typeof createEngine>;

beforeEach(async () => {
	sandbox = await startSandbox({ startTime: 1_770_000_000, seed: 1 });
	engine = createEngine(sandbox);
});

afterEach(async () => await sandbox.close());

const FAST = { pollInterval: 1 };
/** If the Job Fails: Return the Job. */
const RETURNED = { ...FAST, failOnUnsuccessful: false };
const waiting = (jobId: unknown, options: Record<string, unknown> = FAST) =>
	({ resource: 'job', operation: 'wait', jobId, options, simplify: true }) as Parameters<
		typeof engine.execute
	>[0];
const EACH = '={{ $json.job }}';
const itemsFor = (ids: readonly string[]) => ids.map((job) => ({ json: { job } }));
const later = (ms: number, work: () => void) => void sleep(ms).then(work);
const calls = () => sandbox.requests.map(({ path }) => path.replace('/v1/fine_tuning/', ''));

test('gives the job once it has ended, and tells the console each change', async () => {
	const { id } = sandbox.seedJob({ status: 'queued' });
	later(500, () => sandbox.setStatus(id, 'running', { estimated_finish: 1_770_000_600 }));
	later(1500, () => sandbox.setStatus(id, 'succeeded', { fine_tuned_model: 'ft:x' }));
	const { items, error } = await engine.execute(waiting(byId(id)));
	expect(error).toBeUndefined();
	expect(items).toEqual([
		{
			json: expect.objectContaining({ id, status: 'succeeded', fineTunedModel: 'ft:x' }),
			pairedItem: { item: 0 },
		},
	]);
	expect(engine.uiMessages).toEqual(
		[
			`Job ${id} is queued`,
			`Job ${id} is running, expected to finish at 2026-02-02T02:50:00.000Z`,
			`Job ${id} succeeded`,
		].map((message) => expect.objectContaining({ messages: [message] })),
	);
});

test('a job that has ended costs one call', async () => {
	const { id } = sandbox.seedJob({ status: 'cancelled' });
	const { items } = await engine.execute(waiting(byId(id), RETURNED));
	expect(items[0]?.json.status).toBe('cancelled');
	expect(calls()).toEqual([`jobs/${id}`]);
});

test('several items share one list call a round; old ones are fetched by ID', async () => {
	const old = sandbox.seedJob({ status: 'running', created_at: 1_700_000_000 }).id;
	for (let index = 0; index < 120; index += 1) sandbox.seedJob({ status: 'succeeded' });
	const recent = [1, 2, 3].map(() => sandbox.seedJob({ status: 'running' }).id);
	const ids = [...recent.slice(0, 2), old, ...recent.slice(2), String(recent[0])];
	later(500, () => {
		for (const id of [...recent, old]) sandbox.setStatus(id, 'succeeded');
	});
	const { items } = await engine.execute(waiting(EACH), itemsFor(ids));
	expect(items.map(({ json }) => json.id)).toEqual(ids);
	expect(items.map(({ pairedItem }) => pairedItem)).toEqual(ids.map((_, item) => ({ item })));
	expect(calls()).toEqual(['jobs', `jobs/${old}`, 'jobs', `jobs/${old}`]);
});

test('without Simplify the job is as the API has it', async () => {
	const { id } = sandbox.seedJob({ status: 'succeeded', error: {} });
	const { items } = await engine.execute({ ...waiting(byId(id)), simplify: false });
	expect(items[0]?.json).toMatchObject({ id, object: 'fine_tuning.job', error: null });
});

test.each([
	[
		'failed',
		{ code: 'invalid_n_examples', message: 'Too few examples', param: 'training_file' },
		': Too few examples',
		'Code: invalid_n_examples. Field: training_file. Correct',
	],
	['cancelled', null, '', 'stopped it'],
])('a %s job stops the node, unless it is to be returned', async (status, failure, end, advice) => {
	const { id } = sandbox.seedJob({ status, error: failure });
	const { error } = await engine.execute(waiting(byId(id)));
	expect(error?.message).toBe(`Job ${id} ${status === 'failed' ? '' : 'was '}${status}${end}`);
	expect(error?.description).toContain(advice);
	const { items } = await engine.execute(waiting(byId(id), RETURNED));
	expect(items[0]?.json.status).toBe(status);
	expect(items[0]?.json).not.toHaveProperty('error');
});

test('Continue On Fail: failed items are told, the others waited for', async () => {
	const bad = sandbox.seedJob({
		status: 'failed',
		error: { code: 'x', message: 'No', param: null },
	});
	const good = sandbox.seedJob({ status: 'running' });
	later(500, () => sandbox.setStatus(good.id, 'succeeded'));
	const { items, error } = await engine.execute(
		waiting(EACH),
		itemsFor([bad.id, 'ftjob-none', '', good.id]),
		{ onError: 'continueRegularOutput' },
	);
	expect(error).toBeUndefined();
	expect(items.map(({ json }) => json.error ?? json.status)).toEqual([
		`Job ${bad.id} failed: No`,
		'Job ftjob-none was not found',
		"'Job' is empty",
		'succeeded',
	]);
	expect(items.map(({ pairedItem }) => pairedItem)).toEqual([0, 1, 2, 3].map((item) => ({ item })));
});

test('without it, the first failure ends the wait', async () => {
	const good = sandbox.seedJob({ status: 'running' });
	const { error } = await engine.execute(waiting(EACH), itemsFor([good.id, 'ftjob-none']));
	expect(error?.message).toBe('Job ftjob-none was not found');
	expect(error?.context).toMatchObject({ itemIndex: 1 });
});

test('Max Wait: fails in words, or returns the job as it is', async () => {
	const { id } = sandbox.seedJob({ status: 'validating_files' });
	const short = { ...FAST, maxWait: 0.01 };
	const { error } = await engine.execute(waiting(byId(id), short));
	expect(error?.message).toBe(`Job ${id} is still validating files after 1 s`);
	expect(error?.description).toContain('Fine-Tuning Trigger');
	const returned = await engine.execute(waiting(byId(id), { ...short, onTimeout: 'return' }));
	expect(returned.items[0]?.json).toMatchObject({ id, status: 'validating_files' });
});

test('a cancelled execution ends within a second', async () => {
	const { id } = sandbox.seedJob({ status: 'running' });
	const began = performance.now();
	await engine.execute(waiting(byId(id), {}), [{ json: {} }], {}, { cancelAfterMs: 2500 });
	expect(performance.now() - began).toBeLessThan(3500);
	const before = sandbox.requests.length;
	await sleep(1500);
	expect(sandbox.requests).toHaveLength(before);
});

const DOWN = { path: /jobs/, status: 503 };
/** Max Wait in minutes; a quarter of it may fail. */
const SECONDS_24 = { ...FAST, maxWait: 0.4 };

test('a server error is borne for a quarter of Max Wait, not longer', async () => {
	const { id } = sandbox.seedJob({ status: 'running' });
	// Two polls in a row fail after all their retries.
	sandbox.faults.add({ ...DOWN, nth: 2, times: 10, headers: { 'retry-after-ms': '1' } });
	later(1500, () => sandbox.setStatus(id, 'succeeded'));
	const { items, error } = await engine.execute(waiting(byId(id), SECONDS_24));
	expect(error).toBeUndefined();
	expect(items[0]?.json.status).toBe('succeeded');
	sandbox.setStatus(id, 'running');
	sandbox.faults.add({ ...DOWN, headers: { 'retry-after-ms': '1' } });
	const began = performance.now();
	const down = await engine.execute(waiting(byId(id), SECONDS_24));
	expect(down.error?.message).toContain('OpenAI returned a server error');
	expect(down.error?.description).toContain('No poll has worked for');
	expect(performance.now() - began).toBeGreaterThan(6000);
	expect(performance.now() - began).toBeLessThan(14_000);
});

test('a wait of hours outlives a server that is down for 80 s', async () => {
	const { id } = sandbox.seedJob({ status: 'running' });
	sandbox.faults.add({ ...DOWN, nth: 2, times: 1e6 });
	later(80_000, () => {
		sandbox.faults.clear();
		sandbox.setStatus(id, 'succeeded');
	});
	const { items, error } = await engine.execute(waiting(byId(id), { maxWait: 300 }));
	expect(error).toBeUndefined();
	expect(items[0]?.json.status).toBe('succeeded');
}, 150_000);

test.each([
	['a 404 page', { status: 404, body: '<html>Not here</html>', contentType: 'text/html' }],
	['a 404 of the API', { status: 404 }],
	['a page with 200', { status: 200, body: '<html>Soon back</html>', contentType: 'text/html' }],
])('%s ends the wait only when it comes three times in a row', async (_, fault) => {
	const { id } = sandbox.seedJob({ status: 'running' });
	sandbox.faults.add({ path: /jobs/, nth: 1, times: 2, ...fault });
	sandbox.faults.add({ path: /jobs/, nth: 4, times: 2, ...fault });
	later(5500, () => sandbox.setStatus(id, 'succeeded'));
	const { items, error } = await engine.execute(waiting(byId(id)));
	expect(error).toBeUndefined();
	expect(items[0]?.json.status).toBe('succeeded');
	sandbox.faults.add({ path: /jobs/, ...fault });
	const before = sandbox.requests.length;
	const ended = await engine.execute(waiting(byId(id)));
	expect(ended.error?.message).toContain(id);
	expect(sandbox.requests).toHaveLength(before + 3);
});

test.each([401, 403, 400])('a %i ends it at once, for that item', async (status) => {
	const [bad, good] = [1, 2].map(() => sandbox.seedJob({ status: 'running' }).id);
	sandbox.faults.add({ path: new RegExp(String(bad)), status });
	sandbox.list.hidden.add(String(bad));
	later(1500, () => sandbox.setStatus(String(good), 'succeeded'));
	const { items } = await engine.execute(waiting(EACH), itemsFor([String(bad), String(good)]), {
		onError: 'continueRegularOutput',
	});
	expect(items.map(({ json }) => Boolean(json.error))).toEqual([true, false]);
	expect(calls().filter((call) => call === `jobs/${bad}`)).toHaveLength(1);
});

test('where the list is refused, jobs are fetched one by one', async () => {
	const ids = [1, 2].map(() => sandbox.seedJob({ status: 'succeeded' }).id);
	sandbox.faults.add({ path: /jobs$/, status: 403 });
	const { items, error } = await engine.execute(waiting(EACH), itemsFor(ids));
	expect(error).toBeUndefined();
	expect(items.map(({ json }) => json.id)).toEqual(ids);
});

describe('Max Wait bounds everything', () => {
	const SECONDS_3 = { ...FAST, maxWait: 0.05 };
	/** The end of a time is looked for every half second, and busy machines need theirs. */
	const WITHIN_A_SECOND = 4_000;
	const took = async (work: () => Promise<unknown>) => {
		const began = performance.now();
		await work();
		return performance.now() - began;
	};

	test.each<[string, Fault]>([
		['a server error', { status: 503 }],
		['a long pause that is asked for', { status: 429, headers: { 'retry-after': '50' } }],
		['a server that does not answer', { delayMs: 8_000 }],
		['a body that never ends', { dripBody: { bytes: 1, intervalMs: 200, endless: true } }],
	])('with %s', async (_, fault) => {
		const { id } = sandbox.seedJob({ status: 'running' });
		const wait = waiting(byId(id), { ...SECONDS_3, onTimeout: 'return' });
		sandbox.faults.add({ path: /jobs/, ...fault });
		const atOnce = await took(async () => {
			expect((await engine.execute(wait)).error?.message).toContain(id);
		});
		expect(atOnce).toBeLessThan(WITHIN_A_SECOND);
		sandbox.faults.clear();
		// What the server asked of one account is remembered.
		engine = createEngine({ ...sandbox, baseUrl: `${sandbox.baseUrl}/` });
		sandbox.faults.add({ path: /jobs/, nth: 2, times: 1000, ...fault });
		const later = await took(async () => {
			const { items, error } = await engine.execute(wait);
			expect(items[0]?.json.status ?? error?.message).toMatch(/running|server error|slow down/);
		});
		expect(later).toBeLessThan(WITHIN_A_SECOND);
	});

	test('of several items each has its own', async () => {
		const ids = [1, 2].map(() => sandbox.seedJob({ status: 'running' }).id);
		const input = ids.map((job, index) => ({ json: { job, maxWait: index === 0 ? 0.05 : 60 } }));
		const options = { ...FAST, maxWait: '={{ $json.maxWait }}' };
		sandbox.faults.add({ path: /jobs/, nth: 2, times: 1000, delayMs: 8_000 });
		// Its end is the run's: it bounds the call that all share.
		const duration = await took(async () => {
			const { error } = await engine.execute(waiting(EACH, options), input);
			expect(error?.message).toBe(`Job ${ids[0]} is still running after 3 s`);
		});
		expect(duration).toBeLessThan(4000);
		sandbox.faults.clear();
		// Its end is its own: the other one's calls go on.
		sandbox.faults.add({ path: /jobs/, nth: 2, delayMs: 2_500 });
		later(4_000, () => sandbox.setStatus(String(ids[1]), 'succeeded'));
		const { items } = await engine.execute(
			waiting(EACH, { ...options, onTimeout: 'return' }),
			input,
		);
		expect(items.map(({ json }) => json.status)).toEqual(['running', 'succeeded']);
	});

	test('a job that ends between two far polls is seen before the time is up', async () => {
		const { id } = sandbox.seedJob({ status: 'running' });
		later(1000, () => sandbox.setStatus(id, 'succeeded'));
		const { items } = await engine.execute(
			waiting(byId(id), { pollInterval: 3600, maxWait: 1.9 / 60 }),
		);
		expect(items[0]?.json.status).toBe('succeeded');
	});
});

test.each([
	['at the start of the list', 0, 5],
	['behind 150 newer ones', 150, 7],
	['behind 150 that came months later', -150, 7],
])('500 jobs %s cost a list call for each hundred', async (_, newer, round) => {
	const at = 1_760_000_000;
	const ids = Array.from(
		{ length: 500 },
		(_one, index) => sandbox.seedJob({ status: 'running', created_at: at + index * 30 }).id,
	);
	const from = newer > 0 ? at + 500 * 30 : 1_769_000_000;
	for (let index = 0; index < Math.abs(newer); index += 1) {
		sandbox.seedJob({ status: 'succeeded', created_at: from + index * 30 });
	}
	later(1000, () => ids.forEach((id) => sandbox.setStatus(id, 'succeeded')));
	const { items } = await engine.execute(waiting(EACH), itemsFor(ids));
	expect(items.map(({ json }) => json.id)).toEqual(ids);
	expect(calls()).toEqual(new Array(2 * round).fill('jobs'));
});

test('a clock that is set back by an hour stalls nothing', async () => {
	const { id } = sandbox.seedJob({ status: 'running' });
	sandbox.faults.add({ path: /jobs/, nth: 2, status: 503 });
	sandbox.faults.add({ path: /jobs/, nth: 4, status: 429, headers: { 'retry-after-ms': '300' } });
	const now = Date.now.bind(Date);
	let back = 0;
	const clock = jest.spyOn(Date, 'now').mockImplementation(() => now() - back);
	// In the pause between two polls, in that before a retry, and in one that the server asked for.
	for (const moment of [500, 1200, 2700]) later(moment, () => (back += 3_600_000));
	later(3000, () => sandbox.setStatus(id, 'succeeded'));
	const began = performance.now();
	const { items } = await engine.execute(waiting(byId(id)));
	clock.mockRestore();
	expect(items[0]?.json.status).toBe('succeeded');
	expect(performance.now() - began).toBeLessThan(6000);
});

test.each([
	[{ pollInterval: 0 }, "'Poll Interval' is 0"],
	[{ maxWait: -1 }, "'Max Wait' is -1"],
])('%p is refused before anything is sent', async (options, message) => {
	const { error } = await engine.execute(waiting(byId('ftjob-1'), options));
	expect(error?.message).toBe(message);
	expect(sandbox.requests).toEqual([]);
});

test('a blank job is refused', async () => {
	const { error } = await engine.execute(waiting(byId(BLANK)));
	expect(error?.message).toBe("'Job' is empty");
});
