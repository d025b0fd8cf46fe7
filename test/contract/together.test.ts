/* eslint-disable @n8n/community-nodes/no-restricted-imports, @n8n/community-nodes/no-restricted-globals -- runs in Node, not in n8n */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { startSandbox, type Sandbox } from '../../sandbox';
import { trainingExamples } from '../engine/examples';

const MODEL = 'Qwen/Qwen3-8B';
const START = 1_800_000_000;

/** Loaded when the address is known: its upload takes that from the environment alone. */
const load = async () => (await import('together-ai')).Together;
const { fetch: ownFetch } = globalThis;

let sandbox: Sandbox;
let client: InstanceType<Awaited<ReturnType<typeof load>>>;
let folder: string;
let file: string;

beforeAll(async () => {
	folder = mkdtempSync(join(tmpdir(), 'together-'));
	file = join(folder, 'train.jsonl');
	writeFileSync(file, trainingExamples(40));
	sandbox = await startSandbox({ startTime: START, seed: 7, dialect: 'together' });
	process.env.TOGETHER_API_BASE_URL = sandbox.baseUrl;
	// It sends a stream without the option that Node.js asks for with one.
	globalThis.fetch = async (url, init) =>
		await ownFetch(url, init?.body ? ({ ...init, duplex: 'half' } as RequestInit) : init);
	const Client = await load();
	client = new Client({ apiKey: sandbox.apiKey, baseURL: sandbox.baseUrl, maxRetries: 0 });
});

afterAll(async () => {
	delete process.env.TOGETHER_API_BASE_URL;
	globalThis.fetch = ownFetch;
	rmSync(folder, { recursive: true });
	await sandbox.close();
});

async function upload() {
	const uploaded = await client.files.upload(file, 'fine-tune');
	sandbox.clock.advance(3);
	return uploaded;
}

test('files: uploaded by a redirect to storage, checked, listed, read and deleted', async () => {
	const uploaded = await client.files.upload(file, 'fine-tune');
	expect(uploaded).toMatchObject({
		object: 'file',
		filename: file,
		FileType: 'jsonl',
		Processed: false,
		processing_status: 'PENDING',
	});
	sandbox.clock.advance(3);
	expect(await client.files.retrieve(uploaded.id)).toMatchObject({
		bytes: Buffer.byteLength(trainingExamples(40)),
		processing_status: 'COMPLETED',
		validation_report: { valid: true },
	});
	expect((await client.files.list()).data.map(({ id }) => id)).toContain(uploaded.id);
	const content = await client.files.content(uploaded.id);
	expect(await content.text()).toBe(trainingExamples(40));
	expect(await client.files.delete(uploaded.id)).toEqual({ id: uploaded.id, deleted: true });
	await expect(client.files.retrieve(uploaded.id)).rejects.toMatchObject({ status: 404 });
});

test('a job from its creation to its end, with log, checkpoints and metrics', async () => {
	const { id: training_file } = await upload();
	const { id: validation_file } = await upload();
	const job = await client.fineTuning.create({
		model: MODEL,
		training_file,
		validation_file,
		n_epochs: 3,
		n_evals: 3,
		suffix: 'support',
		random_seed: 7,
		training_method: { method: 'sft', train_on_inputs: false },
		training_type: { type: 'Lora', lora_r: 8, lora_alpha: 16 },
	});
	expect(job).toMatchObject({
		id: expect.stringMatching(/^ft-[0-9a-f]{24}$/),
		status: 'pending',
		suffix: 'support',
		random_seed: 7,
		n_epochs: 3,
		training_method: { method: 'sft', train_on_inputs: false },
		training_type: { type: 'Lora', lora_r: 8, lora_alpha: 16 },
	});
	expect(new Date(job.created_at).toISOString()).toBe(job.created_at);
	const statuses = new Set<string>();
	for (let second = 0; second < 60; second += 1) {
		sandbox.clock.advance(1);
		statuses.add((await client.fineTuning.retrieve(job.id)).status);
	}
	expect([...statuses]).toEqual([
		'pending',
		'queued',
		'running',
		'compressing',
		'uploading',
		'completed',
	]);
	const whole = await client.fineTuning.retrieve(job.id);
	expect(whole).toMatchObject({ status: 'completed', epochs_completed: 3 });
	expect(whole.model_output_name).toMatch(/^sandbox\/Qwen3-8B-support-[0-9a-f]{8}$/);
	expect(whole).not.toHaveProperty('suffix');
	const listed = (await client.fineTuning.list()).data.find(({ id }) => id === job.id);
	expect(listed).toMatchObject({ status: 'completed', suffix: 'support' });

	const events = (await client.fineTuning.listEvents(job.id)).data;
	expect(events[0]).toMatchObject({ type: 'job_pending', object: 'fine-tune-event' });
	expect(events.at(-1)).toMatchObject({ type: 'job_complete' });
	const checkpoints = (await client.fineTuning.listCheckpoints(job.id)).data;
	expect(checkpoints.map(({ step }) => step)).toEqual([5, 10, 15]);
	const { metrics = [] } = await client.fineTuning.listMetrics(job.id);
	expect(metrics[0]).toEqual({ 'train/global_step': 1, 'train/loss': expect.any(Number) });
	expect(metrics.some((figures) => 'eval/loss' in figures)).toBe(true);
});

test('a job that is cancelled stops a moment later, and cannot be cancelled again', async () => {
	const { id: training_file } = await upload();
	const { id } = await client.fineTuning.create({ model: MODEL, training_file });
	sandbox.clock.advance(15);
	expect(await client.fineTuning.cancel(id)).toMatchObject({ status: 'cancel_requested' });
	await expect(client.fineTuning.cancel(id)).rejects.toMatchObject({ status: 400 });
	sandbox.clock.advance(5);
	expect(await client.fineTuning.retrieve(id)).toMatchObject({ status: 'cancelled' });
});

test('a job on bad data ends in an error that the log alone explains', async () => {
	writeFileSync(join(folder, 'bad.jsonl'), '{"messages": [{"role": "nobody", "content": ""}]}\n');
	const bad = await client.files.upload(join(folder, 'bad.jsonl'), 'fine-tune', false);
	sandbox.clock.advance(3);
	expect(await client.files.retrieve(bad.id)).toMatchObject({
		processing_status: 'INVALID_FORMAT',
		validation_report: { valid: false, error: expect.stringContaining('nobody') },
	});
	const { id } = await client.fineTuning.create({ model: MODEL, training_file: bad.id });
	sandbox.clock.advance(10);
	const job = await client.fineTuning.retrieve(id);
	expect(job).toMatchObject({ status: 'error' });
	expect(job).not.toHaveProperty('error');
	const { data } = await client.fineTuning.listEvents(id);
	expect(data.at(-1)).toMatchObject({ type: 'job_error', level: 'error' });
});

test('the price of a job, and the limits of models', async () => {
	const { id: training_file } = await client.files.upload(file, 'fine-tune');
	const estimate = async (n_epochs = 2) =>
		await client.fineTuning.estimatePrice({ training_file, model: MODEL, n_epochs });
	expect(await estimate()).toMatchObject({ unavailable_reason: 'train_file_not_validated' });
	sandbox.clock.advance(3);
	const [two, four] = [await estimate(), await estimate(4)];
	if (!two.estimation_available || !four.estimation_available) throw new Error('no price');
	expect(two).toMatchObject({ estimation_available: true, allowed_to_proceed: true });
	const { estimated_train_token_count: tokens = 0, estimated_total_price: price = 0 } = two;
	expect(tokens).toBeGreaterThan(0);
	expect(four).toMatchObject({
		estimated_train_token_count: tokens * 2,
		estimated_total_price: price * 2,
	});
	expect(await estimate(1e9)).toMatchObject({ allowed_to_proceed: false });
	expect(await client.fineTuning.modelLimits({ model_name: MODEL })).toMatchObject({
		model_name: MODEL,
		lora_training: { max_rank: 64 },
	});
	await expect(client.fineTuning.modelLimits({ model_name: 'x' })).rejects.toMatchObject({
		status: 404,
	});
});

test('models, and a trained one on an endpoint from its start to its end', async () => {
	const models = await client.models.list();
	expect(models).toContainEqual(expect.objectContaining({ id: MODEL, type: 'chat' }));
	const { id: training_file } = await upload();
	const { id: job } = await client.fineTuning.create({ model: MODEL, training_file });
	sandbox.clock.advance(120);
	const { model_output_name: model = '' } = await client.fineTuning.retrieve(job);
	const { data: hardware } = await client.endpoints.listHardware({ model });
	const offer = hardware.find(({ availability }) => availability?.status === 'available');
	const endpoint = await client.endpoints.create({
		model,
		hardware: offer?.id ?? '',
		autoscaling: { min_replicas: 1, max_replicas: 1 },
	});
	expect(endpoint).toMatchObject({ state: 'PENDING', model, type: 'dedicated' });
	const ask = async () =>
		await client.chat.completions.create({
			model: endpoint.name,
			messages: [{ role: 'user', content: 'Hello' }],
		});
	await expect(ask()).rejects.toMatchObject({ status: 400 });
	sandbox.clock.advance(20);
	expect(await client.endpoints.retrieve(endpoint.id)).toMatchObject({ state: 'STARTED' });
	expect((await ask()).choices[0]?.message?.content).toEqual(expect.any(String));
	const listed = (await client.endpoints.list({ type: 'dedicated', mine: true })).data;
	expect(listed.map(({ id }) => id)).toEqual([endpoint.id]);
	const stopped = await client.endpoints.update(endpoint.id, { state: 'STOPPED' });
	expect(stopped).toMatchObject({ state: 'STOPPED' });
	await client.endpoints.delete(endpoint.id);
	await expect(client.endpoints.retrieve(endpoint.id)).rejects.toMatchObject({ status: 404 });
});

test('errors: a wrong key, a model that is not trained, fields that are missing or not known', async () => {
	const Client = await load();
	const stranger = new Client({ apiKey: 'x', baseURL: sandbox.baseUrl, maxRetries: 0 });
	await expect(stranger.fineTuning.list()).rejects.toMatchObject({ status: 401 });
	const { id: training_file } = await upload();
	const create = async (body: object) =>
		await client.fineTuning.create({ model: MODEL, training_file, ...body });
	await expect(create({ model: 'gpt-4.1' })).rejects.toMatchObject({ status: 400 });
	await expect(create({ training_file: 'file-0' })).rejects.toMatchObject({ status: 400 });
	await expect(create({ training_method: { method: 'sft' } })).rejects.toMatchObject({
		status: 400,
		error: { error: { param: 'training_method.train_on_inputs' } },
	});
	await expect(create({ metadata: {} })).rejects.toMatchObject({ status: 400 });
	await expect(client.fineTuning.retrieve('ft-0')).rejects.toMatchObject({ status: 404 });
});

test('nothing of OpenAI is there', async () => {
	const headers = { authorization: `Bearer ${sandbox.apiKey}` };
	for (const path of ['/fine_tuning/jobs', '/uploads', '/models/x']) {
		expect((await fetch(sandbox.baseUrl + path, { headers })).status).toBe(404);
	}
});
