/* eslint-disable @n8n/community-nodes/no-restricted-globals -- runs in Node, not in n8n */
import { startSandbox, type Fault } from '../../sandbox';
import { trainingExamples } from './examples';
import { byId, createEngine, itemWithFile, type NodeRun, createParameters } from './harness';
import { openBench, type Bench } from './operations';

jest.mock('../../nodes/shared/timing', () => jest.requireActual<{ FAST: object }>('./fast').FAST);

const MODEL = 'unsloth/Qwen3-4B-Instruct-2507';
const ONE = [{ json: {} }];
const RETRY = { retryOnFail: true, maxTries: 3, waitBetweenTries: 1 };
const START: Pick<Fault, 'method' | 'path'> = { method: 'POST', path: /train\/start$/ };
const DOUBT = /It is not known whether the job was created|was created, as far as Unsloth/;

let bench: Bench;

beforeEach(async () => {
	bench = await openBench('unsloth');
});
afterEach(async () => await bench.sandbox.close());

type Node = Parameters<Bench['engine']['execute']>[0];

const create = (more: Record<string, unknown> = {}) =>
	({
		...createParameters(MODEL, bench.file),
		...more,
	}) as Node;

const onJob = (operation: string, id: string, more: Record<string, unknown> = {}) =>
	({ resource: 'job', operation, jobId: byId(id), simplify: true, ...more }) as Node;

const starts = () =>
	bench.sandbox.requests.filter(({ method, path }) => method === 'POST' && path.endsWith('/start'));
const startIds = () =>
	starts().map(({ body }) => (body as { start_request_id?: string }).start_request_id);
const jobs = () => [...bench.sandbox.store.jobs.keys()];
const idOf = ({ items }: NodeRun) => String(items[0]?.json.id);

describe('from a file to a model', () => {
	test('the job tells what it was given, and its end', async () => {
		const { engine, sandbox } = bench;
		const made = await engine.execute(
			create({
				hyperparameters: { nEpochs: 2, batchSize: 4, learningRate: 0.0001, loraRank: 8 },
				additionalFields: { suffix: 'tickets', seed: 7, validationFile: byId(bench.file) },
			}),
		);
		expect(made.error).toBeUndefined();
		const id = idOf(made);
		expect(made.items[0]?.json).toMatchObject({
			id: expect.stringMatching(/^job_\d{8}_\d{6}_[0-9a-f]{8}$/),
			status: 'queued',
			model: MODEL,
			fineTunedModel: null,
			trainingFile: bench.file,
			suffix: 'tickets',
			createdAt: '2026-02-02T02:40:05.000Z',
		});
		expect(starts()[0]?.body).toMatchObject({
			training_type: 'LoRA/QLoRA',
			format_type: 'chatml',
			local_datasets: [bench.file],
			local_eval_datasets: [bench.file],
			eval_steps: 0.1,
			project_name: 'tickets',
			random_seed: 7,
			num_epochs: 2,
			batch_size: 4,
			learning_rate: '0.0001',
			lora_r: 8,
		});
		expect((await engine.execute(onJob('get', id))).items[0]?.json).toMatchObject({
			id,
			status: 'running',
			seed: 7,
			validationFile: bench.file,
			hyperparameters: { numEpochs: 2, batchSize: 4, learningRate: '0.0001', loraR: 8 },
			finishedAt: null,
		});
		sandbox.clock.advance(600);
		const { items } = await engine.execute(onJob('wait', id, { options: {} }));
		expect(items[0]?.json).toMatchObject({
			id,
			status: 'succeeded',
			trainingFile: bench.file,
			suffix: 'tickets',
			finishedAt: expect.stringMatching(/^2026-02-02T02:4\d:\d\d.000Z$/),
			trainedTokens: expect.any(Number),
			errorMessage: null,
		});
		expect(items[0]?.json.durationSeconds).toBeGreaterThan(10);
		const metrics = await engine.execute(onJob('getMetrics', id, { output: 'steps', options: {} }));
		expect(metrics.items).toHaveLength(6);
		expect(metrics.items[3]?.json).toMatchObject({
			step: 4,
			epoch: 2,
			trainLoss: expect.any(Number),
			validLoss: expect.any(Number),
		});
	});

	test('raw is what the server says, and holds no error that n8n would stumble over', async () => {
		const made = await bench.engine.execute(create({ simplify: false }));
		expect(made.items[0]?.json).toMatchObject({ status: 'queued', error: null });
		const id = String(made.items[0]?.json.job_id);
		const got = await bench.engine.execute(onJob('get', id, { simplify: false }));
		expect(got.items[0]?.json).toMatchObject({ run: { id }, config: {}, metrics: {} });
	});

	test('a binary file is uploaded first, and gets an ending by which the server knows it', async () => {
		const { items, error } = await bench.engine.execute(
			create({ trainingSource: 'binary', trainingBinaryProperty: 'data' }),
			[itemWithFile(trainingExamples(12), 'data', 'training.txt')],
		);
		expect(error).toBeUndefined();
		expect(items[0]?.json.trainingFile).toMatch(/\/uploads\/[0-9a-f]+_training\.txt\.jsonl$/);
	});

	test('data that cannot be trained on fails the job, with the reason', async () => {
		const { engine, sandbox } = bench;
		const made = await engine.execute(
			create({ trainingSource: 'binary', trainingBinaryProperty: 'data' }),
			[itemWithFile('{"messages": []}')],
		);
		sandbox.clock.advance(60);
		const { items } = await engine.execute(onJob('get', idOf(made)));
		expect(items[0]?.json).toMatchObject({ status: 'failed' });
		expect(items[0]?.json.errorMessage).toMatch(/Line 1/);
	});
});

describe('one training at a time', () => {
	test('a second one is refused with what to do, and starts once the first has ended', async () => {
		const { engine, sandbox } = bench;
		await engine.execute(create());
		const options = { idempotencyKey: 'order 42' };
		const refused = await engine.execute(create({ options }), ONE, RETRY);
		expect(refused.error?.message).toBe(
			'Unsloth Studio trains one job at a time, and another one is running',
		);
		expect(refused.error?.description).toMatch(/Wait until that one has ended.*Training already/);
		expect(jobs()).toHaveLength(1);
		sandbox.clock.advance(600);
		// The server would repeat its refusal for ever.
		const { items, error } = await engine.execute(create({ options }));
		expect(error).toBeUndefined();
		expect(items[0]?.json).not.toHaveProperty('recovered');
		expect(jobs()).toHaveLength(2);
		const again = await engine.execute(create({ options }));
		expect(again.items[0]?.json).toMatchObject({ id: idOf({ items } as NodeRun), recovered: true });
		expect(jobs()).toHaveLength(2);
		expect(new Set(startIds()).size).toBe(starts().length);
	});

	test('of many items, those that were created are named', async () => {
		const { error } = await bench.engine.execute(create(), [...ONE, ...ONE]);
		expect(error?.message).toMatch(/one job at a time/);
		expect(JSON.stringify(error)).toContain(jobs()[0]);
	});

	test('cancel stops the running one, and no other', async () => {
		const { engine, sandbox } = bench;
		const id = idOf(await engine.execute(create()));
		const { items } = await engine.execute(onJob('cancel', id));
		expect(items[0]?.json).toMatchObject({ id, status: 'cancelled' });
		const again = await engine.execute(onJob('cancel', id));
		expect(again.items[0]?.json).toMatchObject({ id, status: 'cancelled' });
		const done = sandbox.seedJob({ status: 'succeeded' }).id;
		await engine.execute(create());
		const { error } = await engine.execute(onJob('cancel', done));
		expect(error?.message).toBe(`Job ${done} has ended already: succeeded`);
		expect(sandbox.requests.filter(({ path }) => path.endsWith('/stop'))).toHaveLength(1);
	});

	test('one that ends while it is being cancelled is told as it is', async () => {
		const { engine, sandbox } = bench;
		const { id } = sandbox.seedJob({ status: 'running' });
		const idle = { status: 'idle', message: 'No training job is currently running' };
		sandbox.faults.add({ method: 'POST', path: /stop$/, status: 200, body: idle });
		const { error } = await engine.execute(onJob('cancel', id));
		expect(error?.message).toMatch(new RegExp(`Could not cancel the job.*${id}`));
		expect(error?.description).toMatch(/No training job is currently running/);
	});
});

describe('a lost answer', () => {
	test('to a start: the job is found by its start request, and started once', async () => {
		bench.sandbox.faults.add({ ...START, drop: 'after', nth: 1 });
		const { items } = await bench.engine.execute(create());
		expect(items[0]?.json).toMatchObject({ id: jobs()[0], recovered: true, status: 'running' });
		expect(starts()).toHaveLength(1);
		expect(startIds()[0]).toMatch(/^[0-9a-f]{40}$/);
	});

	test('to a start that never arrived: it is sent again, by the same name', async () => {
		bench.sandbox.faults.add({ ...START, drop: 'before', nth: 1 });
		const { items } = await bench.engine.execute(create());
		expect(items[0]?.json).toMatchObject({ id: jobs()[0] });
		expect(new Set(startIds()).size).toBe(1);
		expect(jobs()).toHaveLength(1);
	});

	test.each<[string, Partial<Fault>]>([
		['lost', { drop: 'after' }],
		['cut', { cutBody: true }],
		['garbled', { acted: true, status: 200, body: '<html>Gateway</html>' }],
		['empty', { acted: true, status: 200, body: {} }],
	])('a refusal whose answer is %s is told as the refusal it is', async (_, fault) => {
		bench.sandbox.seedJob({ status: 'running' });
		bench.sandbox.faults.add({ ...START, ...fault, nth: 1 });
		const { error } = await bench.engine.execute(create());
		expect(error?.message).toMatch(/^Unsloth Studio trains one job at a time/);
		expect(jobs()).toHaveLength(1);
	});

	test('to a server that refuses every name, the create is sent all the same, once', async () => {
		const body = { state: 'rejected', job_id: '', message: 'No', error: 'No' };
		bench.sandbox.faults.add({ path: /start-requests/, status: 200, body });
		bench.sandbox.seedJob({ status: 'running' });
		const { error } = await bench.engine.execute(create());
		expect(error?.message).toMatch(/^Unsloth Studio trains one job at a time/);
		expect(starts()).toHaveLength(1);
	});

	test('without the key nothing is repeated', async () => {
		bench.sandbox.faults.add({ ...START, drop: 'after', nth: 1 });
		const { error } = await bench.engine.execute(create({ options: { preventDuplicates: false } }));
		expect(error?.message).toMatch(DOUBT);
		expect(startIds()).toEqual([undefined]);
	});

	test('a server that is not waited for may be asked again: one name starts one job', async () => {
		bench.sandbox.faults.add({ ...START, finishLateMs: 300, drop: 'before', nth: 1 });
		const { items } = await bench.engine.execute(create(), ONE, RETRY);
		await bench.sandbox.idle();
		expect(items[0]?.json.id).toBe(jobs()[0]);
		expect(jobs()).toHaveLength(1);
	});
});

describe('the trigger', () => {
	test('a run is told from its beginning to its end, each status once', async () => {
		const { engine, sandbox } = bench;
		const trigger = engine.trigger({ events: ['running', 'succeeded', 'failed', 'cancelled'] });
		await trigger.activate();
		const events: unknown[] = [];
		const poll = async () => {
			for (const { json } of await trigger.poll()) events.push(json.eventId);
		};
		const id = idOf(await engine.execute(create({ additionalFields: { suffix: 'tickets' } })));
		await poll();
		await poll();
		sandbox.clock.advance(600);
		await poll();
		await poll();
		expect(events).toEqual([`${id}:running`, `${id}:succeeded`]);
		const others = ['failed', 'cancelled'].map((status) => [
			sandbox.seedJob({ status: 'running' }).id,
			status,
		]);
		await poll();
		events.length = 0;
		for (const [other = '', status = ''] of others) sandbox.setStatus(other, status);
		await poll();
		await poll();
		expect([...events].sort()).toEqual(others.map((pair) => pair.join(':')).sort());
	});

	test('an unknown word ends nothing, in node and trigger', async () => {
		const { engine, sandbox } = bench;
		const trigger = engine.trigger();
		await trigger.activate();
		const { id } = sandbox.seedJob({ status: 'running' });
		sandbox.setStatus(id, 'finalizing');
		expect(await trigger.poll()).toEqual([]);
		const { items } = await engine.execute(onJob('get', id));
		expect(items[0]?.json).toMatchObject({ status: 'finalizing' });
		sandbox.setStatus(id, 'succeeded');
		expect((await trigger.poll()).map(({ json }) => json.eventId)).toEqual([`${id}:succeeded`]);
	});
});

describe('a trained model', () => {
	const deploy = (id: string, options = {}) =>
		({ resource: 'model', operation: 'deploy', jobId: byId(id), options }) as Node;
	const trained = async () => {
		const id = idOf(
			await bench.engine.execute(create({ additionalFields: { suffix: 'tickets' } })),
		);
		bench.sandbox.clock.advance(600);
		return id;
	};
	const loads = () => bench.sandbox.requests.filter(({ path }) => path.endsWith('/load'));

	test('is loaded, and answers under the name of its folder', async () => {
		const id = await trained();
		const { items, error } = await bench.engine.execute(deploy(id));
		expect(error).toBeUndefined();
		expect(items[0]?.json).toEqual({
			model: expect.stringMatching(/^unsloth_Qwen3-4B-Instruct-2507_tickets_\d+_[0-9a-f]{4}$/),
			ready: true,
			jobId: id,
			deploymentId: null,
			note: expect.stringMatching(/memory of the GPU/),
		});
		expect(loads()).toHaveLength(1);
		const listed = await bench.engine.execute({
			resource: 'model',
			operation: 'getAll',
			returnAll: true,
			filters: { fineTunedOnly: true },
			options: {},
			simplify: true,
		} as Node);
		expect(listed.items.map(({ json }) => json.id)).toEqual([items[0]?.json.model]);
	});

	test('a load of minutes is waited for, and asked for again without harm', async () => {
		const id = await trained();
		bench.sandbox.faults.add({ path: /load$/, delayMs: 1_500, nth: 1 });
		const { items, error } = await bench.engine.execute(deploy(id));
		expect(error).toBeUndefined();
		expect(items[0]?.json).toMatchObject({ ready: true });
		expect(loads()).toHaveLength(2);
	});

	test('without waiting, the load is begun all the same', async () => {
		const id = await trained();
		bench.sandbox.faults.add({ path: /load$/, delayMs: 1_500, nth: 1 });
		const { items } = await bench.engine.execute(deploy(id, { waitUntilReady: false }));
		expect(items[0]?.json).toMatchObject({ ready: false, model: expect.stringMatching(/tickets/) });
		expect(loads()).toHaveLength(1);
	});

	test.each<[string, Partial<Fault>, RegExp]>([
		[
			'later, in an answer that began as a success',
			{
				status: 200,
				body: { _deferred_error: { status_code: 400, detail: 'CUDA out of memory' } },
			},
			/^Unsloth Studio could not load the model/,
		],
		[
			'at once',
			{ status: 409, body: { detail: "Can't load this model beside the training" } },
			/^Could not deploy the model/,
		],
		['with an error of the server', { status: 500, body: { detail: 'Failed' } }, /server error/],
	])('that cannot be loaded is told %s', async (_, fault, message) => {
		const id = await trained();
		bench.sandbox.faults.add({ path: /load$/, ...fault });
		const { error } = await bench.engine.execute(deploy(id));
		expect(error?.message).toMatch(message);
		expect(loads()).toHaveLength(1);
	});

	test('whose folder was deleted, or that has none, is told', async () => {
		const { id } = bench.sandbox.seedJob({ status: 'queued' });
		bench.sandbox.setStatus(id, 'succeeded');
		const run = { id, status: 'completed', started_at: '2026-02-02T02:40:00', output_dir: null };
		bench.sandbox.faults.add({ path: /runs\/job/, status: 200, body: { run, config: {} } });
		const { error } = await bench.engine.execute(deploy(id));
		expect(error?.message).toBe(`Job ${id} has left no model on the server`);
		expect(loads()).toHaveLength(0);
	});

	test('is not taken for another that is loaded', async () => {
		const id = await trained();
		const { items } = await bench.engine.execute(deploy(id));
		const test = [{ messages: [{ role: 'user', content: 'Is 1 even?' }] }]
			.map((one) => ({ messages: [...one.messages, { role: 'assistant', content: 'no' }] }))
			.map((one) => JSON.stringify(one))
			.join('\n');
		const evaluate = async (model: string) =>
			await bench.engine.execute(
				{
					resource: 'model',
					operation: 'evaluate',
					modelId: byId(model),
					binaryPropertyName: 'data',
					options: {},
				} as Node,
				[itemWithFile(test)],
			);
		expect((await evaluate(String(items[0]?.json.model))).error).toBeUndefined();
		const { error } = await evaluate('unsloth/Qwen3-4B');
		expect(error?.message).toMatch(/^Unsloth Studio has another model loaded: unsloth_Qwen3-4B-In/);
		expect(error?.description).toMatch(/Model → Deploy/);
		await bench.engine.execute(create());
		const gone = await evaluate(String(items[0]?.json.model));
		expect(gone.error?.message).toMatch(/^Unsloth Studio has no model loaded/);
	});
});

test('all runs are listed, page by page, each once, also while others begin', async () => {
	const { engine, sandbox } = bench;
	for (let index = 0; index < 250; index += 1) {
		sandbox.seedJob({ status: 'succeeded', created_at: 1_760_000_000 + index });
	}
	const known = jobs();
	const list = async () =>
		await engine.execute({
			resource: 'job',
			operation: 'getAll',
			returnAll: true,
			filters: {},
			options: {},
			simplify: true,
		});
	sandbox.list.maxLimit = 40;
	sandbox.faults.add({ path: /runs$/, delayMs: 100, nth: 3 });
	const running = list();
	setTimeout(() => sandbox.seedJob({ status: 'running' }), 60).unref();
	const ids = (await running).items.map(({ json }) => json.id);
	expect(new Set(ids).size).toBe(ids.length);
	expect(ids).toEqual(expect.arrayContaining(known));
});

describe('what does not fit is refused in words', () => {
	test.each<[string, Record<string, unknown>, RegExp]>([
		['another method', { method: 'dpo' }, /no training by the method 'dpo'/],
		[
			'a multiplier',
			{ hyperparameters: { learningRateMultiplier: 2 } },
			/'Learning Rate Multiplier' is not known to Unsloth Studio/,
		],
		['a rate of 1', { hyperparameters: { learningRate: 1 } }, /'Learning Rate' is 1/],
		['all dropped out', { hyperparameters: { loraDropout: 1 } }, /'LoRA Dropout' is 1/],
		['an odd adapter', { hyperparameters: { adapter: 'qlora' } }, /'Adapter' is qlora/],
		['a long suffix', { additionalFields: { suffix: 'x'.repeat(81) } }, /81 characters long/],
		[
			'metadata',
			{ additionalFields: { metadata: { values: [{ key: 'a', value: 'b' }] } } },
			/keeps no metadata/,
		],
		[
			'Weights & Biases',
			{ additionalFields: { integrations: { values: [{ project: 'p' }] } } },
			/needs a token of its own/,
		],
	])('%s: before anything is sent', async (_, more, message) => {
		const before = bench.sandbox.requests.length;
		const { error } = await bench.engine.execute(create(more));
		expect(error?.message).toMatch(message);
		expect(error?.description).toMatch(/\w/);
		expect(bench.sandbox.requests).toHaveLength(before);
	});

	test.each<[string, Record<string, unknown>, RegExp, RegExp]>([
		[
			'a model in GGUF',
			{ model: byId('unsloth/Qwen3-4B-GGUF') },
			/^Unsloth Studio cannot train this model/,
			/unsloth\/Qwen3-4B-Instruct-2507/,
		],
		[
			"another server's file",
			{ trainingFile: byId('file-abc') },
			/^Unsloth Studio has no such training file/,
			/File → Upload/,
		],
		[
			'an odd field',
			{ additionalFields: { extraBody: '{"num_epochs": "many"}' } },
			/'num_epochs' was not accepted/,
			/num_epochs/,
		],
	])('%s: by the server', async (_, more, message, advice) => {
		const { error } = await bench.engine.execute(create(more));
		expect(error?.message).toMatch(message);
		expect(error?.description).toMatch(advice);
		expect(jobs()).toHaveLength(0);
	});

	test('a file that is to go by itself', async () => {
		const before = bench.sandbox.requests.length;
		const { error } = await bench.engine.execute(
			{
				resource: 'file',
				operation: 'upload',
				binaryPropertyName: 'data',
				options: { expiresAfter: 3600 },
				simplify: true,
			},
			[itemWithFile(trainingExamples(12))],
		);
		expect(error?.message).toBe('Unsloth Studio cannot delete a file by itself');
		expect(bench.sandbox.requests).toHaveLength(before);
	});

	const list: Node = {
		resource: 'job',
		operation: 'getAll',
		returnAll: false,
		limit: 5,
		filters: {},
		options: {},
		simplify: true,
	};

	test.each<[string, string, boolean]>([
		['the root', '', true],
		['the root with a slash', '/', true],
		['the OpenAI-compatible address', '/v1', true],
		['the address of its own API', '/api', false],
		['any other', '/studio', false],
	])('as base URL, %s', async (_, path, works) => {
		const root = bench.sandbox.baseUrl.replace('/v1', '');
		const engine = createEngine({ ...bench.sandbox, provider: 'unsloth', baseUrl: root + path });
		const { error } = await engine.execute(list);
		if (works) expect(error).toBeUndefined();
		else expect(error?.description).toMatch(/it is the server's root, such as http:\/\/unsloth/);
	});

	test("another provider's server, and another provider's key", async () => {
		const other = await startSandbox({ seed: 1, dialect: 'openAi' });
		try {
			const engine = createEngine({ ...other, provider: 'unsloth' });
			const { error } = await engine.execute(list);
			expect(error?.message).toMatch(/does not offer this/);
			expect(error?.description).toMatch(/Check the base URL.*server's root/);
		} finally {
			await other.close();
		}
		const engine = createEngine({ ...bench.sandbox, provider: 'unsloth', apiKey: 'sk-proj-1' });
		const { error } = await engine.execute(list);
		expect(error?.message).toBe('Unsloth Studio rejected the API key');
		expect(error?.description).toMatch(/key of this server.*Invalid or expired API key/);
	});

	test.each<[string, Partial<Fault>, RegExp]>([
		[
			'its first password',
			{ status: 403, body: { detail: 'Password change required' } },
			/wants its first password to be changed/,
		],
		[
			'an answer in progress',
			{
				status: 409,
				body: {
					detail: 'Cannot start training over the API while an inference request is in progress.',
				},
			},
			/is answering a question just now/,
		],
		[
			'a load that is under way',
			{ status: 409, body: { detail: 'A model load is already in progress' } },
			/something else is changing it/,
		],
		[
			'a training that ends with an error at once',
			{
				status: 200,
				body: {
					job_id: '',
					status: 'error',
					message: 'No GPU',
					error: 'subprocess_start_failed',
				},
			},
			/Could not create the job/,
		],
	])('%s', async (_, fault, message) => {
		bench.sandbox.faults.add({ ...START, ...fault });
		const { error } = await bench.engine.execute(create());
		expect(error?.message).toMatch(message);
		expect(error?.message).not.toMatch(DOUBT);
		expect(jobs()).toHaveLength(0);
	});

	test('a hub that is away is no fault of the model', async () => {
		const message = 'Hugging Face model metadata is temporarily unavailable.';
		const body = { detail: { code: 'hf_model_metadata_unavailable', message } };
		bench.sandbox.faults.add({ ...START, status: 503, body });
		const { error } = await bench.engine.execute(create());
		expect(error?.message).toMatch(/returned a server error/);
		expect(error?.description).toContain(message);
	});
});

test('a list that is to go on after a job goes on after a number of them, and says so', async () => {
	const [first, second] = [1, 0].map((later) =>
		bench.sandbox.seedJob({ status: 'succeeded', created_at: 1_760_000_000 + later }),
	);
	const after = async (text: string) =>
		await bench.engine.execute({
			resource: 'job',
			operation: 'getAll',
			returnAll: true,
			filters: {},
			options: { after: text },
			simplify: true,
		});
	expect((await after('1')).items.map(({ json }) => json.id)).toEqual([second?.id]);
	expect((await after(first?.id ?? '')).error?.message).toMatch(/'After' is a number/);
});
