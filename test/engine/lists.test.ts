import { startSandbox, type Sandbox } from '../../sandbox';
import { trainingExamples } from './examples';
import { BLANK, byId, createEngine, itemWithFile, createParameters } from './harness';

let sandbox: Sandbox;
let engine: ReturnType<typeof createEngine>;
let jobId: string;

beforeEach(async () => {
	sandbox = await startSandbox({ startTime: 1_770_000_000, seed: 1 });
	engine = createEngine(sandbox);
	const { items } = await engine.execute(
		{
			...createParameters('gpt-4.1-mini-2025-04-14'),
			hyperparameters: { nEpochs: 3 },
		},
		[itemWithFile(trainingExamples(60))],
	);
	jobId = String(items[0]?.json.id);
	sandbox.clock.advance(7200);
});

afterEach(async () => await sandbox.close());

const list = async (resource: string, more: Record<string, unknown> = {}) =>
	await engine.execute({
		resource,
		operation: 'getAll',
		jobId: byId(jobId),
		returnAll: true,
		limit: 50,
		options: {},
		simplify: true,
		...more,
	} as Parameters<typeof engine.execute>[0]);

test('events come newest first, with their metrics', async () => {
	const { items } = await list('event');
	const messages = items.map(({ json }) => String(json.message));
	expect(messages[0]).toBe('The job has successfully completed');
	expect(messages.at(-1)).toContain(`Created fine-tuning job: ${jobId}`);
	const metrics = items.find(({ json }) => json.type === 'metrics');
	expect(metrics?.json.data).toMatchObject({ trainLoss: expect.any(Number) });
	expect(metrics?.json.createdAt).toMatch(/^2026-02-02T/);
});

test('events: raw, limited, and on from a given one', async () => {
	const all = await list('event', { simplify: false });
	expect(all.items[0]?.json).toMatchObject({ object: 'fine_tuning.job.event', level: 'info' });
	const rest = await list('event', {
		returnAll: false,
		limit: 2,
		options: { after: all.items[3]?.json.id },
	});
	expect(rest.items.map(({ json }) => json.id)).toEqual(
		all.items.slice(4, 6).map(({ json }) => json.id),
	);
});

test('checkpoints carry model, step and metrics', async () => {
	const { items } = await list('checkpoint');
	expect(items).toHaveLength(3);
	for (const { json } of items) {
		expect(json).toMatchObject({
			jobId,
			id: expect.stringMatching(/^ftckpt_/),
			model: expect.stringMatching(/^ft:gpt-4.1-mini/),
			step: expect.any(Number),
			trainLoss: expect.any(Number),
		});
	}
});

test.each(['event', 'checkpoint'])(
	'%ss of a blank or missing job are refused',
	async (resource) => {
		const before = sandbox.requests.length;
		const blank = await list(resource, { jobId: byId(BLANK) });
		expect(blank.error?.message).toBe("'Job' is empty");
		expect(sandbox.requests).toHaveLength(before);
		const missing = await list(resource, { jobId: byId('ftjob-none') });
		expect(missing.error?.message).toBe('Job ftjob-none was not found');
	},
);

describe('files', () => {
	const upload = async (content: string, options = {}, property = 'data') =>
		await engine.execute(
			{
				resource: 'file',
				operation: 'upload',
				binaryPropertyName: 'data',
				options,
				simplify: true,
			},
			[itemWithFile(content, property, 'rows.txt')],
		);

	test('upload gives the file, under a name the API takes', async () => {
		const { items } = await upload(trainingExamples(10), { expiresAfter: 3600 });
		expect(items[0]?.json).toMatchObject({
			id: expect.stringMatching(/^file-/),
			fileName: 'rows.txt.jsonl',
			purpose: 'fine-tune',
			bytes: trainingExamples(10).length,
			expiresAt: '2026-02-02T05:40:00.000Z',
		});
	});

	test.each([
		['empty data', '', {}, 'data', "The file in 'data' is empty"],
		['a short expiry', 'x', { expiresAfter: 60 }, 'data', "'Expires After' must be"],
		['another field', 'x', {}, 'other', 'data'],
	])('upload refuses %s', async (_, content, options, property, message) => {
		const before = sandbox.requests.length;
		const { error } = await upload(content, options, property);
		expect(`${error?.message} ${error?.description}`).toContain(message);
		expect(sandbox.requests).toHaveLength(before);
	});

	test('get many lists training files, not results', async () => {
		await upload(trainingExamples(10));
		const { items } = await engine.execute({
			resource: 'file',
			operation: 'getAll',
			returnAll: true,
			simplify: true,
		});
		expect(items.map(({ json }) => json.fileName)).toEqual(['rows.txt.jsonl', 'training.jsonl']);
	});
});

describe('pickers', () => {
	test('jobs: newest first, with model, status and age', async () => {
		sandbox.seedJob({ status: 'running', user_provided_suffix: 'tickets' });
		const { results } = await engine.pick('searchJobs');
		expect(results).toHaveLength(2);
		expect(results[0]?.name).toMatch(/· tickets · running · .* ago$/);
		expect(results[1]).toMatchObject({
			value: jobId,
			name: expect.stringMatching(/^gpt-4.1-mini-2025-04-14 .*· succeeded · .* ago$/),
		});
	});

	test('jobs: search and paging', async () => {
		for (let index = 0; index < 150; index += 1) {
			sandbox.seedJob({ status: 'succeeded', created_at: 1_760_000_000 + index });
		}
		const first = await engine.pick('searchJobs');
		expect(first.results).toHaveLength(100);
		const second = await engine.pick('searchJobs', undefined, String(first.paginationToken));
		expect(second.results).toHaveLength(51);
		const oldest = String(second.results.at(-1)?.value);
		const found = await engine.pick('searchJobs', oldest.toUpperCase());
		expect(found.results.map(({ value }) => value)).toEqual([oldest]);
	});

	test('training files, with size', async () => {
		const { results } = await engine.pick('searchFiles');
		expect(results[0]?.name).toMatch(/^training\.jsonl · [\d.]+ kB · .* ago$/);
	});

	test('base models: trainable ones first; found by a part of the name', async () => {
		const { results } = await engine.pick('searchBaseModels');
		const names = results.map(({ name }) => name);
		// Whose list is read to its end, by somebody who has never trained a model.
		const running = names.filter((name) => !name.includes('shut down'));
		expect(running.slice(-3)).toEqual([
			'dall-e-3 · cannot be trained',
			'text-embedding-3-small · cannot be trained',
			'whisper-1 · cannot be trained',
		]);
		expect(names.some((name) => /^ft:.*\(fine-tuned\)/.test(name))).toBe(true);
		const mini = await engine.pick('searchBaseModels', 'NANO');
		expect(mini.results.map(({ value }) => value)).toEqual(['gpt-4.1-nano-2025-04-14']);
	});

	test('a wrong key says so', async () => {
		const wrong = createEngine({ ...sandbox, apiKey: 'sk-wrong' });
		await expect(wrong.pick('searchJobs')).rejects.toThrow('OpenAI rejected the API key');
	});
});
