import { sleep } from 'n8n-workflow';

import { startSandbox, type Sandbox } from '../../sandbox';
import { BLANK, byId, createEngine } from './harness';

let sandbox: Sandbox;
let engine: ReturnType<typeof createEngine>;

beforeEach(async () => {
	sandbox = await startSandbox({ startTime: 1_770_000_000, seed: 1 });
	engine = createEngine(sandbox);
});

afterEach(async () => await sandbox.close());

const FAST = { pollInterval: 1 };
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
	const { items } = await engine.execute(waiting(byId(id)));
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
])('Fail on Unsuccessful: a %s job fails the node', async (status, failure, end, advice) => {
	const { id } = sandbox.seedJob({ status, error: failure });
	const options = { ...FAST, failOnUnsuccessful: true };
	const { error } = await engine.execute(waiting(byId(id), options));
	expect(error?.message).toBe(`Job ${id} ${status === 'failed' ? '' : 'was '}${status}${end}`);
	expect(error?.description).toContain(advice);
	const { items } = await engine.execute(waiting(byId(id)));
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
		waiting(EACH, { ...FAST, failOnUnsuccessful: true }),
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

test('bad minutes of the provider are sat out, once the job was seen', async () => {
	const { id } = sandbox.seedJob({ status: 'running' });
	sandbox.faults.add({
		path: /jobs/,
		nth: 2,
		times: 5,
		status: 503,
		headers: { 'retry-after-ms': '1' },
	});
	later(1500, () => sandbox.setStatus(id, 'succeeded'));
	const { items, error } = await engine.execute(waiting(byId(id)));
	expect(error).toBeUndefined();
	expect(items[0]?.json.status).toBe('succeeded');
	sandbox.faults.add({ path: /jobs/, status: 503, headers: { 'retry-after-ms': '1' } });
	const first = await engine.execute(waiting(byId(id)));
	expect(first.error?.message).toContain('OpenAI returned a server error');
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
