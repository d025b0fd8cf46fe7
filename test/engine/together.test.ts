/* eslint-disable @n8n/community-nodes/no-restricted-globals -- runs in Node, not in n8n */
import { startSandbox, type Fault, type Sandbox, type SandboxOptions } from '../../sandbox';
import { trainingExamples } from './examples';
import { byId, createEngine, itemWithFile, type NodeRun, createParameters } from './harness';
import { chances } from './chances';

// The same rules on a clock a hundred times faster, but for what the server is given to answer.
jest.mock('../../nodes/shared/timing', () => jest.requireActual<{ FAST: object }>('./fast').FAST);

const MODEL = 'Qwen/Qwen3-8B';
const CREATE: Pick<Fault, 'method' | 'path'> = { method: 'POST', path: /fine-tunes$/ };
const LIST: Pick<Fault, 'method' | 'path'> = { method: 'GET', path: /fine-tunes$/ };
const ONE = [{ json: {} }];
const RETRY = { retryOnFail: true, maxTries: 3, waitBetweenTries: 1 };
const DOUBT = /It is not known whether the job was created|was created, as far as Together AI says/;

interface Bench {
	sandbox: Sandbox;
	engine: ReturnType<typeof createEngine>;
	file: string;
}

const open: Sandbox[] = [];

afterEach(async () => {
	await Promise.all(open.splice(0).map(async (sandbox) => await sandbox.close()));
});

async function bench(options: SandboxOptions = {}): Promise<Bench> {
	const sandbox = await startSandbox({ seed: 1, dialect: 'together', ...options });
	open.push(sandbox);
	const engine = createEngine({ ...sandbox, provider: 'together' });
	const { items } = await engine.execute(
		{ resource: 'file', operation: 'upload', binaryPropertyName: 'data', simplify: true },
		[itemWithFile(trainingExamples(12))],
	);
	sandbox.clock.advance(3);
	return { sandbox, engine, file: String(items[0]?.json.id) };
}

type Parameters = Exclude<globalThis.Parameters<Bench['engine']['execute']>[0], undefined>;

const create = (file: string, more: Record<string, unknown> = {}) =>
	({
		...createParameters(MODEL, file),
		...more,
	}) as Parameters;

const onJob = (operation: string, id: string, more: object = {}) =>
	({
		resource: 'job',
		operation,
		jobId: byId(id),
		options: {},
		simplify: true,
		...more,
	}) as Parameters;

const sent = ({ sandbox }: Bench, method: string, path: RegExp) =>
	sandbox.requests.filter((request) => request.method === method && path.test(request.path));
const bodies = (bench_: Bench) =>
	sent(bench_, 'POST', /fine-tunes$/).map(({ body }) => body as Record<string, unknown>);

describe('a job from the file to the model that answers', () => {
	test('create from the file in the item, wait, metrics, checkpoints, deploy twice', async () => {
		const { sandbox, engine } = await bench({ speed: 60 });
		const created = await engine.execute(
			create('', {
				trainingSource: 'binary',
				trainingBinaryProperty: 'data',
				hyperparameters: { nEpochs: 3, loraRank: 16 },
				additionalFields: { suffix: 'support', seed: 7 },
			}),
			[itemWithFile(trainingExamples(40))],
		);
		expect(created.error).toBeUndefined();
		const id = String(created.items[0]?.json.id);
		expect(created.items[0]?.json).toMatchObject({
			// The server's clock goes on, and a busy machine may come late.
			status: expect.stringMatching(/^(queued|running)$/),
			model: MODEL,
			fineTunedModel: null,
			method: 'supervised',
			suffix: 'support',
			seed: 7,
			metadata: null,
			hyperparameters: {
				nEpochs: 3,
				trainingType: { type: 'Lora', loraR: 16, loraAlpha: 32 },
				trainingMethod: { method: 'sft', trainOnInputs: false },
			},
			errorMessage: null,
		});
		const waited = await engine.execute(onJob('wait', id));
		expect(waited.error).toBeUndefined();
		expect(waited.items[0]?.json).toMatchObject({
			status: 'succeeded',
			suffix: 'support',
			fineTunedModel: expect.stringMatching(/^sandbox\/Qwen3-8B-support-[0-9a-f]{8}$/),
			finishedAt: expect.stringMatching(/^\d{4}-.*Z$/),
		});
		const steps = await engine.execute(onJob('getMetrics', id, { output: 'steps' }));
		expect(steps.items).toHaveLength(15);
		expect(steps.items[0]?.json).toMatchObject({
			step: 1,
			epoch: 1,
			trainLoss: expect.any(Number),
		});
		expect(steps.items.at(-1)?.json).toMatchObject({ step: 15, epoch: 3 });
		const list = { jobId: byId(id), returnAll: true, options: {}, simplify: true };
		const saved = await engine.execute({
			...list,
			resource: 'checkpoint',
			operation: 'getAll',
		} as Parameters);
		expect(saved.items.map(({ json }) => json.id)).toEqual([`${id}:15`, `${id}:10`, `${id}:5`]);
		const log = await engine.execute({
			...list,
			resource: 'event',
			operation: 'getAll',
		} as Parameters);
		expect(log.items[0]?.json).toMatchObject({ type: 'job_complete', level: 'info' });
		expect(log.items.map(({ json }) => json.type)).toContain('checkpoint_save');

		const deploy = { ...onJob('deploy', id), resource: 'model' } as Parameters;
		const deployed = await engine.execute({
			...deploy,
			options: { name: 'Support' },
		} as Parameters);
		expect(deployed.error).toBeUndefined();
		const [endpoint] = sandbox.store.endpoints.values();
		expect(endpoint).toMatchObject({ hardware: '1x_nvidia_h100_80gb_sxm', displayName: 'Support' });
		expect(deployed.items[0]?.json).toMatchObject({
			model: endpoint?.name,
			deploymentId: endpoint?.id,
			ready: true,
			note: expect.stringMatching(/costs 5.6 US cents a minute.*until you stop it/),
		});
		if (endpoint) endpoint.startedAt = null;
		const again = await engine.execute(deploy);
		expect(again.items[0]?.json).toMatchObject({ deploymentId: endpoint?.id, ready: true });
		expect(sandbox.store.endpoints.size).toBe(1);
	});

	test('two executions that deploy one model at once have one endpoint, which is paid once', async () => {
		const { sandbox, engine } = await bench({ speed: 100 });
		const { id } = sandbox.seedJob({ status: 'succeeded' });
		const deploy = { ...onJob('deploy', id), resource: 'model' } as Parameters;
		const [one, other] = await Promise.all([engine.execute(deploy), engine.execute(deploy)]);
		expect([one.error, other.error]).toEqual([undefined, undefined]);
		const [endpoint] = sandbox.store.endpoints.values();
		expect(sandbox.store.endpoints.size).toBe(1);
		expect(one.items[0]?.json).toMatchObject({ deploymentId: endpoint?.id, ready: true });
		expect(other.items[0]?.json).toMatchObject({ deploymentId: endpoint?.id, ready: true });
	});

	test('an endpoint whose answer is lost is found again, and not paid twice', async () => {
		const { sandbox, engine } = await bench({ speed: 100 });
		const { id } = sandbox.seedJob({ status: 'succeeded' });
		sandbox.faults.add({ method: 'POST', path: /endpoints$/, nth: 1, finishLateMs: 60 });
		const deploy = { ...onJob('deploy', id), resource: 'model' } as Parameters;
		const results = await Promise.all([engine.execute(deploy), engine.execute(deploy)]);
		await sandbox.idle();
		expect(sandbox.store.endpoints.size).toBe(1);
		const [endpoint] = sandbox.store.endpoints.values();
		for (const { items, error } of results) {
			expect(error).toBeUndefined();
			expect(items[0]?.json).toMatchObject({ deploymentId: endpoint?.id, ready: true });
		}
	});

	test('who is cancelled while another one deploys the model does not wait for that', async () => {
		const { sandbox, engine } = await bench({ speed: 100 });
		const { id } = sandbox.seedJob({ status: 'succeeded' });
		sandbox.faults.add({ method: 'GET', path: /endpoints$|endpoints\?/, nth: 1, delayMs: 700 });
		const deploy = { ...onJob('deploy', id), resource: 'model' } as Parameters;
		const first = engine.execute(deploy);
		const begun = performance.now();
		const third = engine.execute(deploy);
		await engine.execute(deploy, ONE, {}, { cancelAfterMs: 100 });
		expect(performance.now() - begun).toBeLessThan(500);
		expect((await first).items[0]?.json).toMatchObject({ ready: true });
		expect((await third).items[0]?.json).toMatchObject({ ready: true });
		expect(sandbox.store.endpoints.size).toBe(1);
	});

	test('a file in a format that it refuses: the job is not created, and the error says what is wrong', async () => {
		const { sandbox, engine } = await bench({ speed: 100 });
		const { error } = await engine.execute(
			create('', { trainingSource: 'binary', trainingBinaryProperty: 'data' }),
			[itemWithFile('{"messages": [{"role": "somebody", "content": "Hi"}]}\n')],
		);
		expect(error?.message).toMatch(/^The provider refused file file-\w+: .*somebody/);
		expect(sandbox.store.jobs.size).toBe(0);
	});
});

describe("Max Cost, by Together AI's own price", () => {
	const ESTIMATE: Pick<Fault, 'method' | 'path'> = { method: 'POST', path: /estimate-price$/ };
	const estimates = (bench_: Bench) =>
		sent(bench_, 'POST', /estimate-price$/).map(({ body }) => body as Record<string, unknown>);
	/** A create of the file in the item, or of those at the provider. */
	const priced = async (
		{ engine }: Bench,
		options: object,
		more: object = {},
		item: object = itemWithFile(trainingExamples(40)),
		settings: NonNullable<globalThis.Parameters<Bench['engine']['execute']>[2]> = {},
	) =>
		await engine.execute(
			{ ...createParameters(MODEL), options, ...more } as Parameters,
			[item as ReturnType<typeof itemWithFile>],
			settings,
		);
	/** What the sandbox takes for one epoch of the file. */
	const onePass = ({ sandbox }: Bench) => {
		const last = [...sandbox.store.files.values()].at(-1);
		return Math.ceil(Number(last?.file.bytes) / 4) * 0.48e-6;
	};
	const LEFT = /Already uploaded, to be reused or deleted: file file-\w+\./;

	test('below it: one estimate of what is created, one job, and the price is told', async () => {
		const bench_ = await bench({ speed: 100 });
		const { run, error } = await priced(
			bench_,
			{ maxCost: 1 },
			{
				hyperparameters: { nEpochs: 3, loraRank: 16 },
				additionalFields: { suffix: 'support', seed: 7 },
			},
		);
		expect(error).toBeUndefined();
		const [body] = bodies(bench_);
		expect(bodies(bench_)).toHaveLength(1);
		expect(estimates(bench_)).toEqual([
			{
				model: MODEL,
				training_file: body?.training_file,
				n_epochs: 3,
				training_method: body?.training_method,
				training_type: { type: 'Lora', lora_r: 16, lora_alpha: 32 },
			},
		]);
		const tokens = Math.round((onePass(bench_) * 3) / 0.48e-6).toLocaleString('en-US');
		expect(run.data.resultData.runData.Node?.[0]?.hints).toEqual([
			{
				message: expect.stringMatching(
					new RegExp(
						`^Together AI prices the job at about 0\\.\\d+ US dollars, for about ${tokens} tokens\\.$`,
					),
				),
				type: 'info',
				location: 'outputPane',
			},
		]);
	});

	test('above it: no job, and the error names the price, the limit and the file', async () => {
		const bench_ = await bench({ speed: 100 });
		await priced(bench_, { maxCost: 1 });
		const limit = onePass(bench_) * 2.5;
		const create_ = async (nEpochs: number) =>
			await priced(bench_, { maxCost: limit }, { hyperparameters: { nEpochs } });
		expect((await create_(2)).error).toBeUndefined();
		const { error } = await create_(3);
		expect(error?.message).toMatch(
			/^Together AI prices the job at about 0\.\d+ US dollars, and 'Max Cost' is 0\.\d+$/,
		);
		expect(error?.description).toMatch(/^No job was created\. Train fewer epochs/);
		expect(error?.description).toMatch(LEFT);
		expect(bench_.sandbox.store.jobs.size).toBe(2);
		expect(estimates(bench_).map(({ n_epochs }) => n_epochs)).toEqual([undefined, 2, 3]);
	});

	test("with Validate's cost on the item it still stops before anything is uploaded", async () => {
		const bench_ = await bench();
		const before = bench_.sandbox.requests.length;
		const json = { valid: true, trainingTokens: 48_000, epochs: 3, estimatedCost: 0.24 };
		const item = { ...itemWithFile(trainingExamples(12)), json };
		const { error } = await priced(bench_, { maxCost: 0.2 }, {}, item);
		expect(error?.message).toBe("The job would take about 0.24, and 'Max Cost' is 0.2");
		expect(bench_.sandbox.requests).toHaveLength(before);
	});

	test('the tokens of evaluations are paid, too', async () => {
		const bench_ = await bench({ speed: 100 });
		const one = itemWithFile(trainingExamples(40));
		const item = { json: {}, binary: { ...one.binary, validation: one.binary?.data } };
		await priced(bench_, { maxCost: 1 }, {}, item);
		const limit = { maxCost: onePass(bench_) * 1.5 };
		const { error } = await priced(bench_, limit, {}, item);
		expect(error?.message).toMatch(/^Together AI prices the job at about/);
		expect(error?.description).toMatch(/deleted: file file-\w+, file file-\w+\./);
		expect(estimates(bench_).at(-1)).toMatchObject({
			validation_file: expect.stringMatching(/^file-/),
			n_evals: 1,
		});
		expect(bench_.sandbox.store.jobs.size).toBe(1);
	});

	test('a job that the account may not create', async () => {
		const bench_ = await bench({ speed: 100 });
		const { error } = await priced(
			bench_,
			{ maxCost: 1_000_000 },
			{ hyperparameters: { nEpochs: 1_000_000 } },
		);
		expect(error?.message).toMatch(
			/^Together AI does not allow this job, which it prices at about [\d,.]+ US dollars$/,
		);
		expect(error?.description).toMatch(
			/^No job was created, though 'Max Cost' is 1,000,000\. The account's own limit is 100 US/,
		);
		expect(error?.description).toMatch(LEFT);
		expect(bodies(bench_)).toEqual([]);
	});

	test('a price that is not to be had, for a file that is not checked yet', async () => {
		const bench_ = await bench();
		const { items } = await bench_.engine.execute(
			{ resource: 'file', operation: 'upload', binaryPropertyName: 'data', simplify: true },
			[itemWithFile(trainingExamples(12))],
		);
		const file = create(String(items[0]?.json.id), { options: { maxCost: 1 } });
		const { error } = await bench_.engine.execute(file);
		expect(error?.message).toBe(
			'Together AI gives no price for this job: the training file has not been checked yet',
		);
		expect(error?.description).toMatch(
			/^No job was created, since 'Max Cost' could not be checked/,
		);
		expect(bodies(bench_)).toEqual([]);
		bench_.sandbox.clock.advance(3);
		expect((await bench_.engine.execute(file)).error).toBeUndefined();
	});

	test.each<[string, Fault, RegExp, number]>([
		['a server error', { status: 500 }, /^Together AI returned a server error/, 5],
		['no answer', { delayMs: 2_000 }, /did not answer in time/, 5],
		['a broken connection', { drop: 'after' }, /^The connection to .* broke/, 5],
		['another answer', { status: 200, body: {} }, /sent an answer that is not the API's/, 1],
		[
			'a refusal',
			{ status: 400, body: { error: { message: 'No' } } },
			/^Could not ask for the price of the job: No/,
			1,
		],
	])('%s is no permission: no job is created', async (_, fault, message, times) => {
		const bench_ = await bench({ speed: 100 });
		bench_.sandbox.faults.add({ ...ESTIMATE, ...fault });
		const { error } = await priced(bench_, { maxCost: 1 });
		expect(error?.message).toMatch(message);
		expect(error?.message).not.toMatch(DOUBT);
		expect(error?.description).toMatch(
			/^No job was created, since 'Max Cost' could not be checked\. /,
		);
		expect(error?.description).toMatch(LEFT);
		expect(estimates(bench_)).toHaveLength(times);
		expect(bodies(bench_)).toEqual([]);
	});

	test('one bad moment is borne; a second try uses the uploaded file and asks for the price again', async () => {
		const bench_ = await bench({ speed: 100 });
		bench_.sandbox.faults.add({ ...ESTIMATE, status: 503, nth: 1 });
		bench_.sandbox.faults.add({ ...ESTIMATE, status: 200, body: {}, nth: 2 });
		const uploads = () => sent(bench_, 'POST', /files\/upload$/).length;
		const before = uploads();
		const item = itemWithFile(trainingExamples(40));
		const { error } = await priced(bench_, { maxCost: 1 }, {}, item, RETRY);
		expect(error).toBeUndefined();
		expect(estimates(bench_)).toHaveLength(3);
		expect(uploads() - before).toBe(1);
		expect(bench_.sandbox.store.jobs.size).toBe(1);
	});

	test('a model that is not trained there is named as for any create', async () => {
		const bench_ = await bench();
		const { error } = await bench_.engine.execute(
			create(bench_.file, { model: byId('gpt-4.1'), options: { maxCost: 1 } }),
		);
		expect(error?.message).toBe("Together AI does not train 'gpt-4.1'");
		expect(bodies(bench_)).toEqual([]);
	});

	test('without it, and for a job that is there already, nobody asks', async () => {
		const bench_ = await bench({ speed: 100 });
		expect((await priced(bench_, {})).error).toBeUndefined();
		const keyed = { maxCost: 1, idempotencyKey: 'order 7' };
		const first = await priced(bench_, keyed);
		const second = await priced(bench_, { ...keyed, maxCost: 0 });
		expect(second.items[0]?.json).toMatchObject({ id: first.items[0]?.json.id, recovered: true });
		expect(estimates(bench_)).toHaveLength(1);
		expect(bench_.sandbox.store.jobs.size).toBe(2);
	});
});

describe('the trigger', () => {
	test('tells each status once: created, running, succeeded, failed, cancelled', async () => {
		const { sandbox, engine } = await bench({ startTime: 1_770_000_000 });
		const trigger = engine.trigger({
			events: ['created', 'running', 'paused', 'succeeded', 'failed', 'cancelled'],
		});
		sandbox.seedJob({ status: 'succeeded' });
		await trigger.activate();
		const ids = ['succeeded', 'failed', 'cancelled'].map(
			(end) => [sandbox.seedJob({ status: 'queued' }).id, end] as const,
		);
		const told: string[] = [];
		const items: Array<Record<string, unknown>> = [];
		const poll = async () => {
			const news = await trigger.poll();
			told.push(...news.map(({ json }) => String(json.eventId)));
			items.push(...news.map(({ json }) => json));
		};
		await poll();
		for (const status of ['running', 'end']) {
			for (const [id, end] of ids) {
				sandbox.clock.advance(60);
				sandbox.setStatus(id, status === 'end' ? end : status);
				await poll();
				await poll();
			}
		}
		expect([...told].sort()).toEqual(
			ids.flatMap(([id, end]) => [`${id}:queued`, `${id}:running`, `${id}:${end}`]).sort(),
		);
		const failed = items.find(({ event }) => event === 'failed');
		// The list does not say why: the log does.
		expect(failed).toMatchObject({
			errorCode: 'job_error',
			errorMessage: 'The job failed due to an internal error.',
		});
		expect(items.find(({ event }) => event === 'succeeded')).toMatchObject({
			fineTunedModel: expect.stringMatching(/^sandbox\//),
		});
	});

	test('stages that Together has of its own are no news, and a cancelled job is told when it has stopped', async () => {
		const { sandbox, engine, file } = await bench({ startTime: 1_770_000_000 });
		const trigger = engine.trigger({ events: ['created', 'running', 'succeeded', 'cancelled'] });
		await trigger.activate();
		await engine.execute(create(file));
		const told: unknown[] = [];
		for (let second = 0; second < 60; second += 1) {
			sandbox.clock.advance(1);
			told.push(...(await trigger.poll()).map(({ json }) => json.event));
		}
		expect(told).toEqual(['created', 'running', 'succeeded']);
		const { items } = await engine.execute(create(file));
		await trigger.poll();
		const cancelled = await engine.execute(onJob('cancel', String(items[0]?.json.id)));
		expect(cancelled.items[0]?.json).toMatchObject({ status: 'running', finishedAt: null });
		expect((await trigger.poll()).map(({ json }) => json.event)).toEqual(['running']);
		sandbox.clock.advance(5);
		expect((await trigger.poll()).map(({ json }) => json.event)).toEqual(['cancelled']);
	});

	test('an order that nobody promised, and one job among them that cannot be read', async () => {
		const { sandbox, engine } = await bench({ startTime: 1_770_000_000 });
		for (let index = 0; index < 150; index += 1) {
			sandbox.seedJob({ status: 'succeeded', created_at: 1_760_000_000 + index * 60 });
		}
		sandbox.list.order = 'oldest';
		const trigger = engine.trigger();
		await trigger.activate();
		const { id } = sandbox.seedJob({ status: 'running' });
		const odd = sandbox.seedJob({ status: 'running' }).id;
		expect(await trigger.poll()).toEqual([]);
		sandbox.list.shownAs = (job) => (job.id === odd ? { ...job, created_at: 'soon' } : job);
		sandbox.setStatus(id, 'succeeded');
		const before = sandbox.requests.length;
		const news = await trigger.poll();
		expect(news.map(({ json }) => json.eventId)).toEqual([`${id}:succeeded`]);
		expect(sandbox.requests.length - before).toBeLessThanOrEqual(2);
	});
});

describe('errors name what to change', () => {
	test('a model that is not trained there: the error says which are', async () => {
		const bench_ = await bench();
		const { error } = await bench_.engine.execute(create(bench_.file, { model: byId('gpt-4.1') }));
		expect(error?.message).toBe("Together AI does not train 'gpt-4.1'");
		expect(error?.description).toMatch(/Choose one of these under Base Model: .*Qwen\/Qwen3-8B/);
		expect(error).toMatchObject({ httpCode: '400' });
	});

	test('any other mistake is told as the server tells it, also where the list of models fails', async () => {
		const bench_ = await bench();
		const wrong = await bench_.engine.execute(create('file-0'));
		expect(wrong.error?.message).toMatch(/'training_file' was not accepted/);
		bench_.sandbox.faults.add({ path: /supported$/, status: 500 });
		const { error } = await bench_.engine.execute(create(bench_.file, { model: byId('gpt-4.1') }));
		expect(error?.message).toMatch(/: Model gpt-4\.1 is not available/);
	});

	test('a key of another provider, and the address of another one', async () => {
		const { sandbox } = await bench();
		const job = onJob('get', 'ft-1');
		const stranger = createEngine({ ...sandbox, provider: 'together', apiKey: 'sk-other' });
		const rejected = await stranger.execute(job);
		expect(rejected.error?.message).toMatch(/^Together AI rejected the API key/);
		expect(rejected.error?.description).toMatch(
			/must be one of Together AI, from https:\/\/api\.tog/,
		);
		const openAi = await startSandbox();
		open.push(openAi);
		const elsewhere = createEngine({ ...openAi, provider: 'together' });
		const lost = await elsewhere.execute(job);
		expect(lost.error?.message).toMatch(/does not offer this/);
		expect(lost.error?.description).toMatch(/it is https:\/\/api\.together\.ai\/v1\./);
	});

	test('a job that is not there; a checkpoint, which it does not deploy', async () => {
		const { sandbox, engine } = await bench();
		const missing = await engine.execute(onJob('get', 'ft-0'));
		expect(missing.error?.message).toBe('Job ft-0 was not found');
		const { id } = sandbox.seedJob({ status: 'succeeded' });
		const { error } = await engine.execute({
			...onJob('deploy', id),
			resource: 'model',
			options: { checkpointId: 'ft-other:5' },
		} as Parameters);
		expect(error?.message).toBe("'Checkpoint ID' means nothing to Together AI");
	});

	test('a file that is to expire, before it is sent', async () => {
		const { sandbox, engine } = await bench();
		const before = sandbox.requests.length;
		const { error } = await engine.execute(
			{
				resource: 'file',
				operation: 'upload',
				binaryPropertyName: 'data',
				options: { expiresAfter: 3600 },
				simplify: true,
			} as Parameters,
			[itemWithFile(trainingExamples(12))],
		);
		expect(error?.message).toBe('Together AI cannot delete a file by itself');
		expect(sandbox.requests).toHaveLength(before);
	});

	test('a list that is to begin after an object it does not hold', async () => {
		const { sandbox, engine } = await bench();
		const ids = [1, 2, 3].map((at) => sandbox.seedJob({ status: 'running', created_at: at }).id);
		const list = async (after?: string) =>
			await engine.execute({
				resource: 'job',
				operation: 'getAll',
				returnAll: false,
				limit: 1,
				filters: {},
				options: { ...(after && { after }) },
				simplify: true,
			} as Parameters);
		expect((await list()).items.map(({ json }) => json.id)).toEqual([ids[2]]);
		expect((await list(ids[2])).items.map(({ json }) => json.id)).toEqual([ids[1]]);
		const { error } = await list('ft-0');
		expect(error?.message).toBe("The ID given as 'After' is not in the list");
	});
});

test('cancelling: also when the answer is lost, and when it was asked for before', async () => {
	const bench_ = await bench({ startTime: 1_770_000_000 });
	const { sandbox, engine } = bench_;
	const { id } = sandbox.seedJob({ status: 'running' });
	sandbox.faults.add({ method: 'POST', path: /cancel$/, drop: 'after', nth: 1 });
	for (let nth = 0; nth < 2; nth += 1) {
		const { items, error } = await engine.execute(onJob('cancel', id));
		expect(error).toBeUndefined();
		expect(items[0]?.json).toMatchObject({ id, status: 'running' });
	}
	sandbox.clock.advance(5);
	const { items } = await engine.execute(onJob('cancel', id));
	expect(items[0]?.json).toMatchObject({ id, status: 'cancelled' });
	const done = sandbox.seedJob({ status: 'succeeded' }).id;
	expect((await engine.execute(onJob('cancel', done))).error?.message).toMatch(/Could not cancel/);
});

describe('the key in the suffix', () => {
	const KEY = /^support-n8n[0-9a-f]{10}$/;
	const withSuffix = { additionalFields: { suffix: 'support' } };

	test('is there only when it is asked for; the job shows the suffix without it', async () => {
		const bench_ = await bench();
		await bench_.engine.execute(create(bench_.file, withSuffix));
		const { items } = await bench_.engine.execute(
			create(bench_.file, { ...withSuffix, options: { preventDuplicates: true } }),
		);
		const [plain, keyed] = bodies(bench_).map(({ suffix }) => suffix);
		expect(plain).toBe('support');
		expect(keyed).toMatch(KEY);
		expect(items[0]?.json).toMatchObject({ suffix: 'support' });
	});

	test('finds the job of an earlier execution with the same key', async () => {
		const bench_ = await bench();
		const keyed = create(bench_.file, { ...withSuffix, options: { idempotencyKey: 'order 7' } });
		const first = await bench_.engine.execute(keyed);
		const second = await bench_.engine.execute(keyed);
		expect(second.items[0]?.json).toMatchObject({ id: first.items[0]?.json.id, recovered: true });
		const other = create(bench_.file, { ...withSuffix, options: { idempotencyKey: 'order 8' } });
		await bench_.engine.execute(other);
		expect(bench_.sandbox.store.jobs.size).toBe(2);
	});

	test('has no room in a suffix that is too long: an error before anything is sent', async () => {
		const bench_ = await bench();
		const before = bench_.sandbox.requests.length;
		const { error } = await bench_.engine.execute(
			create(bench_.file, {
				additionalFields: { suffix: 'x'.repeat(51) },
				options: { preventDuplicates: true },
			}),
		);
		expect(error?.message).toBe('The job has no room for a key');
		expect(error?.description).toMatch(/Shorten 'Model Name Suffix' to 50/);
		expect(bench_.sandbox.requests).toHaveLength(before);
	});

	test('without it, a lost answer is an honest error, and nothing is sent twice', async () => {
		const bench_ = await bench();
		bench_.sandbox.faults.add({ ...CREATE, drop: 'after', nth: 1 });
		const { error } = await bench_.engine.execute(create(bench_.file), ONE, RETRY);
		expect(error?.message).toMatch(DOUBT);
		expect(error?.description).toMatch(/Job → Get Many/);
		expect(bodies(bench_)).toHaveLength(1);
	});
});

const CREATE_FAULTS: Fault[] = [
	{ drop: 'before' },
	{ drop: 'after' },
	{ cutBody: true },
	{ acted: true, status: 200, body: '' },
	{ acted: true, status: 200, body: '<html>Gateway</html>', contentType: 'text/html' },
	{ acted: true, status: 200, body: {} },
	{ acted: true, status: 500 },
	{ acted: true, status: 503, headers: { 'retry-after-ms': '5' } },
	{ acted: true, status: 504 },
	{ acted: true, status: 200, body: { id: 'ft-odd' } },
	{ status: 500 },
	{ status: 502, body: '' },
	{ status: 429, headers: { 'retry-after-ms': '5' } },
	{ status: 402, body: { error: { message: 'Limit reached', type: 'payment_required' } } },
	{ delayMs: 1_200 },
	{ finishLateMs: 40 },
	{ finishLateMs: 50, drop: 'before' },
	{ redirectTo: 'http://127.0.0.1:9/v1/fine-tunes' },
];
const LIST_FAULTS: Fault[] = [
	{ status: 500 },
	{ drop: 'before' },
	{ cutBody: true },
	{ status: 200, body: { object: 'list' } },
	{ status: 200, body: [] },
	{ status: 429, headers: { 'retry-after-ms': '5' } },
];

interface Round {
	result: NodeRun;
	keyed: boolean;
	faults: Fault[];
}

/** The jobs of one round, by its suffix: what an earlier one left to be done late does not count. */
const jobsOf = ({ sandbox }: Bench, seed: number) =>
	[...sandbox.store.jobs.values()]
		.filter(({ base }) => /^r\d+/.exec(base.user_provided_suffix ?? '')?.[0] === `r${seed}`)
		.map(({ base }) => base.id);

async function playRound({ sandbox, engine, file }: Bench, seed: number): Promise<Round> {
	const chance = chances(seed);
	const pick = <T>(from: readonly T[]): T => from[Math.floor(chance() * from.length)] as T;
	sandbox.faults.clear();
	const faults: Fault[] = [];
	for (let nth = 1; nth <= 3; nth += 1) {
		if (chance() < 0.7) faults.push({ ...pick(CREATE_FAULTS), ...CREATE, nth });
	}
	for (let nth = 1; nth <= 8; nth += 1) {
		if (chance() < 0.2) faults.push({ ...pick(LIST_FAULTS), ...LIST, nth });
	}
	for (const fault of faults) sandbox.faults.add(fault);
	sandbox.list.appearsAfterMs = chance() < 0.3 ? chance() * 40 : 0;
	sandbox.list.order = chance() < 0.5 ? 'oldest' : 'newest';
	const keyed = chance() < 0.7;
	const result = await engine.execute(
		create(file, {
			additionalFields: { suffix: `r${seed}` },
			...(keyed && { options: { preventDuplicates: true } }),
		}),
		ONE,
		chance() < 0.5 ? RETRY : {},
	);
	await sandbox.idle();
	return { result, keyed, faults };
}

test('200 rounds of random faults: one job and the node returns it, or an honest error; never two', async () => {
	const ROUNDS = 200;
	const count = { rounds: 0, duplicates: 0, created: 0, recovered: 0, honest: 0, refused: 0 };
	const benches = await Promise.all(
		Array.from({ length: 20 }, async (_, seed) => await bench({ seed })),
	);
	let next = 0;
	const play = async (bench_: Bench) => {
		for (let seed = next++; seed < ROUNDS; seed = next++) {
			const { result, ...round } = await playRound(bench_, seed);
			const ids = jobsOf(bench_, seed);
			const jobs = ids.length;
			const told = JSON.stringify({ seed, jobs, ...round, error: result.error?.message });
			count.rounds += 1;
			const [item] = result.items;
			if (item) {
				expect({ told, ids }).toEqual({ told, ids: [item.json.id] });
				if (item.json.recovered) count.recovered += 1;
				else count.created += 1;
			} else if (DOUBT.test(String(result.error?.message))) {
				expect({ told, jobs: jobs <= 1 }).toEqual({ told, jobs: true });
				expect(result.error?.description).toMatch(/Job → Get Many/);
				if (round.keyed) {
					expect(result.error?.description).toMatch(/suffix would end in n8n[0-9a-f]{10}\./);
				}
				count.honest += 1;
			} else {
				expect({ told, jobs, error: result.error?.name }).toEqual({
					told,
					jobs: 0,
					error: 'NodeApiError',
				});
				count.refused += 1;
			}
		}
	};
	await Promise.all(benches.map(play));
	for (let seed = 0; seed < ROUNDS; seed += 1) {
		const created = benches.flatMap((bench_) => jobsOf(bench_, seed));
		if (created.length > 1) count.duplicates += 1;
	}
	expect(count).toMatchObject({ rounds: ROUNDS, duplicates: 0 });
	expect(count.recovered).toBeGreaterThan(20);
	expect(count.created).toBeGreaterThan(20);
}, 120_000);
