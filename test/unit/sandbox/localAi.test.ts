import { sleep } from 'n8n-workflow';

import { provider, type Provider } from './provider';

const ROOT = '/api/fine-tuning';
const JOBS = `${ROOT}/jobs`;
const MODEL = 'Qwen/Qwen2.5-0.5B-Instruct';
let server: Provider;

beforeEach(async () => {
	server = await provider('localAi');
});

afterEach(async () => await server.sandbox.close());

const root = () => server.sandbox.baseUrl.replace(/\/v1$/, '');

const CHAT = {
	messages: [
		{ role: 'user', content: 'q' },
		{ role: 'assistant', content: 'a' },
	],
};

async function upload(lines: unknown[] = Array.from({ length: 16 }, () => CHAT)): Promise<string> {
	const body = new FormData();
	const text = lines.map((line) => JSON.stringify(line)).join('\n');
	body.set('file', new Blob([text]), '../up/train.jsonl');
	const response = await fetch(`${root()}${ROOT}/datasets`, { method: 'POST', body });
	return ((await response.json()) as { path: string }).path;
}

async function start(more: Record<string, unknown> = {}): Promise<string> {
	const dataset_source = await upload();
	const answer = await server.call(JOBS, { model: MODEL, dataset_source, ...more });
	expect(answer).toMatchObject({ status: 201, body: { status: 'queued' } });
	return (answer.body as { id: string }).id;
}

/** The updates of one reading of the stream, to its end or for a moment. */
async function read(id: string): Promise<Array<Record<string, unknown>>> {
	const signal = AbortSignal.timeout(200);
	let text = '';
	try {
		const response = await fetch(`${root()}${JOBS}/${id}/progress`, { signal });
		expect(response.status).toBe(200);
		const decoder = new TextDecoder();
		for await (const chunk of response.body ?? []) text += decoder.decode(chunk as Uint8Array);
	} catch {
		// Long enough.
	}
	return text
		.split('\n\n')
		.filter(Boolean)
		.map((one) => JSON.parse(one.replace(/^data: /, '')) as Record<string, unknown>);
}

const statusOf = async (id: string) =>
	((await server.call(`${JOBS}/${id}`)).body as { status: string }).status;

test('a path for each upload, none of them outside of its folder', async () => {
	const [first, second] = [await upload(), await upload()];
	expect(first).toMatch(/^\/data\/fine-tune\/datasets\/[0-9a-f]{8}-train\.jsonl$/);
	expect(second).not.toBe(first);
});

test('a job stands still until somebody reads its progress, which is told once', async () => {
	const id = await start();
	server.sandbox.clock.advance(300);
	expect(await statusOf(id)).toBe('queued');
	const told = await read(id);
	expect(told.map(({ status }) => status)).toEqual(
		expect.arrayContaining(['loading_model', 'loading_dataset', 'training', 'saving']),
	);
	expect(told.at(-1)).toMatchObject({ status: 'completed', message: 'Training completed' });
	expect(await statusOf(id)).toBe('completed');
	expect(await read(id)).toEqual([]);
});

test('a reader who goes takes along what comes within a second', async () => {
	server.sandbox.jobs.losesUpdates = true;
	const { id } = server.sandbox.seedJob({ status: 'running' });
	expect(await read(id)).toEqual([]);
	const state = () => server.sandbox.store.jobs.get(id)?.localAi;
	while (state()?.losesUntil === null) await sleep(10);
	server.sandbox.clock.advance(0.5);
	server.sandbox.setStatus(id, 'succeeded');
	expect(await read(id)).toEqual([]);
	expect(await statusOf(id)).toBe('training');
});

test('an error of the stream comes with 200', async () => {
	expect(await read('x')).toEqual([{ status: 'error', message: 'job not found: x' }]);
});

test('a job that has succeeded is stopped all the same', async () => {
	const id = await start();
	server.sandbox.clock.advance(300);
	await read(id);
	expect(await server.call(`${JOBS}/${id}/stop`, {})).toMatchObject({
		body: { status: 'stopped' },
	});
	expect(await statusOf(id)).toBe('stopped');
});

test.each([
	['no model', { model: '' }, 400, 'model is required'],
	['no data', { model: MODEL }, 400, 'dataset_source is required'],
	['a text for a number', { model: MODEL, num_epochs: '3' }, 400, /^Invalid request: .*num_epochs/],
	['an option that is no text', { extra_options: { packing: true } }, 400, /extra_options/],
	[
		'a trainer that is not there',
		{ model: MODEL, dataset_source: 'a/b', backend: 'x' },
		500,
		/^failed/,
	],
])('%s: %j', async (_, body, status, error) => {
	const answer = await server.call(JOBS, body);
	expect(answer.status).toBe(status);
	expect((answer.body as { error: string }).error).toMatch(error);
	expect(server.sandbox.store.jobs.size).toBe(0);
});

test.each([
	[{ dataset_source: '/etc/passwd' }, /outside the allowed directory/],
	[{ dataset_source: 'no/such' }, /doesn't exist on the Hub/],
	[{ model: 'meta-llama/Llama-3.2-1B' }, /gated HuggingFace repo/],
	[{ extra_options: { eval_dataset_source: '/data/v.jsonl' } }, /find any data file at/],
	[{ training_method: 'dpo' }, /Training failed: 'chosen'/],
])('%j fails when it is loaded', async (more, message) => {
	const id = await start(more);
	server.sandbox.clock.advance(300);
	const told = await read(id);
	expect(told.at(-1)).toMatchObject({ status: 'failed', message: expect.stringMatching(message) });
	expect(await server.call(`${JOBS}/${id}`)).toMatchObject({ body: { status: 'failed' } });
});

test('of a single example nothing is left to train on, unless nothing is put aside', async () => {
	const dataset_source = await upload([CHAT]);
	const start_ = async (extra_options: object) => {
		const { body } = await server.call(JOBS, { model: MODEL, dataset_source, extra_options });
		server.sandbox.clock.advance(300);
		return (await read((body as { id: string }).id)).at(-1)?.status;
	};
	expect(await start_({})).toBe('failed');
	expect(await start_({ eval_strategy: 'no' })).toBe('completed');
});

test('the final model is written after the end is told; a checkpoint is whole before', async () => {
	const id = await start();
	// To the moment in which it is told.
	const end = server.sandbox.store.jobs.get(id)?.transitions.at(-1)?.at ?? 0;
	server.sandbox.clock.advance(end - server.sandbox.clock.now());
	const { body } = await server.call(`${JOBS}/${id}/checkpoints`);
	const { checkpoints } = body as { checkpoints: Array<{ path: string }> };
	const exported = async (name: string, more: object) => {
		const request = { name, export_format: 'merged_16bit', model: MODEL, ...more };
		expect(await server.call(`${JOBS}/${id}/export`, request)).toMatchObject({ status: 202 });
		expect(await server.call(`${JOBS}/${id}/export`, request)).toMatchObject({ status: 500 });
		server.sandbox.clock.advance(6);
		return (await server.call(`${JOBS}/${id}`)).body;
	};
	const final = { checkpoint_path: `/data/fine-tune/${id}` };
	expect(await exported('early', final)).toMatchObject({
		export_status: 'failed',
		export_message: expect.stringContaining("Can't find 'adapter_config.json'"),
	});
	expect(await exported('late', final)).toMatchObject({ export_status: 'completed' });
	expect(await exported('a', { checkpoint_path: checkpoints[0]?.path })).toMatchObject({
		export_status: 'completed',
		export_model_name: 'a',
	});
	expect(await exported('b', { checkpoint_path: '/nowhere' })).toMatchObject({
		export_status: 'failed',
		export_message: 'export failed: Checkpoint not found: /nowhere',
	});
	expect(await server.call('/v1/models')).toMatchObject({
		body: { data: expect.arrayContaining([expect.objectContaining({ id: 'a' })]) },
	});
	expect(await server.call(`${JOBS}/${id}/export`, { name: 'a' })).toMatchObject({
		status: 500,
		body: { error: 'model "a" already exists, choose a different name' },
	});
	// It answers only when its configuration tells by which class it is loaded.
	const asked = async () =>
		await server.call('/v1/chat/completions', {
			model: 'a',
			messages: [{ role: 'user', content: 'Hello' }],
		});
	const configure = async (name: string, body: object) => {
		const url = server.sandbox.baseUrl.replace('/v1', `/api/models/config-json/${name}`);
		const headers = { 'content-type': 'application/json' };
		return (await fetch(url, { method: 'PATCH', headers, body: JSON.stringify(body) })).status;
	};
	expect(await asked()).toMatchObject({
		status: 500,
		body: { error: { message: expect.stringContaining("has no attribute 'generate'") } },
	});
	expect(await configure('b', { type: 'AutoModelForCausalLM' })).toBe(404);
	expect(await configure('a', {})).toBe(400);
	expect(await configure('a', { type: 'AutoModelForCausalLM' })).toBe(200);
	expect(await asked()).toMatchObject({ status: 200 });
	expect(await configure('a', { type: '' })).toBe(200);
	expect(await asked()).toMatchObject({ status: 500 });
});

test('it lists its jobs in a bare array, the newest first, and shows what they were created with', async () => {
	const extra_options = { hf_token: 'hf_1' };
	const first = await start({ extra_options });
	server.sandbox.clock.advance(1);
	const second = await start();
	const { body } = await server.call(JOBS);
	expect(body).toMatchObject([
		{ id: second },
		{ id: first, extra_options, config: { extra_options } },
	]);
	expect(body).toMatchObject([{ created_at: '2027-01-15T08:00:01Z' }, {}]);
});

test('calls go with or without a key, but with no wrong one', async () => {
	const get = async (headers = {}) => await fetch(`${root()}${JOBS}`, { headers });
	expect((await get()).status).toBe(200);
	const refused = await get({ authorization: 'Bearer wrong' });
	expect([refused.status, await refused.json()]).toEqual([
		401,
		{ error: expect.objectContaining({ code: 401 }) },
	]);
	expect(await server.call('/nowhere')).toMatchObject({
		status: 404,
		body: { error: { message: 'Resource not found' } },
	});
	expect(await server.call(`${JOBS}/x`)).toMatchObject({
		status: 404,
		body: { error: 'job not found: x' },
	});
});

test('one reader at a time: who comes second hears nothing, nor is told of checkpoints', async () => {
	const id = await start();
	const url = (part: string) => server.sandbox.baseUrl.replace('/v1', `${JOBS}/${id}/${part}`);
	const going = new AbortController();
	const first = await fetch(url('progress'), { signal: going.signal });
	await first.body?.getReader().read();
	for (const part of ['progress', 'checkpoints']) {
		await expect(fetch(url(part), { signal: AbortSignal.timeout(200) })).rejects.toThrow(
			/timeout/i,
		);
	}
	const later = fetch(url('checkpoints'));
	going.abort();
	expect((await later).status).toBe(200);
});
