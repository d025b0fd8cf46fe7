import fastify, { type FastifyInstance } from 'fastify';

import { sleep } from 'n8n-workflow';

import { byId, createEngine } from './harness';

jest.mock('../../nodes/shared/timing', () => jest.requireActual<{ FAST: object }>('./fast').FAST);

const MODEL = 'Qwen/Qwen3-32B-LoRa:support-AbCd';

/** What the server does next, asked for anew at each call. */
interface World {
	job: Record<string, unknown>;
	checkpoints: Array<Record<string, unknown>>;
	/** Answers to the create of the deployment. */
	created: Array<[status: number, body: unknown]>;
	/** Answers to its checks, the last one for ever. */
	checks: Array<[status: number, body: unknown]>;
	/** Answers of the model, the last one for ever. */
	chats: Array<[status: number, body: unknown]>;
}

const validating = { name: MODEL, status: 'validating' };
const active = { name: MODEL, status: 'active' };
const answer = { choices: [{ message: { content: 'Hello!' }, finish_reason: 'stop' }] };

const WORLD: World = {
	job: {
		id: 'ftjob-1',
		status: 'succeeded',
		created_at: 1_770_000_000,
		model: 'Qwen/Qwen3-32B',
		suffix: 'support',
	},
	checkpoints: [
		{ id: 'ftckpt_1', step_number: 10 },
		{ id: 'ftckpt_2', step_number: 20 },
	],
	created: [[200, validating]],
	checks: [
		[200, validating],
		[200, active],
	],
	chats: [[200, answer]],
};

let server: FastifyInstance | undefined;
afterEach(async () => await server?.close());

/** Nebius as its cookbook describes deploying; source: https://github.com/nebius/token-factory-cookbook */
async function nebius(changes: Partial<World> = {}) {
	const world = structuredClone({ ...WORLD, ...changes });
	const asked: Array<[route: string, body: unknown]> = [];
	const next = (answers: World['checks']) =>
		(answers.length > 1 ? answers.shift() : answers[0]) ?? [404, {}];
	server = fastify();
	server.setNotFoundHandler((request, reply) => {
		const { method, url, body } = request;
		const route = `${method} ${decodeURIComponent(url.split('?')[0] ?? '')}`;
		asked.push([route, body]);
		const [status, text] =
			route === 'GET /v1/fine_tuning/jobs/ftjob-1'
				? [200, world.job]
				: route.endsWith('/checkpoints')
					? [200, { data: world.checkpoints, has_more: false }]
					: route === 'POST /v0/models'
						? next(world.created)
						: route === `GET /v0/models/${MODEL}`
							? next(world.checks)
							: route === 'POST /v1/chat/completions'
								? next(world.chats)
								: [404, { detail: `no ${route}` }];
		return reply.code(status).send(text);
	});
	const address = await server.listen({ port: 0, host: '127.0.0.1' });
	const engine = createEngine({
		provider: 'nebius',
		baseUrl: `${address}/v1`,
		apiKey: 'key-of-nebius',
	});
	const deploy = async (options: Record<string, unknown> = {}) =>
		await engine.execute({
			resource: 'model',
			operation: 'deploy',
			jobId: byId('ftjob-1'),
			options: { maxWait: 0.01, ...options } as never,
		});
	return { asked, deploy, calls: (route: string) => asked.filter(([one]) => one === route) };
}

test('the last checkpoint is deployed, and the item comes when the model answers', async () => {
	const { deploy, asked } = await nebius({
		chats: [
			[404, { detail: 'not loaded' }],
			[503, { detail: 'loading' }],
			[200, answer],
		],
	});
	const { items, error } = await deploy();
	expect(error).toBeUndefined();
	expect(items.map(({ json }) => json)).toEqual([
		{ model: MODEL, ready: true, jobId: 'ftjob-1', deploymentId: null, note: null },
	]);
	expect(asked.find(([route]) => route === 'POST /v0/models')?.[1]).toEqual({
		name: 'support',
		base_model: 'Qwen/Qwen3-32B',
		source: 'ftjob-1:ftckpt_2',
	});
	const last = asked.at(-1);
	expect(last?.[0]).toBe('POST /v1/chat/completions');
	expect(last?.[1]).toMatchObject({ model: MODEL });
});

test('a checkpoint and a name of the user go with it, also of a job that was cancelled', async () => {
	const { deploy, calls } = await nebius({ job: { ...WORLD.job, status: 'cancelled' } });
	const { error } = await deploy({ checkpointId: 'ftckpt_1', name: 'early' });
	expect(error).toBeUndefined();
	expect(calls('POST /v0/models')[0]?.[1]).toMatchObject({
		name: 'early',
		source: 'ftjob-1:ftckpt_1',
	});
});

test('a job that several items name is deployed once', async () => {
	const { asked, calls } = await nebius();
	const engine = createEngine({
		provider: 'nebius',
		baseUrl: `${server?.listeningOrigin ?? ''}/v1`,
		apiKey: 'key-of-nebius',
	});
	const parameters = {
		resource: 'model',
		operation: 'deploy',
		jobId: byId('ftjob-1'),
		options: { name: '={{ $json.name }}' },
	};
	const names = ['a', 'a', 'b', 'a'].map((name) => ({ json: { name } }));
	const { items, error } = await engine.execute(parameters, names);
	expect(error).toBeUndefined();
	expect(items.map(({ json }) => json.model)).toEqual([MODEL, MODEL, MODEL, MODEL]);
	expect(calls('POST /v0/models')).toHaveLength(2);
	const before = asked.length;
	await engine.execute(parameters, names.slice(0, 1));
	expect(asked.length).toBeGreaterThan(before);
});

test('without waiting, the name comes at once', async () => {
	const { deploy, calls } = await nebius({ checks: [[200, validating]] });
	const { items } = await deploy({ waitUntilReady: false });
	expect(items[0]?.json).toMatchObject({ model: MODEL, ready: false });
	expect(calls(`GET /v0/models/${MODEL}`)).toHaveLength(0);
});

test('a check that fails for a while ends nothing', async () => {
	const { deploy } = await nebius({
		checks: [
			[502, '<html>'],
			[429, { detail: 'slow' }],
			[200, active],
		],
	});
	expect((await deploy({ maxWait: 0.1 })).items[0]?.json).toMatchObject({ ready: true });
});

test('a check that knows nothing of it yet ends nothing either', async () => {
	const odd: World['checks'] = [
		[404, { detail: 'not found' }],
		[200, {}],
	];
	const { deploy, calls } = await nebius({
		checks: [...odd, [200, validating], ...odd, [200, active]],
	});
	expect((await deploy({ maxWait: 0.1 })).items[0]?.json).toMatchObject({ ready: true });
	expect(calls('POST /v0/models')).toHaveLength(1);
});

test.each<[string, World['checkpoints'], string | undefined]>([
	['one that cannot be read', [{ step_number: 30 }, { id: 'a', step_number: 10 }], undefined],
	['one without a step', [{ id: 'last' }, { id: 'a', step_number: 10 }], undefined],
	[
		'one without a step but a time',
		[
			{ id: 'a', step_number: 10, created_at: 1_770_000_001 },
			{ id: 'last', created_at: 1_770_000_002 },
		],
		'last',
	],
	['only one, without a step', [{ id: 'last' }], 'last'],
])('of checkpoints with %s, no other than the last is deployed', async (_, checkpoints, last) => {
	const { deploy, calls } = await nebius({ checkpoints });
	const { error } = await deploy();
	const sent = calls('POST /v0/models').map(([, body]) => (body as { source: string }).source);
	expect(sent).toEqual(last ? [`ftjob-1:${last}`] : []);
	if (last) return;
	expect(error?.message).toMatch(/cannot be told which checkpoint .* is the last/);
	expect(error?.description).toMatch(/one of .*a/);
	const chosen = await deploy({ checkpointId: 'a' });
	expect(chosen.error).toBeUndefined();
});

test.each<[string, Partial<World>, Record<string, unknown>, RegExp, RegExp]>([
	[
		'a job that runs',
		{ job: { ...WORLD.job, status: 'running' } },
		{},
		/Job ftjob-1 has no model yet: it is running/,
		/Job → Wait/,
	],
	[
		'a job that failed',
		{ job: { ...WORLD.job, status: 'failed' } },
		{},
		/Job ftjob-1 failed, so it has no model/,
		/Checkpoint ID/,
	],
	[
		'a checkpoint of another job',
		{},
		{ checkpointId: 'ftckpt_9' },
		/Job ftjob-1 has no checkpoint 'ftckpt_9'/,
		/ftckpt_1, ftckpt_2/,
	],
	['a job without checkpoints', { checkpoints: [] }, {}, /has no checkpoints/, /Get Many/],
	[
		'hardware where there is none to choose',
		{},
		{ hardware: 'H100' },
		/'Hardware' means nothing to Nebius/,
		/Remove/,
	],
	['no time to wait', {}, { maxWait: 0 }, /'Max Wait' is 0/, /above 0/],
	[
		'a deployment that fails',
		{ checks: [[200, { name: MODEL, status: 'error', status_reason: 'rank too high' }]] },
		{},
		/could not deploy model .*: rank too high/,
		/another base model/,
	],
	[
		'a deployment that takes too long',
		{ checks: [[200, validating]] },
		{},
		new RegExp(`Model ${MODEL} does not answer after`),
		/may cost.*Max Wait/,
	],
	['a model that never answers', { chats: [[503, {}]] }, {}, /does not answer after/, /may cost/],
	[
		'a model that never answers, in its own words',
		{ chats: [[500, { error: { message: 'the weights are gone' } }]] },
		{},
		/does not answer after/,
		/The last answer: .*the weights are gone/,
	],
	[
		'a model that refuses for good',
		{ chats: [[400, { detail: 'no chat template' }]] },
		{},
		new RegExp(`: no chat template .*${MODEL.replace(/[/.]/g, '.')}`),
		/^Correct what the provider names/,
	],
	[
		'a deployment that vanishes',
		{ checks: [[404, { detail: 'gone' }]] },
		{},
		new RegExp(`: gone.*Deployed so far: ${MODEL}`),
		/^Correct what the provider names/,
	],
	[
		'a create whose answer is lost',
		{ created: [[502, '<html>']] },
		{},
		/not known whether the deployment was created/,
		/console/,
	],
	[
		'a create that answers nothing',
		{ created: [[200, {}]] },
		{},
		/deployment was created, as far as .* says/,
		/console/,
	],
])('%s ends in words', async (_, world, options, message, advice) => {
	const { deploy, calls } = await nebius(world);
	const { items, error } = await deploy(options);
	expect(items).toEqual([]);
	expect(error?.message).toMatch(message);
	expect(error?.description).toMatch(advice);
	// What may cost is never sent twice.
	expect(calls('POST /v0/models').length).toBeLessThanOrEqual(1);
});

test('an endpoint that costs is named when its model refuses to answer', async () => {
	server = fastify();
	const job = { id: 'ft-1', status: 'completed', created_at: '2026-11-01T00:00:00Z' };
	const endpoint = { id: 'endpoint-7', name: 'me/model-x', model: 'me/model', state: 'STARTED' };
	server.get('/v1/fine-tunes/ft-1', () => ({ ...job, model_output_name: 'me/model' }));
	server.get('/v1/endpoints', () => ({ data: [endpoint] }));
	server.get('/v1/endpoints/endpoint-7', () => endpoint);
	server.post('/v1/chat/completions', async (_, reply) => await reply.code(400).send({}));
	const address = await server.listen({ port: 0, host: '127.0.0.1' });
	const engine = createEngine({ provider: 'together', baseUrl: `${address}/v1`, apiKey: 'key' });
	const parameters = { resource: 'model', operation: 'deploy', jobId: byId('ft-1'), options: {} };
	const { error } = await engine.execute(parameters);
	expect(error?.message).toContain('Deployed so far: endpoint-7');
});

test('cancelling the execution ends the wait', async () => {
	const { asked } = await nebius({ checks: [[200, validating]] });
	const address = server?.listeningOrigin ?? '';
	const engine = createEngine({
		provider: 'nebius',
		baseUrl: `${address}/v1`,
		apiKey: 'key-of-nebius',
	});
	await engine.execute(
		{ resource: 'model', operation: 'deploy', jobId: byId('ftjob-1'), options: {} },
		[{ json: {} }],
		{},
		{ cancelAfterMs: 150 },
	);
	const calls = asked.length;
	await sleep(100);
	expect(asked.length - calls).toBeLessThanOrEqual(1);
});
