import { createHash } from 'node:crypto';
import OpenAI, {
	APIConnectionError,
	AuthenticationError,
	BadRequestError,
	NotFoundError,
	PermissionDeniedError,
	toFile,
} from 'openai';
import { startSandbox, type Sandbox } from '../../sandbox';

const MODEL = 'gpt-4.1-mini-2025-04-14';
const START = 1_800_000_000;

let sandbox: Sandbox;
let client: OpenAI;

beforeEach(async () => {
	sandbox = await startSandbox({ startTime: START, seed: 7 });
	client = new OpenAI({
		apiKey: sandbox.apiKey,
		adminAPIKey: sandbox.adminKey,
		baseURL: sandbox.baseUrl,
	});
});

afterEach(async () => await sandbox.close());

function trainingData(examples: number): string {
	const lines = Array.from({ length: examples }, (_, index) =>
		JSON.stringify({
			messages: [
				{ role: 'user', content: `Where is order ${index}?` },
				{ role: 'assistant', content: 'On its way.' },
			],
		}),
	);
	return `${lines.join('\n')}\n`;
}

async function upload(examples = 60, name = 'train.jsonl') {
	const file = await toFile(Buffer.from(trainingData(examples)), name);
	return await client.files.create({ file, purpose: 'fine-tune' });
}

async function createJob(examples = 60) {
	const { id } = await upload(examples);
	return await client.fineTuning.jobs.create({ model: MODEL, training_file: id });
}

test('files: create, retrieve, list, content, delete', async () => {
	const content = trainingData(12);
	const created = await client.files.create({
		file: await toFile(Buffer.from(content), 'twelve.jsonl'),
		purpose: 'fine-tune',
		expires_after: { anchor: 'created_at', seconds: 7200 },
	});
	expect(created).toMatchObject({
		object: 'file',
		filename: 'twelve.jsonl',
		purpose: 'fine-tune',
		bytes: content.length,
		created_at: START,
		expires_at: START + 7200,
	});
	expect(await client.files.retrieve(created.id)).toEqual(created);
	expect(await (await client.files.content(created.id)).text()).toBe(content);

	const second = await upload();
	const listed: string[] = [];
	for await (const file of client.files.list({ purpose: 'fine-tune', limit: 1, order: 'asc' })) {
		listed.push(file.id);
	}
	expect(listed).toEqual([created.id, second.id]);

	expect(await client.files.delete(created.id)).toMatchObject({ id: created.id, deleted: true });
	await expect(client.files.retrieve(created.id)).rejects.toThrow(
		`No such File object: ${created.id}`,
	);
	sandbox.clock.advance(7200);
	expect((await client.files.list()).data.map(({ id }) => id)).toEqual([second.id]);
});

test.each([
	['empty.jsonl', 'fine-tune', '', 'File is empty'],
	['data.json', 'fine-tune', '{}', 'Must be .jsonl'],
] as const)('files: %s is refused for %s', async (name, purpose, content, message) => {
	const file = await toFile(Buffer.from(content), name);
	await expect(client.files.create({ file, purpose })).rejects.toThrow(message);
	expect(sandbox.store.files.size).toBe(0);
});

test('a job from its creation to its model', async () => {
	const training = await upload();
	const validation = await upload(20, 'validation.jsonl');
	const job = await client.fineTuning.jobs.create({
		model: MODEL,
		training_file: training.id,
		validation_file: validation.id,
		suffix: 'tickets',
		seed: 5,
		metadata: { team: 'support' },
		method: { type: 'supervised', supervised: { hyperparameters: { n_epochs: 4 } } },
	});
	expect(job).toMatchObject({
		object: 'fine_tuning.job',
		status: 'validating_files',
		model: MODEL,
		created_at: START,
		finished_at: null,
		fine_tuned_model: null,
		seed: 5,
		metadata: { team: 'support' },
		hyperparameters: { n_epochs: 4, batch_size: 'auto', learning_rate_multiplier: 'auto' },
	});

	sandbox.clock.advance(6);
	expect(await client.fineTuning.jobs.retrieve(job.id)).toMatchObject({ status: 'queued' });
	sandbox.clock.advance(6);
	const running = await client.fineTuning.jobs.retrieve(job.id);
	expect(running.status).toBe('running');
	expect(running.hyperparameters).toMatchObject({ n_epochs: 4, batch_size: 1 });
	expect(running.estimated_finish).toBeGreaterThan(START + 12);
	sandbox.clock.advance(60);

	const done = await client.fineTuning.jobs.retrieve(job.id);
	expect(done.status).toBe('succeeded');
	expect(done.finished_at).toBe(running.estimated_finish);
	expect(done.fine_tuned_model).toMatch(/^ft:gpt-4\.1-mini-2025-04-14:sandbox:tickets:\w{8}$/);
	expect(done.trained_tokens).toBeGreaterThan(0);

	const events = [];
	for await (const event of client.fineTuning.jobs.listEvents(job.id, { limit: 100 })) {
		events.push(event);
	}
	expect(new Set(events.map(({ id }) => id)).size).toBe(events.length);
	const messages = events.filter(({ type }) => type === 'message').map(({ message }) => message);
	expect(messages.reverse()).toEqual([
		`Created fine-tuning job: ${job.id}`,
		`Validating training file: ${training.id} and validation file: ${validation.id}`,
		'Files validated, moving job to queued state',
		'Fine-tuning job started',
		'Checkpoint created at step 60',
		'Checkpoint created at step 120',
		'Checkpoint created at step 180',
		`New fine-tuned model created: ${done.fine_tuned_model}`,
		'The job has successfully completed',
	]);
	const metrics = events.filter(({ type }) => type === 'metrics');
	expect(metrics).toHaveLength(240);
	expect(metrics[0]?.message).toMatch(/^Step 240\/240: training loss=0\.\d\d, validation loss=/);
	expect(metrics[0]?.data).toMatchObject({ step: 240, total_steps: 240 });

	const checkpoints = [];
	for await (const checkpoint of client.fineTuning.jobs.checkpoints.list(job.id, { limit: 2 })) {
		checkpoints.push(checkpoint);
	}
	expect(checkpoints.map(({ step_number }) => step_number)).toEqual([240, 180, 120]);
	expect(checkpoints[0]?.metrics.full_valid_loss).toBeLessThan(1);

	const csv = await (await client.files.content(done.result_files[0] ?? '')).text();
	expect(csv.split('\n')[0]).toBe(
		'step,train_loss,train_accuracy,valid_loss,valid_mean_token_accuracy',
	);
	expect(csv.trim().split('\n')).toHaveLength(241);

	const model = await client.models.retrieve(done.fine_tuned_model ?? '');
	const models = (await client.models.list()).data.map(({ id }) => id);
	expect(models).toEqual(expect.arrayContaining([MODEL, model.id, 'whisper-1']));
	expect(await client.models.delete(model.id)).toMatchObject({ deleted: true });
	await expect(client.models.retrieve(model.id)).rejects.toThrow(NotFoundError);
	await expect(client.models.delete(MODEL)).rejects.toThrow(PermissionDeniedError);
});

test('jobs: all pages, newest first, and the metadata filter', async () => {
	const seeded = Array.from({ length: 45 }, (_, index) =>
		sandbox.seedJob({
			status: 'succeeded',
			created_at: START - 1000 + Math.floor(index / 2),
			metadata: { half: String(index % 2) },
		}),
	);
	const ids: string[] = [];
	for await (const job of client.fineTuning.jobs.list({ limit: 20 })) ids.push(job.id);
	expect(ids).toEqual(seeded.map(({ id }) => id).reverse());

	const odd = await client.fineTuning.jobs.list({ limit: 100, metadata: { half: '1' } });
	expect(odd.data).toHaveLength(22);
	expect(odd.has_more).toBe(false);
});

test('cancel, pause and resume, and when each is refused', async () => {
	const { cancel, pause, resume } = {
		cancel: async (id: string) => await client.fineTuning.jobs.cancel(id),
		pause: async (id: string) => await client.fineTuning.jobs.pause(id),
		resume: async (id: string) => await client.fineTuning.jobs.resume(id),
	};
	const { id } = await createJob();
	await expect(pause(id)).rejects.toThrow(BadRequestError);
	sandbox.clock.advance(30);
	expect(await pause(id)).toMatchObject({ status: 'paused', estimated_finish: null });
	await expect(pause(id)).rejects.toThrow('cannot be paused while it is paused');
	sandbox.clock.advance(1000);
	expect(await resume(id)).toMatchObject({ status: 'queued' });
	await expect(resume(id)).rejects.toThrow('cannot be resumed');
	sandbox.clock.advance(5);
	expect(await client.fineTuning.jobs.retrieve(id)).toMatchObject({ status: 'running' });
	sandbox.clock.advance(28);
	const done = await client.fineTuning.jobs.retrieve(id);
	expect(done).toMatchObject({ status: 'succeeded', finished_at: START + 1063 });
	await expect(cancel(id)).rejects.toThrow(`400 Job has already completed: ${id}`);

	const other = await createJob();
	const finished_at = Math.floor(sandbox.clock.now());
	expect(await cancel(other.id)).toMatchObject({ status: 'cancelled', finished_at });
	await expect(cancel(other.id)).rejects.toThrow('Job has already been cancelled');
	sandbox.clock.advance(1000);
	expect(await client.fineTuning.jobs.retrieve(other.id)).toMatchObject({ status: 'cancelled' });
});

test('seven examples: the job fails with the documented error', async () => {
	const { id } = await createJob(7);
	sandbox.clock.advance(5);
	const job = await client.fineTuning.jobs.retrieve(id);
	expect(job.status).toBe('failed');
	expect(job.error).toEqual({
		code: 'invalid_n_examples',
		message: 'Training file has 7 example(s), but must have at least 10 examples',
		param: 'training_file',
	});
	const [last] = (await client.fineTuning.jobs.listEvents(id, { limit: 1 })).data;
	expect(last).toMatchObject({ level: 'error', message: job.error?.message });
});

test('uploads: parts put together in order, checked, cancelled, expired', async () => {
	const content = Buffer.from(trainingData(40));
	const params = { filename: 'big.jsonl', mime_type: 'text/jsonl', purpose: 'fine-tune' } as const;
	const start = async () => await client.uploads.create({ ...params, bytes: content.length });
	const add = async (id: string, from: number, to?: number) =>
		await client.uploads.parts.create(id, {
			data: await toFile(content.subarray(from, to), 'part'),
		});

	const pending = await start();
	expect(pending).toMatchObject({ status: 'pending', expires_at: START + 3600 });
	const [second, first] = [await add(pending.id, 1000), await add(pending.id, 0, 1000)];
	const part_ids = [first.id, second.id];
	await expect(client.uploads.complete(pending.id, { part_ids: [first.id] })).rejects.toThrow(
		'bytes in all',
	);
	await expect(
		client.uploads.complete(pending.id, { part_ids, md5: '0'.repeat(32) }),
	).rejects.toThrow('md5');
	const md5 = createHash('md5').update(content).digest('hex');
	const { file, status } = await client.uploads.complete(pending.id, { part_ids, md5 });
	expect(status).toBe('completed');
	expect(await (await client.files.content(file?.id ?? '')).text()).toBe(content.toString());

	const cancelled = await start();
	expect(await client.uploads.cancel(cancelled.id)).toMatchObject({ status: 'cancelled' });
	await expect(add(cancelled.id, 0)).rejects.toThrow('already cancelled');
	const expired = await start();
	sandbox.clock.advance(3600);
	await expect(add(expired.id, 0)).rejects.toThrow('already expired');
});

test('checkpoint permissions: only with the admin key', async () => {
	const { id } = await createJob();
	sandbox.clock.advance(100);
	const [checkpoint] = (await client.fineTuning.jobs.checkpoints.list(id)).data;
	const name = checkpoint?.fine_tuned_model_checkpoint ?? '';
	const { permissions } = client.fineTuning.checkpoints;

	const granted = await permissions.create(name, { project_ids: ['proj_a', 'proj_b'] });
	expect(granted.data.map(({ project_id }) => project_id)).toEqual(['proj_a', 'proj_b']);
	const listed: string[] = [];
	for await (const permission of permissions.list(name, { limit: 1 })) {
		listed.push(permission.project_id);
	}
	expect(listed).toEqual(['proj_b', 'proj_a']);
	const permissionId = granted.data[0]?.id ?? '';
	const params = { fine_tuned_model_checkpoint: name };
	expect(await permissions.delete(permissionId, params)).toMatchObject({ deleted: true });
	expect((await permissions.list(name)).data).toHaveLength(1);

	const member = client.withOptions({ adminAPIKey: sandbox.apiKey });
	await expect(member.fineTuning.checkpoints.permissions.list(name)).rejects.toThrow(
		PermissionDeniedError,
	);
});

test('a wrong key, an unknown job, a bad request: errors in the API’s own shape', async () => {
	const stranger = client.withOptions({ apiKey: 'sk-of-somebody-else' });
	await expect(stranger.fineTuning.jobs.list()).rejects.toThrow(AuthenticationError);
	await expect(client.fineTuning.jobs.retrieve('123')).rejects.toMatchObject({
		status: 404,
		code: 'fine_tune_not_found',
		param: 'fine_tune_id',
		requestID: expect.stringMatching(/^req_/),
	});
	await expect(
		client.fineTuning.jobs.create({ model: 'whisper-1', training_file: (await upload()).id }),
	).rejects.toMatchObject({ status: 400, code: 'model_not_available' });
});

describe('faults', () => {
	test('a 429 with retry-after is sat out by the SDK', async () => {
		sandbox.faults.add({ status: 429, headers: { 'retry-after-ms': '5' }, times: 2 });
		expect((await client.fineTuning.jobs.list()).data).toEqual([]);
		expect(sandbox.requests).toHaveLength(3);
	});

	test.each([
		['before', 0],
		['after', 1],
	] as const)('a create whose connection drops %s the server acted', async (drop, jobs) => {
		const { id } = await upload();
		sandbox.faults.add({ method: 'POST', path: /jobs$/, drop });
		const once = client.withOptions({ maxRetries: 0 });
		await expect(once.fineTuning.jobs.create({ model: MODEL, training_file: id })).rejects.toThrow(
			APIConnectionError,
		);
		expect(sandbox.store.jobs.size).toBe(jobs);
	});

	test('the nth request only, a cut body, and an answer given after acting', async () => {
		const once = client.withOptions({ maxRetries: 0 });
		sandbox.faults.add({ path: /jobs/, nth: 2, cutBody: true });
		await once.fineTuning.jobs.list();
		await expect(once.fineTuning.jobs.list()).rejects.toThrow('terminated');
		await once.fineTuning.jobs.list();

		const { id } = await upload();
		sandbox.faults.add({ path: /jobs$/, status: 502, body: '<html></html>', acted: true });
		await expect(
			once.fineTuning.jobs.create({ model: MODEL, training_file: id }),
		).rejects.toMatchObject({ status: 502 });
		sandbox.faults.clear();
		expect((await once.fineTuning.jobs.list()).data).toHaveLength(1);
	});
});
