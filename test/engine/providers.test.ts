import { trainingExamples } from './examples';
import { byId, createEngine, itemWithFile, createParameters } from './harness';
import { openBench, OPERATIONS, tryOperation, type Bench } from './operations';

jest.mock('../../nodes/shared/timing', () => jest.requireActual<{ FAST: object }>('./fast').FAST);

type Dialect = 'openAi' | 'azureOpenAi' | 'nebius' | 'custom';

let bench: Bench | undefined;

async function open(...args: Parameters<typeof openBench>): Promise<Bench> {
	bench = await openBench(...args);
	return bench;
}

afterEach(async () => await bench?.sandbox.close());

const MODELS: Record<Dialect, string> = {
	openAi: 'gpt-4.1-mini-2025-04-14',
	azureOpenAi: 'gpt-4.1-mini-2025-04-14',
	nebius: 'gpt-4.1-mini-2025-04-14',
	custom: 'gpt-4.1-mini-2025-04-14',
};

const create = (dialect: Dialect, file: string, more: Record<string, unknown> = {}) =>
	({
		...createParameters(MODELS[dialect], file),
		...more,
	}) as Parameters<Bench['engine']['execute']>[0];

const lastBody = ({ sandbox }: Bench) => sandbox.requests.at(-1)?.body as Record<string, unknown>;

describe.each<Dialect>(['openAi', 'azureOpenAi', 'nebius', 'custom'])('%s', (dialect) => {
	test.each(OPERATIONS)('$name works', async (tried) => {
		const opened = await open(dialect);
		const { error, sent } = await tryOperation(opened, tried);
		expect(error).toBeUndefined();
		expect(sent).toHaveLength(1);
		const { authorization, 'api-key': apiKey } = sent[0]?.headers ?? {};
		expect([authorization, apiKey]).toEqual(
			dialect === 'azureOpenAi' ? [undefined, 'sk-sandbox'] : ['Bearer sk-sandbox', undefined],
		);
	});

	test('a wrong key is told as such', async () => {
		const { sandbox } = await open(dialect);
		const baseUrl =
			dialect === 'azureOpenAi' ? sandbox.baseUrl.replace('/v1', '/openai/v1') : sandbox.baseUrl;
		const wrong = createEngine({
			provider: dialect,
			baseUrl,
			apiKey: ['sk', 'wrong', 'key'].join('-'),
		});
		const { error } = await wrong.execute({ ...create(dialect, 'file-1') });
		expect(error).toMatchObject({ httpCode: '401', failure: { cause: 'credential-invalid' } });
		expect(error?.message).toMatch(/rejected the API key$/);
		expect(JSON.stringify(error)).not.toContain('sk-wrong');
		if (dialect === 'azureOpenAi') expect(error?.description).toMatch(/that same Azure resource/);
	});

	test('a missing job is told with its ID', async () => {
		const { engine } = await open(dialect);
		const { error } = await engine.execute({
			resource: 'job',
			operation: 'get',
			jobId: byId('ftjob-none'),
			simplify: true,
		});
		expect(error?.message).toBe('Job ftjob-none was not found');
	});

	test('statuses that nobody knows are shown, told once as no end, and kept in view', async () => {
		const { engine, sandbox } = await open(dialect);
		const job = sandbox.seedJob({ status: 'deploying' });
		const trigger = engine.trigger();
		await trigger.activate();
		expect(await trigger.poll()).toEqual([]);
		sandbox.setStatus(job.id, 'in_review');
		expect(await trigger.poll()).toEqual([]);
		sandbox.setStatus(job.id, 'succeeded');
		expect((await trigger.poll()).map(({ json }) => json.eventId)).toEqual([`${job.id}:succeeded`]);
	});

	test('fields that nobody knows are kept where Simplify is off', async () => {
		const { engine, sandbox } = await open(dialect);
		const extra = { x_region: 'eu', x_steps: { done: 3 } };
		const { id } = sandbox.seedJob({ status: 'deploying', ...extra } as { status: string });
		const { items } = await engine.execute({
			resource: 'job',
			operation: 'get',
			jobId: byId(id),
			simplify: false,
		});
		expect(items[0]?.json).toMatchObject({ id, status: 'deploying', ...extra });
	});
});

describe('hyperparameters', () => {
	test.each<[Dialect, Record<string, unknown>]>([
		[
			'openAi',
			{ method: { type: 'supervised', supervised: { hyperparameters: { n_epochs: 2 } } } },
		],
		[
			'azureOpenAi',
			{ method: { type: 'supervised', supervised: { hyperparameters: { n_epochs: 2 } } } },
		],
		['nebius', { hyperparameters: { n_epochs: 2 } }],
		['custom', { hyperparameters: { n_epochs: 2 } }],
	])('%s takes them in its own form', async (dialect, form) => {
		const opened = await open(dialect);
		const { error } = await opened.engine.execute(
			create(dialect, opened.file, { hyperparameters: { nEpochs: 2 } }),
		);
		expect(error).toBeUndefined();
		expect(lastBody(opened)).toMatchObject(form);
		expect(Object.keys(lastBody(opened))).not.toContain(form.method ? 'hyperparameters' : 'method');
	});

	test('Nebius takes an absolute learning rate; the multiplier is refused before anything is sent', async () => {
		const opened = await open('nebius');
		const refused = await opened.engine.execute(
			create('nebius', opened.file, { hyperparameters: { learningRateMultiplier: 2 } }),
		);
		expect(refused.error?.message).toBe(
			"'Learning Rate Multiplier' is not known to Nebius Token Factory",
		);
		expect(refused.error?.description).toMatch(/add 'Learning Rate'/);
		const { items } = await opened.engine.execute(
			create('nebius', opened.file, {
				hyperparameters: { learningRate: 0.00002, adapter: 'lora', loraRank: 16, packing: false },
			}),
		);
		expect(items[0]?.json.hyperparameters).toMatchObject({
			learningRate: 0.00002,
			lora: true,
			loraR: 16,
			packing: false,
		});
	});
});

test('a 422 of FastAPI names the fields', async () => {
	const opened = await open('nebius');
	const { error } = await opened.engine.execute(
		create('nebius', opened.file, {
			additionalFields: { extraBody: '{"hyperparameters": {"n_epochs": 0}}' },
		}),
	);
	expect(error).toMatchObject({ httpCode: '422' });
	expect(error?.message).toBe(
		"Could not create the job: 'hyperparameters.n_epochs' was not accepted",
	);
	expect(error?.description).toMatch(/hyperparameters\.n_epochs: /);
});

describe('metadata', () => {
	test.each<[Dialect, boolean]>([
		['openAi', true],
		['azureOpenAi', true],
		['nebius', false],
		['custom', false],
	])('%s is given a key of its own accord: %p', async (dialect, keyed) => {
		const opened = await open(dialect);
		await opened.engine.execute(create(dialect, opened.file));
		expect('metadata' in lastBody(opened)).toBe(keyed);
	});
});

describe('Azure', () => {
	test.each([
		['v1', '/openai/v1', '', undefined],
		['v1 with a version', '/openai/v1', 'preview', 'preview'],
		['classic', '/openai', '2025-04-01-preview', '2025-04-01-preview'],
	])('%s: the address and the version in the query', async (_, path, apiVersion, sent) => {
		const { sandbox, file } = await open('azureOpenAi');
		const engine = createEngine({
			...sandbox,
			provider: 'azureOpenAi',
			baseUrl: sandbox.baseUrl.replace('/v1', path),
			apiVersion,
		});
		const made = await engine.execute(create('azureOpenAi', file));
		expect(made.error).toBeUndefined();
		expect(sandbox.requests.at(-1)?.query['api-version']).toBe(sent);
		sandbox.faults.add({ method: 'POST', path: /jobs$/, drop: 'after', times: 1 });
		const { items } = await engine.execute(create('azureOpenAi', file));
		expect(items[0]?.json.recovered).toBe(true);
		expect(sandbox.requests.at(-1)?.query['api-version']).toBe(sent);
	});

	test.each([
		['standard', 'standard'],
		['globalStandard', 'globalstandard'],
		['developer', 'developerTier'],
	])("the training tier %s is sent in Azure's spelling", async (trainingTier, trainingType) => {
		const bench = await open('azureOpenAi');
		const more = { additionalFields: { trainingTier } };
		const { error } = await bench.engine.execute(create('azureOpenAi', bench.file, more));
		expect(error).toBeUndefined();
		expect(lastBody(bench)).toMatchObject({ trainingType });
	});

	test('a training tier of another provider is refused before anything is sent', async () => {
		const { engine, file, sandbox } = await open('openAi');
		const before = sandbox.requests.length;
		const more = { additionalFields: { trainingTier: 'developer' } };
		const { error } = await engine.execute(create('openAi', file, more));
		expect(error?.message).toBe('OpenAI has no training tiers');
		expect(sandbox.requests).toHaveLength(before);
	});

	test('classic without a version: told with both ways out', async () => {
		const { sandbox } = await open('azureOpenAi');
		const engine = createEngine({
			...sandbox,
			provider: 'azureOpenAi',
			baseUrl: sandbox.baseUrl.replace('/v1', '/openai'),
		});
		const { error } = await engine.execute(
			{ resource: 'file', operation: 'upload', binaryPropertyName: 'data', simplify: true },
			[itemWithFile(trainingExamples(12))],
		);
		expect(error?.description).toMatch(/ends in \/openai\/v1, or in \/openai together with an API/);
	});
});
