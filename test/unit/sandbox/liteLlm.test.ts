import { provider, type Provider } from './provider';

const JOBS = '/v1/fine_tuning/jobs';
const OPENAI = 'custom_llm_provider=openai';
const WORDS = 'Invalid request, No litellm managed file id or custom_llm_provider provided.';
const MODEL = 'gpt-4.1-mini-2025-04-14';
let proxy: Provider;

beforeEach(async () => {
	proxy = await provider('liteLlm');
});

afterEach(async () => await proxy.sandbox.close());

const own = (status: number, message: string, type = 'invalid_request_error') => ({
	status,
	body: { error: { message, type, param: null, code: String(status) } },
});
const literal = (where: string, names: string) => ({
	status: 422,
	body: {
		detail: [
			{
				type: 'literal_error',
				loc: [where, 'custom_llm_provider'],
				msg: `Input should be ${names}`,
			},
		],
	},
});

test('list: the provider goes in the query; a filter by metadata is not minded', async () => {
	const { id } = proxy.sandbox.seedJob({ status: 'running' });
	expect(await proxy.call(JOBS)).toEqual(own(400, WORDS));
	expect(await proxy.call(`${JOBS}?custom_llm_provider=vertex_ai`)).toMatchObject(
		literal('query', "'openai' or 'azure'"),
	);
	expect(await proxy.call(`${JOBS}?${OPENAI}&metadata[a]=b`)).toMatchObject({
		status: 200,
		body: { data: [{ id }] },
	});
	expect(await proxy.call(`/fine_tuning/jobs?${OPENAI}`)).toMatchObject({ status: 200 });
});

test('retrieve: in the query; what looks like a route of a job is an id', async () => {
	const { id } = proxy.sandbox.seedJob({ status: 'running' });
	expect(await proxy.call(`${JOBS}/${id}`)).toEqual(own(400, WORDS));
	expect(await proxy.call(`${JOBS}/${id}?${OPENAI}`)).toMatchObject({ status: 200, body: { id } });
	expect(await proxy.call(`${JOBS}/${id}/events?${OPENAI}`)).toMatchObject({
		status: 404,
		body: {
			error: {
				message: `Error code: 404 - {'error': {'message': 'Could not find fine tune: ${id}/events', 'type': 'invalid_request_error', 'param': 'fine_tune_id', 'code': 'fine_tune_not_found'}}`,
				code: '404',
			},
		},
	});
	expect(await proxy.call(`${JOBS}/${id}/checkpoints`)).toEqual(own(400, WORDS));
});

test('cancel: in the body, not in the query', async () => {
	const { id } = proxy.sandbox.seedJob({ status: 'running' });
	expect(await proxy.call(`${JOBS}/${id}/cancel?${OPENAI}`, {})).toMatchObject({
		status: 500,
		body: { error: { message: expect.stringContaining('Make sure api_key is passed') } },
	});
	expect(await proxy.call(`${JOBS}/${id}/cancel`, { custom_llm_provider: 'openai' })).toMatchObject(
		{ status: 200, body: { status: 'cancelled' } },
	);
});

test('create: in the body; method and metadata do not reach the provider', async () => {
	const training_file = await proxy.upload();
	const body = { model: `openai/${MODEL}`, training_file };
	const more = {
		metadata: { a: 'b' },
		method: { type: 'dpo', dpo: { hyperparameters: { beta: 1 } } },
		hyperparameters: { n_epochs: 2 },
	};
	expect(await proxy.call(`${JOBS}?${OPENAI}`, body)).toEqual(
		own(500, WORDS, 'internal_server_error'),
	);
	expect(proxy.sandbox.store.jobs.size).toBe(0);
	const created = await proxy.call(JOBS, { ...body, ...more, custom_llm_provider: 'openai' });
	expect(created).toMatchObject({
		status: 200,
		body: {
			model: MODEL,
			metadata: null,
			method: { type: 'supervised' },
			hyperparameters: { n_epochs: 2 },
		},
	});
});

test.each<[string, Record<string, unknown>, object]>([
	['another provider', { custom_llm_provider: 'x' }, { loc: ['body', 'custom_llm_provider'] }],
	['no file', { training_file: undefined }, { loc: ['body', 'training_file'], type: 'missing' }],
	['integrations', { integrations: [{}] }, { loc: ['body', 'integrations', 0] }],
])('create: the framework refuses %s', async (_what, fields, fault) => {
	const body = { model: MODEL, training_file: 'f', custom_llm_provider: 'openai', ...fields };
	expect(await proxy.call(JOBS, body)).toMatchObject({ status: 422, body: { detail: [fault] } });
});

test('create: what the provider refuses is quoted', async () => {
	const body = { model: MODEL, training_file: 'file-x', custom_llm_provider: 'openai' };
	expect(await proxy.call(JOBS, body)).toMatchObject({
		status: 400,
		body: {
			error: {
				message: `Error code: 400 - {'error': {'message': "File 'file-x' does not exist.", 'type': 'invalid_request_error', 'param': 'training_file', 'code': 'invalid_file'}}`,
				param: 'training_file',
				code: '400',
			},
		},
	});
});

test('files do without the provider', async () => {
	const id = await proxy.upload();
	expect(await proxy.call('/v1/files')).toMatchObject({ body: { data: [{ id }] } });
	expect(await proxy.call(`/files/${id}`)).toMatchObject({ status: 200 });
	expect(await proxy.call(`/v1/files/${id}`, undefined, 'DELETE')).toMatchObject({ status: 200 });
});

test.each([
	['POST', `${JOBS}/x/pause`, 405, 'Method Not Allowed'],
	['POST', '/v1/uploads', 404, 'Not Found'],
	['DELETE', '/v1/models/x', 405, 'Method Not Allowed'],
])('%s %s is not served', async (method, path, status, detail) => {
	expect(await proxy.call(path, undefined, method)).toEqual({ status, body: { detail } });
});

test('a wrong key', async () => {
	const url = `${proxy.sandbox.baseUrl}/models`;
	const response = await fetch(url, { headers: { authorization: 'Bearer sk-other' } });
	expect(response.status).toBe(401);
	expect(await response.json()).toMatchObject({
		error: {
			message: 'Authentication Error, Invalid proxy server token passed',
			type: 'auth_error',
			code: '401',
		},
	});
});
