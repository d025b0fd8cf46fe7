import { startSandbox, type Sandbox } from '../../sandbox';
import { createEngine } from './harness';

let sandbox: Sandbox;
let engine: ReturnType<typeof createEngine>;

beforeEach(async () => {
	sandbox = await startSandbox({ startTime: 1_770_000_000, seed: 1 });
	engine = createEngine(sandbox);
});

afterEach(async () => await sandbox.close());

const reported = (items: Array<{ json: Record<string, unknown> }>) =>
	items.map(({ json }) => String(json.eventId));

test('reports the end of a job once, and nothing that ended before the activation', async () => {
	sandbox.seedJob({ status: 'succeeded' });
	const { id } = sandbox.seedJob({ status: 'running', user_provided_suffix: 'tickets' });
	const trigger = engine.trigger();
	expect(await trigger.activate()).toEqual([]);
	expect(await trigger.poll()).toEqual([]);
	sandbox.clock.advance(720);
	sandbox.setStatus(id, 'succeeded', {
		fine_tuned_model: 'ft:gpt-4.1-mini:sandbox:tickets:1',
		trained_tokens: 48_000,
	});
	const items = await trigger.poll();
	expect(items).toHaveLength(1);
	expect(items[0]?.json).toMatchObject({
		event: 'succeeded',
		eventId: `${id}:succeeded`,
		previousStatus: 'running',
		id,
		status: 'succeeded',
		fineTunedModel: 'ft:gpt-4.1-mini:sandbox:tickets:1',
		summary: expect.stringMatching(
			/^Fine-tuning of \S+ \(tickets\) succeeded after 12 min: ft:gpt-4.1-mini:sandbox:tickets:1, 48,000 tokens trained$/,
		),
	});
	expect(items[0]?.json).not.toHaveProperty('error');
	expect(await trigger.poll()).toEqual([]);
});

test('reports a job that began and ended between two polls, and those of one second', async () => {
	const trigger = engine.trigger();
	await trigger.activate();
	const ids = ['failed', 'cancelled', 'succeeded'].map(
		(status) => sandbox.seedJob({ status, finished_at: 1_770_000_000 }).id,
	);
	expect(
		reported(await trigger.poll())
			.map((eventId) => eventId.split(':')[0])
			.sort(),
	).toEqual([...ids].sort());
	expect(await trigger.poll()).toEqual([]);
});

test('events chosen: created, running, paused', async () => {
	const trigger = engine.trigger({ events: ['created', 'running', 'paused'] });
	await trigger.activate();
	const { id } = sandbox.seedJob({ status: 'validating_files' });
	const events: unknown[] = [];
	for (const status of [
		'validating_files',
		'queued',
		'running',
		'paused',
		'running',
		'succeeded',
	]) {
		sandbox.setStatus(id, status);
		events.push(...(await trigger.poll()).map(({ json }) => json.event));
	}
	expect(events).toEqual(['created', 'running', 'paused', 'running']);
});

test('filters by model, suffix, metadata and job IDs', async () => {
	const base = { status: 'running', model: 'gpt-4.1-mini-2025-04-14' };
	const wanted = sandbox.seedJob({ ...base, user_provided_suffix: 'a', metadata: { team: 'x' } });
	const others = [
		sandbox.seedJob({ ...base, user_provided_suffix: 'b', metadata: { team: 'x' } }),
		sandbox.seedJob({ ...base, user_provided_suffix: 'a', metadata: { team: 'y' } }),
		sandbox.seedJob({ ...base, model: 'gpt-4.1-2025-04-14', user_provided_suffix: 'a' }),
	];
	const byFields = engine.trigger({
		filters: {
			model: 'gpt-4.1-mini',
			suffix: 'a',
			metadata: { values: [{ key: 'team', value: 'x' }] },
		},
	});
	const byIds = engine.trigger({ filters: { jobIds: `${wanted.id}, ${others[0]?.id}` } });
	await byFields.activate();
	await byIds.activate();
	for (const { id } of [wanted, ...others]) sandbox.setStatus(id, 'cancelled');
	expect(reported(await byFields.poll())).toEqual([`${wanted.id}:cancelled`]);
	expect(reported(await byIds.poll()).sort()).toEqual(
		[`${wanted.id}:cancelled`, `${others[0]?.id}:cancelled`].sort(),
	);
	const before = sandbox.requests.length;
	expect(await byIds.poll()).toEqual([]);
	expect(sandbox.requests).toHaveLength(before);
});

test('raw, with the log and the checkpoints', async () => {
	const trigger = engine.trigger({
		simplify: false,
		options: { includeEvents: 2, includeCheckpoints: true },
	});
	await trigger.activate();
	const { id } = sandbox.seedJob({ status: 'succeeded' });
	const [item] = await trigger.poll();
	expect(item?.json.job).toMatchObject({ id, object: 'fine_tuning.job' });
	expect(item?.json.events).toEqual(expect.any(Array));
	expect(item?.json.checkpoints).toEqual(expect.any(Array));
	expect(sandbox.requests.at(-2)).toMatchObject({ query: { limit: '2' } });
});

test('an old unfinished job is followed beyond thousands of newer ones, in two calls', async () => {
	const { id } = sandbox.seedJob({ status: 'running', created_at: 1_700_000_000 });
	for (let index = 0; index < 2000; index += 1) {
		sandbox.seedJob({ status: 'succeeded', created_at: 1_760_000_000 + index * 60 });
	}
	const trigger = engine.trigger();
	await trigger.activate();
	const before = sandbox.requests.length;
	sandbox.setStatus(id, 'failed', { error: { code: 'x', message: 'Bad data', param: null } });
	const items = await trigger.poll();
	expect(reported(items)).toEqual([`${id}:failed`]);
	expect(items[0]?.json).toMatchObject({ errorMessage: 'Bad data', errorCode: 'x' });
	expect(String(items[0]?.json.summary)).toContain('failed');
	expect(sandbox.requests.length - before).toBe(2);
});

test('an error leaves the state untouched, and nothing is lost', async () => {
	const { id } = sandbox.seedJob({ status: 'running' });
	const trigger = engine.trigger();
	await trigger.activate();
	const state = JSON.stringify(trigger.staticData);
	sandbox.setStatus(id, 'succeeded');
	sandbox.faults.add({ path: /jobs/, times: 1, status: 401, body: {} });
	await expect(trigger.poll()).rejects.toThrow('rejected the API key');
	expect(JSON.stringify(trigger.staticData)).toBe(state);
	sandbox.faults.clear();
	expect(reported(await trigger.poll())).toEqual([`${id}:succeeded`]);
});

test('a wrong key fails the activation with words that help', async () => {
	const wrong = createEngine({ ...sandbox, apiKey: 'sk-wrong' }).trigger();
	await expect(wrong.activate()).rejects.toMatchObject({
		message: 'OpenAI rejected the API key',
		description: expect.stringContaining('Check the API key'),
		failure: { cause: 'credential-invalid' },
	});
});

test('a job ID that does not exist fails the activation', async () => {
	const trigger = engine.trigger({ filters: { jobIds: 'ftjob-none' } });
	await expect(trigger.activate()).rejects.toThrow('Job was not found: ftjob-none');
});

test('fetching a test event shows the newest match and remembers nothing', async () => {
	const trigger = engine.trigger();
	await expect(trigger.fetchTestEvent()).rejects.toThrow('No job to show yet');
	for (let index = 0; index < 8; index += 1) {
		sandbox.seedJob({
			status: index % 2 ? 'succeeded' : 'running',
			created_at: 1_760_000_000 + index,
		});
	}
	const items = await trigger.fetchTestEvent();
	expect(items).toHaveLength(1);
	expect(items[0]?.json).toMatchObject({
		event: 'succeeded',
		status: 'succeeded',
		createdAt: new Date(1_760_000_007_000).toISOString(),
	});
	expect(trigger.staticData).toEqual({});
});

test('two polls at once: the later steps aside; another workflow with the same node id does not', async () => {
	const { id } = sandbox.seedJob({ status: 'running' });
	const trigger = engine.trigger();
	const other = engine.trigger({}, { workflowId: 'workflow-2' });
	await trigger.activate();
	await other.activate();
	sandbox.setStatus(id, 'succeeded');
	const results = await Promise.all([trigger.poll(), trigger.poll(), other.poll()]);
	expect(results.map(reported)).toEqual([[`${id}:succeeded`], [], [`${id}:succeeded`]]);
});

describe('with durable cursors, where each poll begins from a copy', () => {
	test('polls that are due at once report a change once, though they begin from the same state', async () => {
		const { id } = sandbox.seedJob({ status: 'running' });
		const trigger = engine.trigger();
		await trigger.activate();
		await trigger.poll();
		const copies = [1, 2, 3].map(() =>
			engine.trigger({}, { staticData: structuredClone(trigger.staticData) }),
		);
		sandbox.setStatus(id, 'succeeded');
		const items: string[] = [];
		for (const copy of copies) items.push(...reported(await copy.poll()));
		expect(items).toEqual([`${id}:succeeded`]);
	});

	test('what the activation found is not lost when n8n drops it', async () => {
		const { id } = sandbox.seedJob({ status: 'running' });
		await engine.trigger().activate();
		sandbox.setStatus(id, 'succeeded');
		expect(reported(await engine.trigger({}, { staticData: {} }).poll())).toEqual([
			`${id}:succeeded`,
		]);
	});

	test('what n8n failed to save is reported again, later, and nothing moves until then', async () => {
		const { id } = sandbox.seedJob({ status: 'running' });
		const trigger = engine.trigger();
		await trigger.activate();
		const staticData = structuredClone(trigger.staticData);
		sandbox.setStatus(id, 'succeeded');
		expect(await trigger.poll()).toHaveLength(1);
		const before = structuredClone(staticData);
		expect(await engine.trigger({}, { staticData }).poll()).toEqual([]);
		expect(staticData).toEqual(before);
		const later = jest.spyOn(Date, 'now').mockReturnValue(Date.now() + 46_000);
		try {
			expect(reported(await engine.trigger({}, { staticData }).poll())).toEqual([
				`${id}:succeeded`,
			]);
		} finally {
			later.mockRestore();
		}
	});
});

test('two runs from the same state give the same items in the same order', async () => {
	const trigger = engine.trigger();
	await trigger.activate();
	const staticData = structuredClone(trigger.staticData);
	for (const status of ['failed', 'succeeded', 'cancelled']) sandbox.seedJob({ status });
	const runs = [structuredClone(staticData), structuredClone(staticData)].map((copy) =>
		engine.trigger({}, { staticData: copy }),
	);
	// As n8n does it without durable cursors, where the mode stays that of the activation.
	const [first, second] = [await runs[0]?.activate(), await runs[1]?.activate()];
	expect(first).toHaveLength(3);
	expect(second).toEqual(first);
});
