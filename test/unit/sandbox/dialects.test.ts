import { startSandbox, type Sandbox, type SandboxOptions } from '../../../sandbox';

const START = 1_800_000_000;
const NEBIUS_MODEL = 'meta-llama/Meta-Llama-3.1-8B-Instruct';
let sandbox: Sandbox;

afterEach(async () => await sandbox.close());

async function start(dialect: SandboxOptions['dialect']): Promise<string> {
	sandbox = await startSandbox({ startTime: START, seed: 3, dialect });
	return sandbox.baseUrl.replace(/\/v1$/, '');
}

async function call(url: string, headers: Record<string, string>, body?: unknown) {
	const init =
		body === undefined
			? { headers }
			: {
					method: 'POST',
					headers: { ...headers, 'content-type': 'application/json' },
					body: JSON.stringify(body),
				};
	const response = await fetch(url, init);
	const answer: unknown = await response.json();
	return { status: response.status, body: answer };
}

async function upload(headers: Record<string, string>): Promise<string> {
	const line = JSON.stringify({
		messages: [
			{ role: 'user', content: 'q' },
			{ role: 'assistant', content: 'a' },
		],
	});
	const form = new FormData();
	form.set('purpose', 'fine-tune');
	form.set('file', new Blob([`${line}\n`.repeat(16)]), 'train.jsonl');
	await fetch(`${sandbox.baseUrl}/files`, { method: 'POST', headers, body: form });
	return [...sandbox.store.files.keys()].at(-1) ?? '';
}

describe('azureOpenAi', () => {
	const headers = { 'api-key': 'sk-sandbox' };

	test.each([
		['/openai/v1/fine_tuning/jobs', 200],
		['/openai/v1/fine_tuning/jobs?api-version=preview', 200],
		['/openai/fine_tuning/jobs?api-version=2024-10-21', 200],
		['/openai/fine_tuning/jobs', 404],
		['/v1/fine_tuning/jobs', 200],
	])('%s answers %d', async (path, status) => {
		const root = await start('azureOpenAi');
		expect(await call(root + path, headers)).toMatchObject({ status });
		expect(sandbox.requests.at(-1)?.path).toBe(path.split('?')[0]);
	});

	test('the key goes in the api-key header only', async () => {
		const root = await start('azureOpenAi');
		const bearer = { authorization: 'Bearer sk-sandbox' };
		expect(await call(`${root}/v1/models`, bearer)).toMatchObject({
			status: 401,
			body: { error: { code: '401', message: expect.stringContaining('subscription key') } },
		});
	});

	test('files are pending at first, pausing takes a moment, ids are hexadecimal', async () => {
		const root = await start('azureOpenAi');
		const jobs = `${root}/openai/v1/fine_tuning/jobs`;
		const body = { model: 'gpt-4.1-mini-2025-04-14', training_file: await upload(headers) };
		expect(await call(jobs, headers, body)).toMatchObject({
			status: 400,
			body: { error: { message: expect.stringContaining('still being processed') } },
		});
		sandbox.clock.advance(2);
		const created = await call(jobs, headers, body);
		expect(created).toMatchObject({ body: { id: expect.stringMatching(/^ftjob-[0-9a-f]{24}$/) } });
		sandbox.clock.advance(20);
		const [id] = sandbox.store.jobs.keys();
		expect(await call(`${jobs}/${id}/pause`, headers, {})).toMatchObject({
			body: { status: 'pausing' },
		});
		sandbox.clock.advance(2);
		expect(await call(`${jobs}/${id}`, headers)).toMatchObject({ body: { status: 'paused' } });
	});
});

describe('nebius', () => {
	const headers = { authorization: 'Bearer sk-sandbox' };

	test('own hyperparameters, steps told, metadata not kept', async () => {
		await start('nebius');
		const jobs = `${sandbox.baseUrl}/fine_tuning/jobs`;
		const training_file = await upload(headers);
		const hyperparameters = { learning_rate: 0.0001, lora: true, n_epochs: 2 };
		const body = { model: NEBIUS_MODEL, training_file, hyperparameters, metadata: { a: 'b' } };
		const created = await call(jobs, headers, body);
		expect(created).toMatchObject({
			status: 200,
			body: { hyperparameters, metadata: null, trained_steps: 0, total_steps: 4 },
		});
		expect(created.body).not.toHaveProperty('method');
		sandbox.clock.advance(100);
		const [id] = sandbox.store.jobs.keys();
		expect(await call(`${jobs}/${id}`, headers)).toMatchObject({
			body: {
				status: 'succeeded',
				trained_steps: 4,
				hyperparameters: { ...hyperparameters, batch_size: 8, context_length: 8192 },
			},
		});
		expect(sandbox.store.models.size).toBe(1);
	});

	test('errors come in the shape of FastAPI', async () => {
		await start('nebius');
		const jobs = `${sandbox.baseUrl}/fine_tuning/jobs`;
		expect(await call(jobs, headers, { model: NEBIUS_MODEL })).toEqual({
			status: 422,
			body: {
				detail: [{ loc: ['body', 'training_file'], msg: 'Field required', type: 'missing' }],
			},
		});
		expect(await call(`${jobs}/ftjob-x`, headers)).toEqual({
			status: 404,
			body: { detail: 'Could not find fine tune: ftjob-x' },
		});
	});
});

test('custom: hyperparameters at the top level, unknown fields ignored, metadata not kept', async () => {
	const headers = { authorization: 'Bearer sk-sandbox' };
	await start('custom');
	const jobs = `${sandbox.baseUrl}/fine_tuning/jobs`;
	const training_file = await upload(headers);
	const body = { model: 'gpt-4.1-mini-2025-04-14', training_file };
	const extra = {
		hyperparameters: { n_epochs: 2 },
		metadata: { a: 'b' },
		custom_llm_provider: 'x',
	};
	expect(await call(jobs, headers, { ...body, ...extra })).toMatchObject({
		status: 200,
		body: { hyperparameters: { n_epochs: 2 }, metadata: null },
	});
	expect(await call(jobs, headers, { ...body, method: { type: 'supervised' } })).toMatchObject({
		status: 400,
		body: { error: { param: 'method', code: 'unknown_parameter' } },
	});
});
