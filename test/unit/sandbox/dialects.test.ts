import type { SandboxOptions } from '../../../sandbox';
import { provider, type Provider } from './provider';

const NEBIUS_MODEL = 'meta-llama/Meta-Llama-3.1-8B-Instruct';
const JOBS = '/v1/fine_tuning/jobs';
let server: Provider;

afterEach(async () => await server.sandbox.close());

async function start(dialect: SandboxOptions['dialect']): Promise<Provider> {
	server = await provider(dialect);
	return server;
}

describe('azureOpenAi', () => {
	test.each([
		['/openai/v1/fine_tuning/jobs', 200],
		['/openai/v1/fine_tuning/jobs?api-version=preview', 200],
		['/openai/fine_tuning/jobs?api-version=2024-10-21', 200],
		['/openai/fine_tuning/jobs', 404],
		['/v1/fine_tuning/jobs', 200],
	])('%s answers %d', async (path, status) => {
		const { call, sandbox } = await start('azureOpenAi');
		expect(await call(path)).toMatchObject({ status });
		expect(sandbox.requests.at(-1)?.path).toBe(path.split('?')[0]);
	});

	test('the key goes in the api-key header only', async () => {
		const { sandbox } = await start('azureOpenAi');
		const headers = { authorization: 'Bearer sk-sandbox' };
		const response = await fetch(`${sandbox.baseUrl}/models`, { headers });
		expect(response.status).toBe(401);
		expect(await response.json()).toMatchObject({
			error: { code: '401', message: expect.stringContaining('subscription key') },
		});
	});

	test('files are pending at first, pausing takes a moment, ids are hexadecimal', async () => {
		const { call, sandbox, upload } = await start('azureOpenAi');
		const jobs = '/openai/v1/fine_tuning/jobs';
		const body = { model: 'gpt-4.1-mini-2025-04-14', training_file: await upload() };
		expect(await call(jobs, body)).toMatchObject({
			status: 400,
			body: { error: { message: expect.stringContaining('still being processed') } },
		});
		sandbox.clock.advance(2);
		const created = await call(jobs, body);
		expect(created).toMatchObject({ body: { id: expect.stringMatching(/^ftjob-[0-9a-f]{24}$/) } });
		sandbox.clock.advance(20);
		const [id] = sandbox.store.jobs.keys();
		expect(await call(`${jobs}/${id}/pause`, {})).toMatchObject({
			body: { status: 'pausing' },
		});
		sandbox.clock.advance(2);
		expect(await call(`${jobs}/${id}`)).toMatchObject({ body: { status: 'paused' } });
	});
});

describe.each([
	[
		'azureOpenAi' as const,
		['standard', 'globalstandard', 'developerTier'],
		['globalStandard', 'Developer'],
	],
	['openAi' as const, [], ['standard']],
])('training tiers of %s', (dialect, taken, refused) => {
	test.each([...taken.map((one) => [one, 200]), ...refused.map((one) => [one, 400])])(
		'%s answers %d',
		async (trainingType, status) => {
			const { call, sandbox, upload } = await start(dialect);
			const training_file = await upload();
			sandbox.clock.advance(2);
			const body = { model: 'gpt-4.1-mini-2025-04-14', training_file, trainingType };
			expect(await call(JOBS, body)).toMatchObject({ status });
		},
	);
});

describe('nebius', () => {
	test('own hyperparameters, steps told, metadata not kept', async () => {
		const { call, sandbox, upload } = await start('nebius');
		const training_file = await upload();
		const hyperparameters = { learning_rate: 0.0001, lora: true, n_epochs: 2 };
		const body = { model: NEBIUS_MODEL, training_file, hyperparameters, metadata: { a: 'b' } };
		const created = await call(JOBS, body);
		expect(created).toMatchObject({
			status: 200,
			body: { hyperparameters, metadata: null, trained_steps: 0, total_steps: 4 },
		});
		expect(created.body).not.toHaveProperty('method');
		sandbox.clock.advance(100);
		const [id] = sandbox.store.jobs.keys();
		expect(await call(`${JOBS}/${id}`)).toMatchObject({
			body: {
				status: 'succeeded',
				trained_steps: 4,
				hyperparameters: { ...hyperparameters, batch_size: 8, context_length: 8192 },
			},
		});
		expect(sandbox.store.models.size).toBe(1);
	});

	test('errors come in the shape of FastAPI', async () => {
		const { call } = await start('nebius');
		expect(await call(JOBS, { model: NEBIUS_MODEL })).toEqual({
			status: 422,
			body: {
				detail: [{ loc: ['body', 'training_file'], msg: 'Field required', type: 'missing' }],
			},
		});
		expect(await call(`${JOBS}/ftjob-x`)).toEqual({
			status: 404,
			body: { detail: 'Could not find fine tune: ftjob-x' },
		});
	});
});

test('custom: hyperparameters at the top level, unknown fields ignored, metadata not kept', async () => {
	const { call, upload } = await start('custom');
	const training_file = await upload();
	const body = { model: 'gpt-4.1-mini-2025-04-14', training_file };
	const extra = {
		hyperparameters: { n_epochs: 2 },
		metadata: { a: 'b' },
		custom_llm_provider: 'x',
	};
	expect(await call(JOBS, { ...body, ...extra })).toMatchObject({
		status: 200,
		body: { hyperparameters: { n_epochs: 2 }, metadata: null },
	});
	expect(await call(JOBS, { ...body, method: { type: 'supervised' } })).toMatchObject({
		status: 400,
		body: { error: { param: 'method', code: 'unknown_parameter' } },
	});
});
