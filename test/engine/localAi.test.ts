/* eslint-disable @n8n/community-nodes/no-restricted-imports, @n8n/community-nodes/no-restricted-globals -- runs in Node, not in n8n */
import { mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { sleep } from 'n8n-workflow';

import { startSandbox, type Fault, type Sandbox } from '../../sandbox';
import { trainingExamples } from './examples';
import { byId, createEngine, itemWithFile, createParameters } from './harness';

jest.mock('../../nodes/shared/timing', () => jest.requireActual<{ FAST: object }>('./fast').FAST);

const MODEL = 'Qwen/Qwen2.5-0.5B-Instruct';
const JOBS = '/api/fine-tuning/jobs';
const CREATE: Pick<Fault, 'method' | 'path'> = { method: 'POST', path: /fine-tuning\/jobs$/ };
const START = 1_770_000_000;
/** Seconds after which a small job has ended. */
const LONG = 300;

type Engine = ReturnType<typeof createEngine>;
type Parameters = Parameters_<Engine['execute']>[0];
type Parameters_<F> = F extends (...args: infer P) => unknown ? P : never;

let sandbox: Sandbox;
let engine: Engine;
let folder: string | undefined;

const open = async (more: { stateFile?: string } = {}) => {
	sandbox = await startSandbox({ startTime: START, seed: 1, dialect: 'localAi', ...more });
	// As users who know the address of its other API enter it; without a key.
	engine = createEngine({ baseUrl: sandbox.baseUrl, provider: 'localAi', apiKey: '' });
};

beforeEach(async () => await open());
afterEach(async () => {
	await sandbox.close();
	if (folder) rmSync(folder, { recursive: true });
	folder = undefined;
});

const create = (more: Record<string, unknown> = {}) =>
	({
		...createParameters(MODEL),
		...more,
	}) as Parameters;

const FILE = [itemWithFile(trainingExamples(12))];

/** A job that the node has created. */
async function created(more: Record<string, unknown> = {}, items = FILE): Promise<string> {
	const run = await engine.execute(create(more), items);
	expect(run.error).toBeUndefined();
	return String(run.items[0]?.json.id);
}

const onJob = (operation: string, id: string, more: Record<string, unknown> = {}) =>
	({ resource: 'job', operation, jobId: byId(id), simplify: true, ...more }) as Parameters;

async function get(id: string, more: Record<string, unknown> = {}) {
	const { items, error } = await engine.execute(onJob('get', id, more));
	expect(error).toBeUndefined();
	return items[0]?.json ?? {};
}

/** What the server itself says of a job, without anybody reading its progress. */
async function written(id: string): Promise<Record<string, unknown>> {
	const response = await fetch(sandbox.baseUrl.replace('/v1', `${JOBS}/${id}`));
	return (await response.json()) as Record<string, unknown>;
}

const stateOf = (id: string) => {
	const state = sandbox.store.jobs.get(id)?.localAi;
	if (!state) throw new Error(`No job ${id}`);
	return state;
};

const sent = (method: string, end: string) =>
	sandbox.requests.filter((one) => one.method === method && one.path.endsWith(end));

const bodyOf = () => sent('POST', '/jobs').at(-1)?.body as Record<string, unknown>;

describe('a job', () => {
	test('is created with what was wanted, and shows it before the server has said more', async () => {
		const { items } = await engine.execute(
			create({
				hyperparameters: { nEpochs: 2, learningRate: 0.0002, loraRank: 8, maxSequenceLength: 256 },
				additionalFields: {
					suffix: 'tickets',
					seed: 7,
					metadata: { values: [{ key: 'team', value: 'support' }] },
				},
			}),
			FILE,
		);
		const [file] = sandbox.store.files.values();
		expect(bodyOf()).toEqual({
			model: MODEL,
			dataset_source: expect.stringMatching(/^\/data\/fine-tune\/datasets\/[0-9a-f]{8}-training/),
			training_method: 'sft',
			num_epochs: 2,
			learning_rate: 0.0002,
			adapter_rank: 8,
			seed: 7,
			extra_options: {
				eval_strategy: 'no',
				max_seq_length: '256',
				suffix: 'tickets',
				'metadata.team': 'support',
				'metadata.n8n_create_key': expect.stringMatching(/^[0-9a-f]{40}$/),
			},
		});
		expect(file?.file.filename).toBe('training.jsonl');
		const told = {
			status: 'queued',
			model: MODEL,
			fineTunedModel: null,
			method: 'supervised',
			trainingFile: bodyOf().dataset_source,
			suffix: 'tickets',
			seed: 7,
			metadata: { team: 'support' },
			hyperparameters: expect.objectContaining({ numEpochs: 2, maxSeqLength: '256' }),
			createdAt: new Date(START * 1000).toISOString(),
			finishedAt: null,
			errorMessage: null,
		};
		expect(items[0]?.json).toMatchObject(told);
		expect(await get(String(items[0]?.json.id))).toMatchObject({ ...told, status: 'running' });
	});

	test('stands still for the server until its progress is read, and then moves to its end', async () => {
		const id = await created();
		sandbox.clock.advance(LONG);
		expect(await written(id)).toMatchObject({ status: 'queued' });
		expect(await get(id)).toMatchObject({ status: 'succeeded', fineTunedModel: null });
		expect(await written(id)).toMatchObject({ status: 'completed' });
		const reads = sent('GET', '/progress').length;
		await get(id);
		expect(sent('GET', '/progress')).toHaveLength(reads);
	});

	test('is what it is, too, when somebody else reads its progress', async () => {
		const id = await created();
		sandbox.clock.advance(LONG);
		await (await fetch(sandbox.baseUrl.replace('/v1', `${JOBS}/${id}/progress`))).text();
		expect(await get(id)).toMatchObject({ status: 'succeeded' });
	});

	test.each([
		['has succeeded, by the checkpoint of its last step', {}, { status: 'succeeded' }],
		[
			'counts as failed without one',
			{ model: byId('unheard-of') },
			{
				status: 'failed',
				errorCode: 'outcome_unknown',
				errorMessage: expect.stringMatching(/how is not known/),
			},
		],
	])('whose last word is lost %s', async (_, more, expected) => {
		const id = await created(more);
		await get(id);
		sandbox.clock.advance(LONG);
		stateOf(id).told = 1_000;
		expect(await get(id)).toMatchObject(expected);
		expect(await written(id)).toMatchObject({ status: 'loading_model' });
	});

	test('a word that comes right after a poll is lost, as on the real server', async () => {
		sandbox.jobs.losesUpdates = true;
		const { id } = sandbox.seedJob({ status: 'running' });
		expect(await get(id)).toMatchObject({ status: 'running' });
		// The server notices a moment later that the reader has gone.
		while (stateOf(id).losesUntil === null) await sleep(10);
		sandbox.clock.advance(0.5);
		sandbox.setStatus(id, 'succeeded');
		expect(await get(id)).toMatchObject({ status: 'failed', errorCode: 'outcome_unknown' });
	});

	test.each([
		['rpc error: code = NotFound desc = Job x not found', 'failed', 'trainer_gone'],
		['failed to load backend: no space left', 'running', null],
	])('an error in its progress, "%s": it is %s', async (message, status, errorCode) => {
		const { id } = sandbox.seedJob({ status: 'running' });
		const body = `data: ${JSON.stringify({ status: 'error', message })}\n\n`;
		sandbox.faults.add({
			path: /\/progress$/,
			status: 200,
			body,
			contentType: 'text/event-stream',
		});
		expect(await get(id)).toMatchObject({ status, errorCode });
	});

	test.each<[string, Fault]>([
		['is refused', { status: 503 }],
		['breaks off', { drop: 'before' }],
		['never answers', { delayMs: 2_000, status: 200, body: '' }],
		['is an answer of something else', { status: 200, body: '' }],
		[
			'says nonsense',
			{
				status: 200,
				body: 'data: {"sta\n\nevent: x\n\ndata: 7\n\n',
				contentType: 'text/event-stream',
			},
		],
	])('is what it says itself where the progress %s', async (_, fault) => {
		const { id } = sandbox.seedJob({ status: 'running' });
		sandbox.faults.add({ path: /\/progress$/, ...fault });
		expect(await get(id)).toMatchObject({ id, status: 'running' });
	});

	test('is let go of at once when nothing more is told, though the server keeps the stream open', async () => {
		const told: string[] = [];
		const server = createServer(({ url = '' }, response) => {
			told.push(url.split('/').at(-1) ?? '');
			if (!url.endsWith('/progress')) {
				response.setHeader('content-type', 'application/json');
				response.end(
					JSON.stringify({
						id: 'x',
						model: 'm',
						status: 'queued',
						created_at: '2026-01-01T00:00:00Z',
					}),
				);
				return;
			}
			response.on('close', () => told.push('closed'));
			response.writeHead(200, { 'content-type': 'text/event-stream' });
			response.write('data: {"current_step": 1, "total_steps": 9, "status": "training"}\n\n');
		});
		await new Promise<void>((ready) => server.listen(0, '127.0.0.1', ready));
		const { port } = server.address() as AddressInfo;
		const other = createEngine({
			baseUrl: `http://127.0.0.1:${port}`,
			provider: 'localAi',
			apiKey: '',
		});
		const { items } = await other.execute(onJob('get', 'x'));
		expect(items[0]?.json).toMatchObject({ currentStep: 1, totalSteps: 9 });
		for (let wait = 0; wait < 50 && told.length < 4; wait += 1) await sleep(10);
		server.closeAllConnections();
		server.close();
		// Another reader, or a cancel, would have to wait for it; and what came next would be lost.
		expect([...told].sort()).toEqual(['closed', 'progress', 'x', 'x']);
	});

	test('that was cut off by a restart has failed, and says so', async () => {
		folder = mkdtempSync(join(tmpdir(), 'local-ai-'));
		const stateFile = join(folder, 'state.json');
		await sandbox.close();
		await open({ stateFile });
		const id = await created();
		await sandbox.close();
		await open({ stateFile });
		expect(await get(id)).toMatchObject({
			status: 'failed',
			errorCode: 'server_restarted',
			errorMessage: 'Server restarted while job was running',
		});
	});

	test.each([
		['data outside of its folder', { trainingFile: byId('/etc/x.jsonl') }, /outside the allowed/],
		['data that is not there', { trainingFile: byId('me/nothing') }, /doesn't exist on the Hub/],
		['a model that is not there', { model: byId('my-model') }, /not a valid model identifier/],
		['a gated model', { model: byId('meta-llama/Llama-3.2-1B') }, /gated HuggingFace repo/],
	])('fails on %s in the words of the server', async (_, more, message) => {
		const source = 'trainingFile' in more ? { trainingSource: 'file' } : {};
		const id = await created({ ...source, ...more });
		sandbox.clock.advance(LONG);
		const job = await get(id);
		expect(job).toMatchObject({ status: 'failed' });
		expect(job.errorMessage).toMatch(message);
	});

	test('of one example trains: none is put aside', async () => {
		const id = await created({}, [itemWithFile(trainingExamples(1))]);
		sandbox.clock.advance(LONG);
		expect(await get(id)).toMatchObject({ status: 'succeeded' });
	});

	test('tells its losses by its checkpoints', async () => {
		const id = await created();
		sandbox.clock.advance(LONG);
		const { items } = await engine.execute(onJob('getMetrics', id, { output: 'steps' }));
		expect(items.map(({ json }) => [json.step, json.epoch])).toEqual([
			[2, 1],
			[4, 2],
			[6, 3],
		]);
		expect(items.every(({ json }) => Number(json.trainLoss) > 0)).toBe(true);
	});
});

describe('the token of Hugging Face', () => {
	const token = 'hf_AbCdEfGhIjKlMnOpQrStUv';
	const extraBody = JSON.stringify({ extra_options: { hf_token: token } });
	const more = { model: byId('meta-llama/Llama-3.2-1B'), additionalFields: { extraBody } };

	test.each([true, false])(
		'goes to the server, and never comes out (simplify %p)',
		async (simplify) => {
			const run = await engine.execute(create({ ...more, simplify }), FILE);
			const id = String(run.items[0]?.json.id);
			sandbox.clock.advance(LONG);
			const job = await get(id, { simplify });
			expect(job).toMatchObject({ status: simplify ? 'succeeded' : 'completed' });
			const list = { returnAll: true, filters: {}, options: {}, simplify };
			const all = await engine.execute({
				resource: 'job',
				operation: 'getAll',
				...list,
			} as Parameters);
			expect(all.items).toHaveLength(1);
			expect(JSON.stringify(await written(id))).toContain(token);
			expect(JSON.stringify([run.items, job, all.items])).not.toContain('hf_');
		},
	);

	test('is in no error', async () => {
		sandbox.faults.add({ ...CREATE, status: 400, body: { error: `Invalid request: ${token}` } });
		const { error } = await engine.execute(create(more), FILE);
		expect(error?.message).toMatch(/Invalid request/);
		expect(JSON.stringify([error?.message, error?.description])).not.toContain(token);
	});
});

describe('cancel', () => {
	test('stops a job that runs', async () => {
		const id = await created();
		sandbox.clock.advance(20);
		const { items } = await engine.execute(onJob('cancel', id));
		expect(items[0]?.json).toMatchObject({ id, status: 'cancelled', errorMessage: null });
	});

	test('leaves a job alone that has succeeded, though the server does not know it yet', async () => {
		const id = await created();
		sandbox.clock.advance(LONG);
		const { error } = await engine.execute(onJob('cancel', id));
		expect(error?.message).toBe(`Job ${id} has ended already: succeeded`);
		expect(sent('POST', '/stop')).toEqual([]);
		expect(await written(id)).toMatchObject({ status: 'completed' });
	});

	test('of a job that is cancelled is no error', async () => {
		const id = await created();
		await engine.execute(onJob('cancel', id));
		const { items } = await engine.execute(onJob('cancel', id));
		expect(items[0]?.json).toMatchObject({ id, status: 'cancelled' });
		expect(sent('POST', '/stop')).toHaveLength(1);
	});

	test('is not sent again when the job has ended meanwhile', async () => {
		const { id } = sandbox.seedJob({ status: 'running' });
		sandbox.faults.add({ path: /\/stop$/, status: 502, delayMs: 300 });
		const cancelling = engine.execute(onJob('cancel', id));
		while (sent('POST', '/stop').length === 0) await sleep(20);
		sandbox.setStatus(id, 'succeeded');
		const { error } = await cancelling;
		expect(error?.message).toBe(`Job ${id} has ended already: succeeded`);
		expect(sent('POST', '/stop')).toHaveLength(1);
		expect(await written(id)).toMatchObject({ status: 'completed' });
	});
});

describe('what does not fit is refused before anything is sent', () => {
	const validation = { validationBinaryProperty: 'data' };
	test.each([
		[{ method: 'reinforcement', grader: { type: 'x' } }, 'LocalAI has no training by the method'],
		[
			{ model: byId('gpt-4.1-mini-2025-04-14') },
			"LocalAI does not train 'gpt-4.1-mini-2025-04-14'",
		],
		[{ hyperparameters: { learningRateMultiplier: 2 } }, "'Learning Rate Multiplier' is not known"],
		[{ hyperparameters: { warmupRatio: 0.1 } }, "'Warmup Ratio' is not known to LocalAI"],
		[{ hyperparameters: { nEpochs: 'auto' } }, "'Epochs' is auto"],
		[{ hyperparameters: { weightDecay: -1 } }, "'Weight Decay' is -1"],
		[{ additionalFields: { seed: 0 } }, "'Seed' is 0"],
		[{ additionalFields: validation }, 'LocalAI cannot read an uploaded validation file'],
		[{ additionalFields: { extraBody: '{"extra_options": 7}' } }, "'extra_options' in Extra Body"],
		[
			{ additionalFields: { integrations: { values: [{ project: 'p' }] } } },
			'LocalAI sends no metrics to Weights & Biases',
		],
	])('%j', async (more, message) => {
		const { error } = await engine.execute(create(more), FILE);
		expect(error?.message).toContain(message);
		expect(error?.description).toMatch(/\w/);
		expect(sandbox.requests).toEqual([]);
	});

	test.each([
		['', /is empty/],
		['\n\n', /has no examples/],
		['id,text\n1,a\n', /^Line 1 of the file in 'data' is no example/],
		[
			'{"instruction": "a", "output": "b"}',
			/^Line 1 .* none of the examples that LocalAI trains on/,
		],
		[
			`${trainingExamples(1)}\n{"messages":[{"role":"user","content":[{"type":"image_url"}]}]}`,
			/^Line 2 .* has an image/,
		],
		[
			'{"messages":[{"role":"assistant","content":"a","weight":0}]}',
			/^Line 1 .* has a message with the weight 0/,
		],
	])('a file that holds %j', async (content, message) => {
		const { error } = await engine.execute(create(), [itemWithFile(content)]);
		expect(error?.message).toMatch(message);
		expect(error?.description).toMatch(/\w/);
		expect(sandbox.requests).toEqual([]);
	});

	test.each([
		['https://api.openai.com/v1', /no base URL for LocalAI/],
		['', /no base URL for LocalAI/],
		['localai', /not a complete address/],
	])('the base URL %j', async (baseUrl, message) => {
		const wrong = createEngine({ baseUrl, provider: 'localAi', apiKey: '' });
		const { error } = await wrong.execute(onJob('get', 'x'));
		expect(error?.message).toMatch(message);
		expect(error?.description).toMatch(/http:\/\/localai:8080/);
	});
});

test('preferences reach the trainer in its own columns', async () => {
	const example = {
		input: { messages: [{ role: 'user', content: 'q' }], tools: [] },
		preferred_output: [{ role: 'assistant', content: 'good' }],
		non_preferred_output: [{ role: 'assistant', content: 'bad' }],
	};
	const lines = `\uFEFF${JSON.stringify(example)}\r\n\n${JSON.stringify(example)}`;
	const id = await created({ method: 'dpo', hyperparameters: { beta: 0.2 } }, [
		itemWithFile(lines),
	]);
	expect(bodyOf()).toMatchObject({ training_method: 'dpo', extra_options: { beta: '0.2' } });
	sandbox.clock.advance(LONG);
	expect(await get(id)).toMatchObject({ status: 'succeeded', method: 'dpo' });
});

test('a key of another provider, where the server wants one, is an error that says so', async () => {
	const wrong = createEngine({ ...sandbox, provider: 'localAi', apiKey: 'sk-of-another' });
	const { error } = await wrong.execute(onJob('get', 'x'));
	expect(error?.message).toBe('LocalAI rejected the API key (job x)');
	expect(error?.description).toMatch(/one of LocalAI's own/);
});

describe('a start that fails', () => {
	test('has left no job: it is said at once, and nothing is sent again or looked for', async () => {
		const additionalFields = { extraBody: '{"backend": "mlx"}' };
		const { error } = await engine.execute(create({ additionalFields }), FILE, {
			retryOnFail: false,
		});
		expect(error?.message).toMatch(
			/^Could not create the job: LocalAI cannot start its backend 'mlx'$/,
		);
		expect(error?.description).toMatch(/backends install mlx.*failed to load backend mlx/);
		expect([sent('POST', '/jobs').length, sent('GET', '/jobs').length]).toEqual([1, 0]);
	});

	test('in any other way may have left one: it is found again', async () => {
		sandbox.faults.add({ ...CREATE, acted: true, status: 500, body: { error: { message: 'x' } } });
		const { items } = await engine.execute(create(), FILE);
		expect(items[0]?.json).toMatchObject({
			id: [...sandbox.store.jobs.keys()][0],
			recovered: true,
		});
		expect(sent('POST', '/jobs')).toHaveLength(1);
	});

	test('an idempotency key of the user gives the job that has it', async () => {
		const options = { idempotencyKey: 'order-1' };
		const id = await created({ options });
		const other = createEngine({ baseUrl: sandbox.baseUrl, provider: 'localAi', apiKey: '' });
		const { items } = await other.execute(create({ options }), FILE);
		expect(items[0]?.json).toMatchObject({ id, recovered: true });
		expect(sandbox.store.jobs.size).toBe(1);
	});
});

describe('deploy', () => {
	const deploy = (id: string, options: Record<string, unknown> = {}) =>
		engine.execute({
			resource: 'model',
			operation: 'deploy',
			jobId: byId(id),
			options: { maxWait: 0.1, ...options },
		} as Parameters);
	/** What a model says to a question of the training file. */
	const ask = async (model: string) => {
		const example = JSON.parse(trainingExamples(1)) as { messages: unknown[] };
		const response = await fetch(`${sandbox.baseUrl}/chat/completions`, {
			method: 'POST',
			headers: { 'content-type': 'application/json' },
			body: JSON.stringify({ model, messages: example.messages.slice(0, -1) }),
		});
		const { choices } = (await response.json()) as {
			choices: Array<{ message: { content: string } }>;
		};
		return choices[0]?.message.content;
	};
	/** Exports take their time on a clock that stands still otherwise. */
	const ticking = async <T>(work: Promise<T>): Promise<T> => {
		const timer = setInterval(() => sandbox.clock.advance(1), 20);
		return await work.finally(() => clearInterval(timer));
	};

	test('exports the last checkpoint; then the job has a model, and is deployed at once', async () => {
		const id = await created({ additionalFields: { suffix: 'tickets' } });
		sandbox.clock.advance(LONG);
		const { items, error } = await ticking(deploy(id));
		expect(error).toBeUndefined();
		const model = `qwen2-5-0-5b-instruct-tickets-ft-${id.slice(0, 8)}-step-6`;
		expect(items[0]?.json).toMatchObject({ model, ready: true, jobId: id });
		expect(sent('POST', '/export').map(({ body }) => body)).toEqual([
			{
				name: model,
				checkpoint_path: `/data/fine-tune/${id}/checkpoint-6`,
				export_format: 'merged_16bit',
				model: MODEL,
			},
		]);
		expect(await get(id)).toMatchObject({ fineTunedModel: model });
		expect(await ask(model)).toBe('yes');
		expect((await deploy(id)).items[0]?.json).toMatchObject({ model, ready: true });
		expect(sent('POST', '/export')).toHaveLength(1);
	});

	test('what keeps an exported model from answering is said at once, and not waited for', async () => {
		const id = await created();
		sandbox.clock.advance(LONG);
		// The key is none of an administrator's.
		sandbox.faults.add({
			method: 'PATCH',
			path: /config-json/,
			status: 403,
			body: { error: { code: 403, message: 'Admin access required', type: 'authorization_error' } },
		});
		const { error } = await ticking(deploy(id));
		expect(error?.message).toMatch(/loaded the model in a form that cannot answer/);
		expect(error?.description).toMatch(/type: AutoModelForCausalLM/);
		expect(sent('POST', '/chat/completions')).toHaveLength(1);
	});

	test('one that was exported without its class gets it when it is deployed again', async () => {
		const id = await created();
		sandbox.clock.advance(LONG);
		await ticking(deploy(id));
		stateOf(id).answering = [];
		const { items, error } = await deploy(id);
		expect(error).toBeUndefined();
		expect(await ask(String(items[0]?.json.model))).toBe('yes');
		expect(sent('POST', '/export')).toHaveLength(1);
	});

	test('a model trained in full is exported as it is, under the name of the user', async () => {
		const id = await created({ hyperparameters: { adapter: 'full' } });
		sandbox.clock.advance(LONG);
		const { items } = await ticking(deploy(id, { name: 'support' }));
		expect(items[0]?.json).toMatchObject({ model: 'support', ready: true });
		expect(sent('POST', '/export')[0]?.body).toMatchObject({ export_format: 'lora' });
	});

	test('a name that is taken, a checkpoint of another job, a job without a model: in words', async () => {
		const [first, second] = [await created(), await created()];
		sandbox.clock.advance(LONG);
		await ticking(deploy(first, { name: 'taken' }));
		const taken = await deploy(second, { name: 'taken' });
		expect(taken.error?.message).toBe('LocalAI has a model of this name already');
		const checkpointId = `/data/fine-tune/${first}/checkpoint-6`;
		const others = await deploy(second, { checkpointId });
		expect(others.error?.message).toMatch(/checkpoint/i);
		const bad = await deploy(second, { name: '../../etc' });
		expect(bad.error?.message).toBe("'Name' is '../../etc'");
		const failed = await created({ model: byId('nothing') });
		sandbox.clock.advance(LONG);
		expect((await deploy(failed)).error?.message).toMatch(/failed, so it has no model/);
		expect(sent('POST', '/export')).toHaveLength(2);
	});
});

test('the trigger tells each change of a job once, and reads the progress for it', async () => {
	const ends = ['succeeded', 'failed', 'cancelled'];
	const births = engine.trigger({ events: ['created', ...ends] });
	const runs = engine.trigger({ events: ['running', ...ends] }, { workflowId: 'workflow-2' });
	await births.activate();
	await runs.activate();
	const good = await created();
	const bad = await created({ model: byId('nothing') });
	const stopped = await created();
	const told: string[] = [];
	const poll = async () => {
		for (const trigger of [births, runs]) {
			told.push(...(await trigger.poll()).map(({ json }) => `${json.id}:${json.event}`));
		}
	};
	await poll();
	sandbox.clock.advance(15);
	await poll();
	await engine.execute(onJob('cancel', stopped));
	await poll();
	sandbox.clock.advance(LONG);
	await poll();
	await poll();
	const begun = [good, bad, stopped].flatMap((id) => [`${id}:created`, `${id}:running`]);
	const ended = [`${good}:succeeded`, `${bad}:failed`, `${stopped}:cancelled`];
	// The two triggers tell the ends, each once.
	expect([...told].sort()).toEqual([...begun, ...ended, ...ended].sort());
});

test('one job that cannot be read leaves the others of the list alone', async () => {
	const [one, other] = [
		sandbox.seedJob({ status: 'running' }),
		sandbox.seedJob({ status: 'running' }),
	];
	const trigger = engine.trigger();
	await trigger.activate();
	sandbox.faults.add({ path: new RegExp(`${one.id}`), status: 500 });
	sandbox.setStatus(other.id, 'succeeded');
	expect((await trigger.poll()).map(({ json }) => json.id)).toEqual([other.id]);
});

describe('jobs whose end the server does not know', () => {
	const GONE = 'rpc error: code = NotFound desc = Job x not found';
	const stale = (path: RegExp) =>
		sandbox.faults.add({
			path,
			status: 200,
			body: `data: ${JSON.stringify({ status: 'error', message: GONE })}\n\n`,
			contentType: 'text/event-stream',
		});
	const seeded = (count: number) =>
		Array.from({ length: count }, () => sandbox.seedJob({ status: 'running' }).id);
	const readings = () => sent('GET', '/progress').length;

	test('are asked for their progress once, not at every poll: each may start a process there', async () => {
		const trigger = engine.trigger({ events: ['failed'] });
		await trigger.activate();
		seeded(50);
		stale(/\/progress$/);
		expect(await trigger.poll()).toHaveLength(50);
		expect(readings()).toBe(50);
		expect(await trigger.poll()).toEqual([]);
		const { items } = await engine.execute({
			resource: 'job',
			operation: 'getAll',
			returnAll: true,
			filters: { status: ['failed'] },
			options: {},
			simplify: true,
		});
		expect(items).toHaveLength(50);
		expect(readings()).toBe(50);
	});

	test('are not read for the wait of others', async () => {
		seeded(20);
		const wanted = [await created(), await created()];
		sandbox.clock.advance(LONG);
		const { items } = await engine.execute(
			onJob('wait', '={{ $json.id }}', { jobId: byId('={{ $json.id }}'), options: {} }),
			wanted.map((id) => ({ json: { id } })),
		);
		expect(items.map(({ json }) => json.status)).toEqual(['succeeded', 'succeeded']);
		expect(readings()).toBe(2);
	});

	test('are reached within a few polls, though all before them in the list never answer', async () => {
		const trigger = engine.trigger({}, { budgetMs: 1_500 });
		const last = sandbox.seedJob({ status: 'running', created_at: START - 9_000 }).id;
		await trigger.activate();
		const hanging = seeded(20).join('|');
		sandbox.faults.add({ path: new RegExp(`(${hanging})/progress$`), delayMs: 2_000, status: 200 });
		sandbox.setStatus(last, 'succeeded');
		const told: unknown[] = [];
		for (let poll = 0; poll < 3; poll += 1) {
			told.push(...(await trigger.poll()).map(({ json }) => json.id));
		}
		expect(told).toEqual([last]);
	});

	test('leave time for the checkpoints of one that has ended, though they never answer', async () => {
		const options = { includeCheckpoints: true };
		const trigger = engine.trigger({ options }, { budgetMs: 6_000 });
		await trigger.activate();
		const hanging = seeded(80).join('|');
		sandbox.faults.add({ path: new RegExp(`(${hanging})/progress$`), delayMs: 9_000, status: 200 });
		const id = await created();
		sandbox.clock.advance(LONG);
		expect((await trigger.poll()).map(({ json }) => [json.id, json.checkpoints])).toEqual([
			[id, expect.arrayContaining([expect.anything()])],
		]);
	});

	test('and those that the trigger does not watch are not read by it', async () => {
		const trigger = engine.trigger({ filters: { model: 'other' } });
		seeded(20);
		await trigger.activate();
		await trigger.poll();
		expect(readings()).toBe(0);
	});
});

describe("a list that is to go on after an object, though the server's come whole", () => {
	const list = async (resource: string, after: string, more: Record<string, unknown> = {}) =>
		await engine.execute({
			resource,
			operation: 'getAll',
			returnAll: true,
			filters: {},
			options: { after },
			simplify: true,
			...more,
		});

	test('jobs', async () => {
		for (let at = 0; at < 4; at += 1) {
			sandbox.seedJob({ status: 'succeeded', created_at: START - at });
		}
		const ids = (await list('job', '')).items.map(({ json }) => String(json.id));
		expect(ids).toHaveLength(4);
		const rest = await list('job', ids[1] ?? '');
		expect(rest.items.map(({ json }) => json.id)).toEqual(ids.slice(2));
		expect((await list('job', ids[3] ?? '')).items).toEqual([]);
		expect((await list('job', 'x')).error?.message).toMatch(/'After' is not in the list/);
	});

	test('checkpoints', async () => {
		const jobId = byId(await created());
		sandbox.clock.advance(LONG);
		const all = (await list('checkpoint', '', { jobId })).items.map(({ json }) => String(json.id));
		expect(all.length).toBeGreaterThan(1);
		const rest = await list('checkpoint', all[0] ?? '', { jobId });
		expect(rest.items.map(({ json }) => json.id)).toEqual(all.slice(1));
		const unknown = await list('checkpoint', 'x', { jobId });
		expect(unknown.error?.message).toMatch(/'After' is not in the list/);
	});
});

test('Finished After says what it had to leave out: nobody knows when it ended', async () => {
	sandbox.seedJob({ status: 'succeeded', created_at: START - 7200 });
	sandbox.seedJob({ status: 'failed', created_at: START - 7200 });
	const finishedAfter = new Date((START - 3600) * 1000).toISOString();
	const hintsOf = async (filters: NonNullable<Parameters['filters']>) => {
		const { run, items } = await engine.execute({
			resource: 'job',
			operation: 'getAll',
			returnAll: true,
			filters,
			options: {},
			simplify: true,
		});
		expect(items).toEqual([]);
		return (run.data.resultData.runData.Node?.[0]?.hints ?? [])
			.map(({ message }) => message)
			.join();
	};
	expect(await hintsOf({ finishedAfter })).toMatch(/^2 jobs that have ended were left out/);
	expect(await hintsOf({ finishedAfter, status: ['failed'] })).toMatch(/^A job that has ended was/);
	expect(await hintsOf({ finishedAfter, status: ['cancelled'] })).toBe('');
});
