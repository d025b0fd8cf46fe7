import type { IBinaryKeyData } from 'n8n-workflow';

import { startSandbox, type Sandbox } from '../../sandbox';
import { trainingExamples } from './examples';
import { byId, createEngine, itemWithFile } from './harness';

let sandbox: Sandbox;
let engine: ReturnType<typeof createEngine>;
let jobId: string;

beforeEach(async () => {
	sandbox = await startSandbox({ startTime: 1_770_000_000, seed: 1 });
	engine = createEngine(sandbox);
	const training = itemWithFile(trainingExamples(60));
	const validation = itemWithFile(trainingExamples(10), 'validation');
	const { items } = await engine.execute(
		{
			resource: 'job',
			operation: 'create',
			model: byId('gpt-4.1-mini-2025-04-14'),
			trainingSource: 'binary',
			trainingBinaryProperty: 'data',
			method: 'supervised',
			hyperparameters: { nEpochs: 3, batchSize: 6 },
			additionalFields: { validationBinaryProperty: 'validation' },
			simplify: true,
		},
		[{ json: {}, binary: { ...training.binary, ...validation.binary } as IBinaryKeyData }],
	);
	jobId = String(items[0]?.json.id);
	sandbox.requests.length = 0;
});

afterEach(async () => await sandbox.close());

const metrics = async (output: string) =>
	await engine.execute({ resource: 'job', operation: 'getMetrics', jobId: byId(jobId), output });
const calls = () => sandbox.requests.map(({ path }) => path.replace(/^\/v1\//, ''));

test('a finished job: its steps from the result file', async () => {
	sandbox.clock.advance(7200);
	const { items } = await metrics('steps');
	expect(items).toHaveLength(30);
	expect(items[0]).toEqual({
		json: {
			jobId,
			step: 1,
			epoch: 1,
			trainLoss: expect.any(Number),
			trainAccuracy: expect.any(Number),
			validLoss: null,
			validAccuracy: null,
		},
		pairedItem: { item: 0 },
	});
	expect(items[1]?.json.validLoss).toEqual(expect.any(Number));
	expect(items.map(({ json }) => json.epoch)).toEqual(
		[1, 2, 3].flatMap((epoch) => Array.from({ length: 10 }, () => epoch)),
	);
	expect(calls()[1]).toMatch(/^files\/file-.*\/content$/);
	expect(calls()).toHaveLength(2);
});

test('a running job: from its log, as far as it is', async () => {
	sandbox.clock.advance(40);
	const { items } = await metrics('steps');
	expect(items.length).toBeGreaterThan(3);
	expect(items.length).toBeLessThan(30);
	expect(items.map(({ json }) => json.step)).toEqual(items.map((_, index) => index + 1));
	expect(items[9]?.json).toMatchObject({ epoch: 1, fullValidLoss: expect.any(Number) });
	expect(calls()[1]).toContain(`jobs/${jobId}/events`);
});

test.each(['plain', 'in base64'])('a summary, the result file %s', async (form) => {
	sandbox.clock.advance(7200);
	const { items: before } = await metrics('summary');
	if (form === 'in base64') {
		const [id] = [...sandbox.store.files.values()]
			.filter(({ file }) => file.purpose === 'fine-tune-results')
			.map(({ file }) => file.id);
		const csv = 'step,train_loss,valid_loss\n1,2,2.5\n2,1,1.5\n3,0.5,2\n';
		sandbox.faults.add({
			path: new RegExp(`${id}/content$`),
			body: Buffer.from(csv).toString('base64'),
		});
		const { items } = await metrics('summary');
		expect(items[0]?.json).toEqual({
			jobId,
			status: 'succeeded',
			model: 'gpt-4.1-mini-2025-04-14',
			steps: 3,
			firstTrainLoss: 2,
			lastTrainLoss: 0.5,
			firstValidLoss: 2.5,
			lastValidLoss: 2,
			bestValidLoss: 1.5,
			bestValidStep: 2,
			overfitting: true,
			sparkline: '▇▃▁',
			summary:
				'Training loss 2.000 → 0.500 at step 3 ▇▃▁, best validation loss 1.500 at step 2, rose after that (over-fitting)',
		});
	} else {
		expect(before[0]?.json).toMatchObject({ steps: 30, overfitting: false });
		expect(before[0]?.json.sparkline).toMatch(/^▇[▁▂▃▅▆▇]{18}▁$/);
	}
});

test('a deleted result file is made up for by the log', async () => {
	sandbox.clock.advance(7200);
	sandbox.faults.add({
		path: /content$/,
		status: 404,
		body: { error: { message: 'No such File object', param: 'id', code: null } },
	});
	const { items, error } = await metrics('steps');
	expect(error).toBeUndefined();
	expect(items).toHaveLength(30);
});

test('an answer that breaks off is read again', async () => {
	sandbox.clock.advance(7200);
	sandbox.faults.add({ path: /content$/, times: 1, cutBody: true });
	const { items } = await metrics('steps');
	expect(items).toHaveLength(30);
	expect(calls()).toHaveLength(3);
});

test('nothing measured yet: no steps, and a summary that says so', async () => {
	expect((await metrics('steps')).items).toEqual([]);
	const { items } = await metrics('summary');
	expect(items[0]?.json).toMatchObject({ steps: 0, summary: 'No training metrics yet' });
});
