import { provider, type Provider } from './provider';

const JOBS = '/v1/fine_tuning/jobs';
const MODEL = 'llama-3-1-8b-instruct';
let crusoe: Provider;

beforeEach(async () => {
	crusoe = await provider('crusoe');
});

afterEach(async () => await crusoe.sandbox.close());

const supervised = (hyperparameters: Record<string, unknown>) => ({
	method: { type: 'supervised', supervised: { hyperparameters } },
});

test('its own hyperparameters, without metadata', async () => {
	const training_file = await crusoe.upload();
	const wanted = {
		n_epochs: 2,
		batch_size: 16,
		learning_rate: 0.0002,
		lr_scheduler: 'cosine',
		lora_variant: 'rslora',
		lora_rank: 64,
		lora_alpha: 128,
		lora_dropout: 0,
		early_stopping_patience: 1,
		warmup_ratio: 0.1,
		weight_decay: 0,
		checkpoint_steps: 20,
		eval_steps_per_epoch: 1,
		overlong_row_behavior: 'drop',
	};
	const more = { metadata: { a: 'b' }, suffix: 's', ...supervised(wanted) };
	expect(await crusoe.call(JOBS, { model: MODEL, training_file, ...more })).toMatchObject({
		status: 200,
		body: {
			metadata: null,
			user_provided_suffix: 's',
			method: { supervised: { hyperparameters: wanted } },
		},
	});
});

test.each<[Record<string, unknown>, string]>([
	[{ method: { type: 'dpo', dpo: {} } }, 'method.type'],
	[{ hyperparameters: { n_epochs: 1 } }, 'hyperparameters'],
	[supervised({ batch_size: 8 }), 'method.supervised.hyperparameters.batch_size'],
	[supervised({ lora_rank: 512 }), 'method.supervised.hyperparameters.lora_rank'],
	[supervised({ lr_scheduler: 'step' }), 'method.supervised.hyperparameters.lr_scheduler'],
	[supervised({ checkpoint_steps: 19 }), 'method.supervised.hyperparameters.checkpoint_steps'],
	[supervised({ beta: 0.1 }), 'method.supervised.hyperparameters.beta'],
])('refuses %j', async (fields, param) => {
	const training_file = await crusoe.upload();
	const body = { model: MODEL, training_file };
	expect(await crusoe.call(JOBS, { ...body, ...fields })).toMatchObject({
		status: 400,
		body: { error: expect.objectContaining({ param: expect.stringMatching(param) }) },
	});
});

test('the model has its name only a while after the job succeeded', async () => {
	const training_file = await crusoe.upload();
	await crusoe.call(JOBS, { model: MODEL, training_file });
	const [id = ''] = crusoe.sandbox.store.jobs.keys();
	const job = async () => (await crusoe.call(`${JOBS}/${id}`)).body;
	const checkpoints = async () => (await crusoe.call(`${JOBS}/${id}/checkpoints`)).body;

	crusoe.sandbox.clock.advance(47);
	expect(await job()).toMatchObject({ status: 'succeeded', fine_tuned_model: null });
	expect(await checkpoints()).toMatchObject({ data: [{ fine_tuned_model_id: null }, {}, {}] });
	expect(crusoe.sandbox.store.models.size).toBe(0);
	const finished = (await job()) as { finished_at: number };

	crusoe.sandbox.clock.advance(29);
	expect(await job()).toMatchObject({ fine_tuned_model: null });
	crusoe.sandbox.clock.advance(91);
	expect(await job()).toMatchObject({
		status: 'succeeded',
		fine_tuned_model: expect.stringContaining(MODEL),
		finished_at: finished.finished_at,
	});
	const [name] = crusoe.sandbox.store.models.keys();
	expect(await checkpoints()).toMatchObject({ data: [{ fine_tuned_model_id: name }, {}, {}] });
});

test.each([
	['GET', 'events'],
	['POST', 'pause'],
	['POST', 'resume'],
])('no %s /%s', async (method, action) => {
	const { id } = crusoe.sandbox.seedJob({ status: 'running' });
	expect(await crusoe.call(`${JOBS}/${id}/${action}`, undefined, method)).toMatchObject({
		status: 404,
	});
	expect(await crusoe.call(`${JOBS}/${id}`)).toMatchObject({ body: { status: 'running' } });
});

test('models carry a name beside their id', async () => {
	const { body } = await crusoe.call('/v1/models');
	expect(body).toMatchObject({
		data: expect.arrayContaining([
			expect.objectContaining({ id: MODEL, model_name: 'meta-llama/Llama-3.1-8B-Instruct' }),
		]),
	});
});
