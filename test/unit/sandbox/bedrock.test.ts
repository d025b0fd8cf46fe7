import { provider, type Provider } from './provider';

const JOBS = '/v1/fine_tuning/jobs';
const MODEL = 'qwen.qwen3-32b-v1:0';
const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;
const grader = { type: 'lambda', lambda: { function: 'arn:aws:lambda:us-west-2:1:function:f' } };
const reinforcement = (settings: Record<string, unknown>) => ({
	method: { type: 'reinforcement', reinforcement: settings },
});
let bedrock: Provider;

beforeEach(async () => {
	bedrock = await provider('bedrock');
});

afterEach(async () => await bedrock.sandbox.close());

test('reinforcement by a lambda, without a validation file; rewards instead of losses', async () => {
	const training_file = await bedrock.upload(100);
	expect(training_file).toMatch(UUID);
	const hyperparameters = { n_epochs: 1, batch_size: 4, learning_rate_multiplier: 1 };
	const settings = reinforcement({ grader, hyperparameters });
	const body = { model: MODEL, training_file, metadata: { a: 'b' }, ...settings };
	expect(await bedrock.call(JOBS, body)).toMatchObject({
		status: 200,
		body: { id: expect.stringMatching(/^ftjob-[0-9a-f]{8}-/), metadata: null, ...settings },
	});
	bedrock.sandbox.clock.advance(100);
	const [id = ''] = bedrock.sandbox.store.jobs.keys();
	expect(await bedrock.call(`${JOBS}/${id}`)).toMatchObject({
		body: { status: 'succeeded', result_files: [], fine_tuned_model: expect.any(String) },
	});
	const figures = {
		step: 25,
		critic_rewards_mean: expect.any(Number),
		critic_advantages_mean: expect.any(Number),
		actor_pg_loss: expect.any(Number),
		actor_entropy: expect.any(Number),
		actor_grad_norm: expect.any(Number),
		response_length_mean: expect.any(Number),
	};
	const events = await bedrock.call(`${JOBS}/${id}/events?limit=200`);
	expect(events.body).toMatchObject({
		data: expect.arrayContaining([
			expect.objectContaining({
				type: 'metrics',
				message: 'Step 25/25: training metrics',
				data: { ...figures, total_steps: 25 },
			}),
		]),
	});
	expect(await bedrock.call(`${JOBS}/${id}/checkpoints`)).toMatchObject({
		body: { data: [{ step_number: 25, metrics: figures }] },
	});
});

test.each<[string, Record<string, unknown>, string]>([
	['no method', {}, 'method'],
	['supervised training', { method: { type: 'supervised' } }, 'method'],
	['no grader', reinforcement({}), 'method.reinforcement.grader'],
	[
		'another grader',
		reinforcement({ grader: { type: 'python', source: '' } }),
		'method.reinforcement.grader',
	],
	['a suffix', { ...reinforcement({ grader }), suffix: 's' }, 'suffix'],
	[
		'OpenAI’s own hyperparameters',
		reinforcement({ grader, hyperparameters: { reasoning_effort: 'low' } }),
		'method.reinforcement.hyperparameters.reasoning_effort',
	],
])('refuses %s', async (_what, fields, param) => {
	const training_file = await bedrock.upload();
	expect(await bedrock.call(JOBS, { model: MODEL, training_file, ...fields })).toMatchObject({
		status: 400,
		body: { error: { code: 'validation_error', param: expect.stringContaining(param) } },
	});
});

test('99 examples are too few', async () => {
	const training_file = await bedrock.upload(99);
	await bedrock.call(JOBS, { model: MODEL, training_file, ...reinforcement({ grader }) });
	bedrock.sandbox.clock.advance(5);
	const [id = ''] = bedrock.sandbox.store.jobs.keys();
	expect(await bedrock.call(`${JOBS}/${id}`)).toMatchObject({
		body: { status: 'failed', error: { code: 'invalid_n_examples' } },
	});
});

test('files can be looked at and deleted, not downloaded', async () => {
	const id = await bedrock.upload();
	expect(await bedrock.call(`/v1/files/${id}`)).toMatchObject({ status: 200 });
	expect(await bedrock.call(`/v1/files/${id}/content`)).toMatchObject({ status: 404 });
	expect(await bedrock.call(`/v1/files/${id}`, undefined, 'DELETE')).toMatchObject({
		body: { deleted: true },
	});
});
