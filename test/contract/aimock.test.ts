import { LLMock } from '@copilotkit/aimock';

import { trainingExamples } from '../engine/examples';
import { byId, createEngine, itemWithFile } from '../engine/harness';

/** The node against a fake of the API that others wrote: what both agree on is the protocol. */
let mock: LLMock;
let engine: ReturnType<typeof createEngine>;

beforeAll(async () => {
	mock = new LLMock({ port: 0 });
	await mock.start();
	engine = createEngine({ baseUrl: `${mock.url}/v1`, apiKey: 'sk-any' });
});

afterAll(async () => await mock.stop());

const create = async (suffix: string) => {
	const { items, error } = await engine.execute(
		{
			resource: 'job',
			operation: 'create',
			model: byId('gpt-4.1-mini-2025-04-14'),
			trainingSource: 'binary',
			trainingBinaryProperty: 'data',
			method: 'supervised',
			hyperparameters: { nEpochs: 2 },
			additionalFields: { suffix, metadata: { values: [{ key: 'team', value: 'help' }] } },
			simplify: true,
		},
		[itemWithFile(trainingExamples(12))],
	);
	expect(error).toBeUndefined();
	return String(items[0]?.json.id);
};

const job = async (operation: string, id: string) =>
	(await engine.execute({ resource: 'job', operation, jobId: byId(id), simplify: true })).items[0]
		?.json;

test('uploads, creates, and follows a job to its model', async () => {
	const id = await create('tickets');
	const statuses: unknown[] = [];
	for (let look = 0; look < 6 && statuses.at(-1) !== 'succeeded'; look += 1) {
		statuses.push((await job('get', id))?.status);
	}
	expect(statuses.at(-1)).toBe('succeeded');
	expect(await job('get', id)).toMatchObject({
		id,
		fineTunedModel: expect.stringContaining('tickets'),
		suffix: 'tickets',
		metadata: { team: 'help' },
		finishedAt: expect.any(String),
		errorMessage: null,
	});
});

test('lists jobs and events', async () => {
	const id = await create('listed');
	const { items } = await engine.execute({
		resource: 'job',
		operation: 'getAll',
		returnAll: true,
		simplify: true,
	});
	expect(items.map(({ json }) => json.id)).toContain(id);
	const events = await engine.execute({
		resource: 'event',
		operation: 'getAll',
		jobId: byId(id),
		returnAll: true,
		simplify: true,
	});
	expect(events.items.length).toBeGreaterThan(0);
	expect(events.items[0]?.json).toMatchObject({ message: expect.any(String), level: 'info' });
});

test('cancels a job, and takes it well that it is cancelled already', async () => {
	const id = await create('cancelled');
	expect(await job('cancel', id)).toMatchObject({ id, status: 'cancelled' });
	expect(await job('cancel', id)).toMatchObject({ id, status: 'cancelled' });
});

test('a missing job is told as such', async () => {
	const { error } = await engine.execute({
		resource: 'job',
		operation: 'get',
		jobId: byId('ftjob-none'),
		simplify: true,
	});
	expect(error?.message).toBe('Job ftjob-none was not found');
});
