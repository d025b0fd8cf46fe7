import type { DialectName } from '../../sandbox';
import { PROVIDERS } from '../../nodes/shared/providers';
import { preferenceExamples, trainingExamples } from './examples';
import { byId, createEngine, itemWithFile, createParameters } from './harness';
import { openBench, type Bench } from './operations';

jest.mock('../../nodes/shared/timing', () => jest.requireActual<{ FAST: object }>('./fast').FAST);

/** One way in which a provider is met: its dialect, and what the credential says. */
interface Way {
	provider: string;
	dialect: DialectName;
	queryParameters?: string;
	model: string;
	/** A model that can be asked, where a base model cannot. */
	asks?: string;
	/** What a job needs besides, to be taken there. */
	more?: Record<string, unknown>;
	/** The job's method. */
	method?: string;
	/** Operations that the provider does not have, by the words that refuse them. */
	refuses: Record<string, RegExp>;
	/** Why a job that the sandbox did not train cannot be deployed: it has no checkpoint, or others deploy. */
	deploys?: RegExp;
	/** Operations that this server lacks, though others with this provider have them. */
	lacks?: string[];
	examples?: number;
}

const OPENAI_MODEL = 'gpt-4.1-mini-2025-04-14';
const SHARING = {
	'checkpointPermission getAll': /cannot share checkpoints/,
	'checkpointPermission create': /cannot share checkpoints/,
	'checkpointPermission delete': /cannot share checkpoints/,
};
const PAUSING = { 'job pause': /cannot pause jobs/, 'job resume': /cannot resume jobs/ };

const WAYS: Way[] = [
	{ provider: 'openAi', dialect: 'openAi', model: OPENAI_MODEL, refuses: {} },
	{
		provider: 'azureOpenAi',
		dialect: 'azureOpenAi',
		model: OPENAI_MODEL,
		refuses: SHARING,
		deploys: /through its management API/,
	},
	{
		provider: 'nebius',
		dialect: 'nebius',
		model: OPENAI_MODEL,
		refuses: SHARING,
		deploys: /has no checkpoints/,
	},
	{
		provider: 'crusoe',
		dialect: 'crusoe',
		model: 'qwen3-32b',
		deploys: /in its console only/,
		refuses: {
			...SHARING,
			...PAUSING,
			'event getAll': /cannot list the events of jobs/,
			'job getMetrics': /cannot tell the metrics of jobs/,
			'file download': /cannot give back files/,
			'model delete': /cannot delete models/,
		},
	},
	{
		provider: 'bedrock',
		dialect: 'bedrock',
		model: 'qwen.qwen3-32b-v1:0',
		examples: 120,
		more: {
			method: 'reinforcement',
			grader: { type: 'lambda', lambda: { function: 'arn:aws:lambda:us-west-2:1:function:g' } },
		},
		method: 'reinforcement',
		refuses: {
			...SHARING,
			...PAUSING,
			'file download': /cannot give back files/,
			'model delete': /cannot delete models/,
		},
	},
	{
		provider: 'localAi',
		dialect: 'localAi',
		asks: 'llama-3.2-1b-instruct',
		deploys: /has no checkpoints/,
		model: 'Qwen/Qwen2.5-0.5B-Instruct',
		refuses: {
			...SHARING,
			...PAUSING,
			'event getAll': /cannot list the events of jobs/,
			'file get': /cannot tell of the files it keeps/,
			'file getAll': /cannot list the files it keeps/,
			'file download': /cannot give back files/,
			'file delete': /cannot delete files/,
			'model get': /cannot tell of one model/,
			'model delete': /cannot delete models/,
		},
	},
	{
		provider: 'unsloth',
		dialect: 'unsloth',
		model: 'unsloth/Qwen3-4B-Instruct-2507',
		refuses: {
			...SHARING,
			...PAUSING,
			'event getAll': /cannot list the events of jobs/,
			'checkpoint getAll': /cannot list the checkpoints of jobs/,
			'file get': /cannot tell of the files it keeps/,
			'file download': /cannot give back files/,
			'file delete': /cannot delete files/,
			'model delete': /cannot delete models/,
		},
		// It tells of loaded models only, and none is loaded yet.
		lacks: ['model get', 'model evaluate'],
	},
	{ provider: 'custom', dialect: 'custom', model: OPENAI_MODEL, refuses: SHARING },
	{
		provider: 'custom',
		dialect: 'liteLlm',
		queryParameters: 'custom_llm_provider=openai',
		model: OPENAI_MODEL,
		refuses: SHARING,
		lacks: [
			'event getAll',
			'checkpoint getAll',
			'job pause',
			'job resume',
			'job getMetrics',
			'model delete',
		],
	},
	{
		provider: 'together',
		dialect: 'together',
		model: 'Qwen/Qwen3-8B',
		asks: 'deepseek-ai/DeepSeek-V3.1',
		refuses: {
			...SHARING,
			...PAUSING,
			'model get': /cannot tell of one model/,
			'model delete': /cannot delete models/,
		},
	},
];

const LIST = { returnAll: false, limit: 5, filters: {}, options: {}, simplify: true };

/** Every operation that needs a provider, with the status of the job that it acts on. */
const OPERATIONS: Array<[name: string, status: string, parameters: Record<string, unknown>]> = [
	['job get', 'running', { simplify: true }],
	['job getAll', 'running', LIST],
	['job cancel', 'running', { simplify: true }],
	['job pause', 'running', { simplify: true }],
	['job resume', 'paused', { simplify: true }],
	['job wait', 'succeeded', { options: {}, simplify: true }],
	['job getMetrics', 'running', { output: 'summary' }],
	// Some servers train one job at a time.
	['job create', 'succeeded', {}],
	['event getAll', 'running', LIST],
	['checkpoint getAll', 'succeeded', LIST],
	['checkpointPermission getAll', 'succeeded', LIST],
	['checkpointPermission create', 'succeeded', { projectIds: 'proj_1' }],
	['checkpointPermission delete', 'succeeded', { permissionId: 'cp_1' }],
	['file upload', 'running', { binaryPropertyName: 'data', options: {}, simplify: true }],
	['file get', 'running', { simplify: true }],
	['file getAll', 'running', LIST],
	['file download', 'running', { simplify: true }],
	['file delete', 'running', {}],
	['model get', 'running', {}],
	['model getAll', 'running', LIST],
	['model delete', 'running', {}],
	['model deploy', 'succeeded', { options: { waitUntilReady: false } }],
	['model evaluate', 'running', { binaryPropertyName: 'data', options: {} }],
];

let bench: Bench | undefined;
afterEach(async () => await bench?.sandbox.close());

/** What the node is set to. */
type Parameters = Parameters_<Bench['engine']['execute']>[0];
type Parameters_<F> = F extends (...args: infer P) => unknown ? P : never;

const content = (examples = 12) => trainingExamples(examples);

async function open({ provider, dialect, queryParameters, examples }: Way): Promise<Bench> {
	bench = await openBench(dialect, { provider, queryParameters }, examples);
	return bench;
}

async function run(way: Way, name: string, status: string, parameters: object) {
	const opened = await open(way);
	const { sandbox, engine, file } = opened;
	const [resource = '', operation = ''] = name.split(' ');
	const job = sandbox.seedJob({ status });
	// A fine-tuned model of the account's own can be deleted.
	const own = sandbox.seedJob({ status: 'succeeded' }).fine_tuned_model;
	sandbox.clock.advance(300);
	const modelFor = (verb: string) => {
		if (verb === 'delete') return own ?? '';
		return verb === 'evaluate' ? (way.asks ?? way.model) : way.model;
	};
	const before = sandbox.requests.length;
	const result = await engine.execute(
		{
			resource,
			operation,
			jobId: byId(job.id),
			fileId: byId(file),
			modelId: byId(modelFor(operation)),
			checkpointId: 'ft:gpt:org::1:ckpt-step-1',
			...(name === 'job create' && {
				model: byId(way.model),
				trainingSource: 'file',
				trainingFile: byId(file),
				method: 'supervised',
				hyperparameters: {},
				additionalFields: {},
				options: {},
				simplify: true,
				...way.more,
			}),
			...parameters,
		} as Parameters,
		[itemWithFile(content(way.examples))],
	);
	return { ...result, requests: sandbox.requests.slice(before) };
}

describe.each(WAYS)('$provider against $dialect', (way) => {
	test.each(OPERATIONS)('%s works, or is refused in words', async (name, status, parameters) => {
		const { error, items, requests } = await run(way, name, status, parameters);
		const refusal = way.refuses[name];
		if (refusal) {
			expect(error?.message).toMatch(refusal);
			expect(error?.description).toMatch(/(can: |can\. )/);
			expect(requests).toEqual([]);
		} else if (way.lacks?.includes(name)) {
			expect(error?.message).toMatch(/does not offer this|was not found|has no model loaded/);
		} else if (name === 'model deploy' && way.deploys) {
			expect(error?.message).toMatch(way.deploys);
		} else if (way.provider === 'openAi' && name.startsWith('checkpointPermission')) {
			// It has no such checkpoint: asked, all the same.
			expect(error?.message).toMatch(/^(Checkpoint|Permission) \S+ was not found$/);
		} else {
			expect(error).toBeUndefined();
			expect(requests.length).toBeGreaterThan(0);
			// The sandbox saves no checkpoints of jobs that it did not train.
			if (name !== 'checkpoint getAll') expect(items.length).toBeGreaterThan(0);
		}
	});
});

test.each(WAYS)('$provider tells how far a running job is, as far as it knows', async (way) => {
	const { engine, sandbox, file } = await open(way);
	const created = await engine.execute({
		...createParameters(way.model, file),
		...way.more,
	} as Parameters);
	const jobId = byId(String(created.items[0]?.json.id));
	const get = async (simplify: boolean) =>
		(await engine.execute({ resource: 'job', operation: 'get', jobId, simplify })).items[0]?.json;
	const seen: Array<{ currentStep: number; totalSteps: number; percent: number }> = [];
	for (let moment = 0; moment < 400; moment += 1) {
		const job = await get(true);
		if (job?.status === 'succeeded') break;
		expect(Object.keys(job ?? {})).toEqual(
			expect.arrayContaining(['currentStep', 'totalSteps', 'percent']),
		);
		if (typeof job?.percent === 'number') seen.push(job as never);
		sandbox.clock.advance(20);
	}
	const last = await get(true);
	expect(last).toMatchObject({ status: 'succeeded' });
	expect(last).not.toHaveProperty('percent');
	if (way.dialect === 'crusoe' || way.dialect === 'liteLlm') {
		expect(seen).toEqual([]);
		return;
	}
	const percents = seen.map(({ percent }) => percent);
	expect(percents).toEqual([...percents].sort((a, b) => a - b));
	expect(percents.some((percent) => percent > 0 && percent < 100)).toBe(true);
	for (const { currentStep, totalSteps, percent } of seen) {
		expect(percent).toBe(Math.floor((100 * currentStep) / totalSteps));
	}
});

test('a job of which a running training is not asked costs one call', async () => {
	const { engine, sandbox } = await open(WAYS[0] as Way);
	const { id } = sandbox.seedJob({ status: 'running' });
	const callsOf = async (parameters: object) => {
		const before = sandbox.requests.length;
		await engine.execute({ resource: 'job', jobId: byId(id), ...parameters } as Parameters);
		return sandbox.requests.length - before;
	};
	expect(await callsOf({ operation: 'get', simplify: false })).toBe(1);
	expect(await callsOf({ operation: 'get', simplify: true })).toBe(2);
	const get = { resource: 'job', operation: 'get', jobId: byId(id), simplify: true } as Parameters;
	const before = sandbox.requests.length;
	const many = Array.from({ length: 11 }, () => ({ json: {} }));
	const { items } = await engine.execute(get, many);
	// Of many, their logs are not read.
	expect(sandbox.requests.length - before).toBe(11);
	expect(items[0]?.json).toMatchObject({ id, percent: null });
	sandbox.setStatus(id, 'succeeded');
	expect(await callsOf({ operation: 'get', simplify: true })).toBe(1);
});

test('a log that cannot be read does not fail the job', async () => {
	const { engine, sandbox } = await open(WAYS[0] as Way);
	const { id } = sandbox.seedJob({ status: 'running' });
	sandbox.faults.add({ path: /events$/, status: 500, body: {} });
	const { items, error } = await engine.execute({
		resource: 'job',
		operation: 'get',
		jobId: byId(id),
		simplify: true,
	});
	expect(error).toBeUndefined();
	expect(items[0]?.json).toMatchObject({ id, status: 'running', currentStep: null, percent: null });
});

test('every provider is met', () => {
	const met = new Set(WAYS.map(({ provider }) => provider));
	expect([...met].sort()).toEqual(PROVIDERS.map(({ id }) => id).sort());
});

describe('Crusoe names a model after the training has ended', () => {
	const waitFor = (id: string) =>
		({
			resource: 'job',
			operation: 'wait',
			jobId: byId(id),
			options: {},
			simplify: true,
		}) as Parameters;
	const way = WAYS.find(({ provider }) => provider === 'crusoe') as Way;

	test('until then the job goes on; node and trigger give it with its name', async () => {
		const { engine, sandbox } = await open(way);
		const { id } = sandbox.seedJob({ status: 'running' });
		const trigger = engine.trigger();
		await trigger.activate();
		sandbox.jobs.shownAs = (job) =>
			sandbox.clock.now() < (job.finished_at ?? 0) + 90 ? { ...job, fine_tuned_model: null } : job;
		sandbox.setStatus(id, 'succeeded');
		const get = async () =>
			(await engine.execute({ resource: 'job', operation: 'get', jobId: byId(id), simplify: true }))
				.items[0]?.json;
		expect(await get()).toMatchObject({ status: 'registering_model', fineTunedModel: null });
		expect(await trigger.poll()).toEqual([]);
		sandbox.clock.advance(121);
		expect(await get()).toMatchObject({ status: 'succeeded' });
		const [item] = await trigger.poll();
		expect(item?.json).toMatchObject({ event: 'succeeded', eventId: `${id}:succeeded` });
		expect(item?.json.fineTunedModel).toMatch(/\w/);
	});

	test('an end whose time and name both come later is told once, and waited for by nobody', async () => {
		const { engine, sandbox } = await open(way);
		const { id } = sandbox.seedJob({ status: 'running' });
		const trigger = engine.trigger();
		await trigger.activate();
		const late = { finished_at: null, fine_tuned_model: null };
		sandbox.jobs.shownAs = (job) => ({ ...job, ...late });
		sandbox.setStatus(id, 'succeeded');
		const { items } = await engine.execute(waitFor(id));
		expect(items[0]?.json).toMatchObject({ status: 'succeeded', fineTunedModel: null });
		const told = await trigger.poll();
		sandbox.jobs.shownAs = (job) => ({ ...job, fine_tuned_model: null });
		told.push(...(await trigger.poll()));
		sandbox.jobs.shownAs = (job) => job;
		sandbox.clock.advance(121);
		told.push(...(await trigger.poll()), ...(await trigger.poll()));
		expect(told.map(({ json }) => json.eventId)).toEqual([`${id}:succeeded`]);
	});

	test('a name that never comes is waited for no longer than two minutes', async () => {
		const { engine, sandbox } = await open(way);
		const { id } = sandbox.seedJob({ status: 'running' });
		sandbox.jobs.shownAs = (job) => ({ ...job, fine_tuned_model: null });
		sandbox.setStatus(id, 'succeeded');
		sandbox.clock.advance(121);
		const { items } = await engine.execute(waitFor(id));
		expect(items[0]?.json).toMatchObject({ status: 'succeeded', fineTunedModel: null });
	});
});

describe('what does not fit the provider is refused before anything is sent', () => {
	const create = (way: Way, file: string, more: object) =>
		({
			...createParameters(way.model, file),
			...way.more,
			...more,
		}) as Parameters;

	test.each([
		['crusoe', { method: 'dpo' }, "Crusoe has no training by the method 'dpo'"],
		['crusoe', { hyperparameters: { batchSize: 8 } }, "'Batch Size' is 8"],
		['crusoe', { hyperparameters: { packing: true } }, "'Packing' is not known to Crusoe"],
		['bedrock', { method: 'supervised' }, /Amazon Bedrock has no training by the method/],
		['bedrock', { grader: { type: 'string_check' } }, "'Grader' is no Lambda grader"],
		['bedrock', { additionalFields: { suffix: 'x' } }, 'Amazon Bedrock takes no suffix'],
		[
			'openAi',
			{ hyperparameters: { learningRate: 0.1 } },
			/'Learning Rate' is not known to OpenAI/,
		],
		['together', { method: 'reinforcement', grader: {} }, /no training by the method 'reinforce/],
		[
			'together',
			{ hyperparameters: { learningRateMultiplier: 2 } },
			"'Learning Rate Multiplier' is not known to Together AI",
		],
		[
			'together',
			{ hyperparameters: { adapter: 'full', loraRank: 8 } },
			"'Adapter' is Full, but settings of LoRA are given",
		],
		[
			'together',
			{ additionalFields: { metadata: { values: [{ key: 'team', value: 'x' }] } } },
			'Together AI keeps no metadata with a job',
		],
		[
			'together',
			{ additionalFields: { integrations: { values: [{ project: 'p' }] } } },
			/needs your API key of Weights & Biases/,
		],
	])('%s: %p', async (provider, more, message) => {
		const way = WAYS.find((one) => one.provider === provider) as Way;
		const { engine, sandbox, file } = await open(way);
		const before = sandbox.requests.length;
		const { error } = await engine.execute(create(way, file, more));
		expect(error?.message).toMatch(message);
		expect(sandbox.requests.length).toBe(before);
	});

	const CHAT = trainingExamples(12);
	const PREFERENCES = preferenceExamples(12);
	const ONE_ANSWER = /^Line 1 of the file in 'data' is a chat example, and DPO needs preferences/;
	const TWO_ANSWERS = /^Line 1 .* is a preference example, and supervised training needs chats/;
	const NO_PREFERENCES = /^Line 1 .* is a preference example, and .* has no training on preferen/;
	const BUILD = /^Nothing was uploaded\. .* Dataset → Build, Format set to '(Chat|Preference)'/;

	test.each<[string, string, string, string, RegExp]>([
		['together', 'dpo', 'chat', CHAT, ONE_ANSWER],
		['localAi', 'dpo', 'chat', CHAT, ONE_ANSWER],
		['openAi', 'dpo', 'chat', CHAT, ONE_ANSWER],
		['azureOpenAi', 'dpo', 'chat', CHAT, ONE_ANSWER],
		['custom', 'dpo', 'chat', CHAT, ONE_ANSWER],
		['together', 'supervised', 'preference', PREFERENCES, TWO_ANSWERS],
		['localAi', 'supervised', 'preference', PREFERENCES, TWO_ANSWERS],
		['openAi', 'supervised', 'preference', PREFERENCES, TWO_ANSWERS],
		['custom', 'supervised', 'preference', PREFERENCES, TWO_ANSWERS],
		['nebius', 'supervised', 'preference', PREFERENCES, NO_PREFERENCES],
		['crusoe', 'supervised', 'preference', PREFERENCES, NO_PREFERENCES],
		['unsloth', 'supervised', 'preference', PREFERENCES, NO_PREFERENCES],
	])('%s: by %s, a %s file', async (provider, method, _, examples, message) => {
		const way = WAYS.find((one) => one.provider === provider) as Way;
		const { engine, sandbox } = await open(way);
		const before = sandbox.requests.length;
		const parameters = { ...createParameters(way.model), method } as Parameters;
		const { error } = await engine.execute(parameters, [itemWithFile(examples)]);
		expect(error?.message).toMatch(message);
		expect(error?.description).toMatch(BUILD);
		expect(sandbox.requests.length).toBe(before);
	});

	test('a validation file of another format, before the training file is uploaded', async () => {
		const { engine, sandbox } = await open(WAYS[0] as Way);
		const before = sandbox.requests.length;
		const item = itemWithFile(CHAT);
		Object.assign(item.binary, itemWithFile(PREFERENCES, 'validation').binary);
		const { error } = await engine.execute(createParameters(OPENAI_MODEL), [item]);
		expect(error?.message).toMatch(/^Line 1 of the file in 'validation' is a preference example/);
		expect(sandbox.requests.length).toBe(before);
	});
});

test.each([
	['openAi', 'dpo', preferenceExamples(12), {}],
	// Extra Body may ask for a method that the node does not know.
	['localAi', 'supervised', preferenceExamples(12), { training_method: 'dpo' }],
])('%s: by %s, a file that fits is uploaded', async (provider, method, examples, extraBody) => {
	const way = WAYS.find((one) => one.provider === provider) as Way;
	const { engine } = await open(way);
	const additionalFields = { extraBody: JSON.stringify(extraBody) };
	const parameters = { ...createParameters(way.model), method, additionalFields } as Parameters;
	const { error, items } = await engine.execute(parameters, [itemWithFile(examples)]);
	expect(error).toBeUndefined();
	expect(items[0]?.json).toMatchObject({ method: 'dpo' });
});

test.each([
	['nebius', /tokenfactory\.nebius\.com.* lists them/],
	['crusoe', /docs\.crusoecloud\.com.* lists them/],
])('%s: the error of a model that is not trained says where those are', async (provider, where) => {
	const { engine } = await open(WAYS.find((one) => one.provider === provider) as Way);
	const { error } = await engine.execute(createParameters('whisper-1'), [itemWithFile(content())]);
	expect(error?.message).toMatch(/^Could not create the job: Model whisper-1 is not available/);
	expect(error?.description).toMatch(/^Choose a model under Base Model/);
	expect(error?.description).toMatch(where);
});

test('a provider that is not known gets no key', async () => {
	const { sandbox } = await open(WAYS[0] as Way);
	const before = sandbox.requests.length;
	const engine = createEngine({ ...sandbox, provider: 'mistral' });
	const { error } = await engine.execute({ ...LIST, resource: 'job', operation: 'getAll' });
	expect(error?.message).toBe("The credential names a provider that is not known: 'mistral'");
	expect(error?.description).toMatch(/choose one of the list: Together AI, /);
	expect(sandbox.requests.length).toBe(before);
});
