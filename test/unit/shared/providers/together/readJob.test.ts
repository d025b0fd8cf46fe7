import { simplifyJob } from '../../../../../nodes/shared/domain/job';
import {
	readJob,
	readMetrics,
	readModel,
} from '../../../../../nodes/shared/providers/together/readers';

const NOW = 1_800_000_000;

/** A job as Together's specification shows one. */
const wire = (changes: Record<string, unknown> = {}) => ({
	id: 'ft-1',
	status: 'running',
	created_at: '2026-05-17T17:35:45.923Z',
	updated_at: '2026-05-17T18:46:23.456Z',
	model: 'meta-llama/Llama-2-7b-hf',
	training_file: 'file-1',
	...changes,
});

test.each([
	['pending', 'queued'],
	['queued', 'queued'],
	['running', 'running'],
	['compressing', 'running'],
	['uploading', 'running'],
	['cancel_requested', 'running'],
	['completed', 'succeeded'],
	['error', 'failed'],
	['user_error', 'failed'],
	['cancelled', 'cancelled'],
	['reticulating', 'reticulating'],
])('the status %s is %s', (status, expected) => {
	expect(readJob(wire({ status }), NOW)?.status).toBe(expected);
});

test('a finished job, simplified under the names that all providers share', () => {
	const job = readJob(
		wire({
			status: 'completed',
			model_output_name: 'mynamespace/Llama-2-7b-hf-support-32162631',
			token_count: 850_000,
			random_seed: 7,
			suffix: 'support',
			validation_file: 'file-2',
			n_epochs: 3,
			batch_size: 8,
			learning_rate: 0.00001,
			training_method: { method: 'dpo', dpo_beta: 0.1 },
			training_type: { type: 'Full' },
		}),
		NOW,
	);
	expect(job && simplifyJob(job, null)).toEqual({
		id: 'ft-1',
		status: 'succeeded',
		model: 'meta-llama/Llama-2-7b-hf',
		fineTunedModel: 'mynamespace/Llama-2-7b-hf-support-32162631',
		method: 'dpo',
		trainingFile: 'file-1',
		validationFile: 'file-2',
		suffix: 'support',
		seed: 7,
		hyperparameters: {
			nEpochs: 3,
			batchSize: 8,
			learningRate: 0.00001,
			trainingMethod: { method: 'dpo', dpoBeta: 0.1 },
			trainingType: { type: 'Full' },
		},
		metadata: null,
		createdAt: '2026-05-17T17:35:45.000Z',
		finishedAt: '2026-05-17T18:46:23.000Z',
		estimatedFinish: null,
		durationSeconds: 4238,
		trainedTokens: 850_000,
		resultFiles: [],
		errorCode: null,
		errorMessage: null,
		url: null,
	});
});

test('until the end, the name of the model is no model, and the last change no end', () => {
	expect(readJob(wire({ model_output_name: 'n/m-1' }), NOW)).toMatchObject({
		fineTunedModel: null,
		finishedAt: null,
	});
	expect(readJob(wire({ status: 'cancelled', model_output_name: 'n/m-1' }), NOW)).toMatchObject({
		fineTunedModel: null,
		finishedAt: expect.any(Number),
	});
});

test.each([
	['completed', true],
	['error', true],
	['user_error', true],
	['cancelled', true],
	['cancel_requested', false],
	['uploading', false],
])('the last change of a job that is %s is its end: %p', (status, ended) => {
	expect(typeof readJob(wire({ status }), NOW)?.finishedAt).toBe(ended ? 'number' : 'object');
});

test.each([
	['cancel_requested', true],
	['running', undefined],
	['cancelled', undefined],
])('a job that is %s is being cancelled: %p', (status, isCancelling) => {
	expect(readJob(wire({ status }), NOW)?.isCancelling).toBe(isCancelling);
});

test.each([
	[
		{ n_epochs: 0, packing: false },
		{ n_epochs: 0, packing: false },
	],
	[{ n_epochs: null, batch_size: undefined, warmup_ratio: 0.1 }, { warmup_ratio: 0.1 }],
	[{ n_epochs: null, other: 1 }, null],
	[{}, null],
])('of the settings %p the job tells %p', (changes, expected) => {
	expect(readJob(wire(changes), NOW)?.hyperparameters).toStrictEqual(expected);
});

test('a job that does not name its model has none', () => {
	expect(readJob(wire({ model: null }), NOW)?.model).toBe('');
});

test.each([
	[{ suffix: 'support' }, 'support'],
	[{ suffix: 'support-n8n0123456789' }, 'support'],
	[{ suffix: 'n8n0123456789' }, null],
	[{ suffix: '' }, null],
	[{ model_output_name: 'n/Llama-2-7b-hf-32162631' }, null],
	[{ model_output_name: 'n/Llama-2-7b-hf-my-own-32162631' }, 'my-own'],
	[{ model_output_name: 'n/Llama-2-7b-hf-own-n8n0123456789-32162631' }, 'own'],
	[{ model_output_name: 'n/another-own-32162631' }, null],
	[{ model_output_name: 'n/another-model-my-own-32162631' }, null],
	[{ model: 'org/team/Base', model_output_name: 'me/team/Base-own-32162631' }, 'own'],
	[{ model: 'Base', model_output_name: 'Base-own-32162631' }, 'own'],
	[{ model_output_name: 7, model: null }, null],
])('the suffix of %p is %p', (changes, suffix) => {
	expect(readJob(wire(changes), NOW)?.suffix).toBe(suffix);
});

test.each([
	['running', { estimate_available: true, seconds_remaining: 60 }, NOW + 60],
	['running', { estimate_available: true, seconds_remaining: 0 }, NOW],
	['running', { estimate_available: false, seconds_remaining: 60 }, null],
	['running', { estimate_available: true, seconds_remaining: -1 }, null],
	['running', { estimate_available: true, seconds_remaining: 'soon' }, null],
	['running', null, null],
	// The next stage is the training, not the end.
	['queued', { estimate_available: true, seconds_remaining: 60 }, null],
])('the estimate of a %s job with %p is %p', (status, progress, estimatedFinish) => {
	expect(readJob(wire({ status, progress }), NOW)?.estimatedFinish).toBe(estimatedFinish);
});

test('a failure is in the log that a whole job holds; a job of the list says nothing', () => {
	const events = [
		{ created_at: '2026-05-17T18:00:00Z', type: 'job_error', level: 'error', message: 'No GPU' },
		{ created_at: '2026-05-17T17:00:00Z', type: 'job_start', level: 'info', message: 'Started' },
	];
	expect(readJob(wire({ status: 'error', events }), NOW)?.failure).toEqual({
		code: 'job_error',
		message: 'No GPU',
		param: null,
	});
	expect(readJob(wire({ status: 'error', events: [] }), NOW)?.failure).toBeNull();
	expect(readJob(wire({ status: 'completed', events }), NOW)?.failure).toBeNull();
});

test('the method is what the job says, else what was asked for', () => {
	expect(readJob(wire(), NOW)?.method).toBe('supervised');
	expect(readJob(wire(), NOW, 'dpo')?.method).toBe('dpo');
	expect(readJob(wire({ training_method: { method: 'sft' } }), NOW, 'dpo')?.method).toBe(
		'supervised',
	);
	expect(readJob(wire({ training_method: { method: 'orpo' } }), NOW)?.method).toBe('orpo');
});

test.each([
	null,
	'job',
	[],
	{},
	wire({ id: undefined }),
	wire({ id: 7 }),
	wire({ status: null }),
	wire({ created_at: undefined }),
	wire({ created_at: 1_770_000_000 }),
	wire({ created_at: 'yesterday' }),
	wire({ created_at: '2026-13-45T00:00:00Z' }),
])('%p is no job', (raw) => {
	expect(readJob(raw, NOW)).toBeNull();
});

test('metrics: one entry a step, what an evaluation measured put to it', () => {
	const metrics = [
		{ 'train/loss': 0.5, 'train/learning_rate': 1e-4, 'train/global_step': 7 },
		{ 'eval/loss': 0.6, 'train/global_step': 7 },
		{ 'train/loss': 0.4, 'train/grad_norm': 2, 'train/epoch': 1.5, 'train/global_step': 14 },
		{ 'train/loss': 0.3 },
		'nothing',
		null,
	];
	expect(readMetrics({ metrics })).toEqual([
		{
			step: 7,
			epoch: null,
			trainLoss: 0.5,
			trainAccuracy: null,
			validLoss: 0.6,
			validAccuracy: null,
			trainLearningRate: 1e-4,
		},
		{
			step: 14,
			epoch: null,
			trainLoss: 0.4,
			trainAccuracy: null,
			validLoss: null,
			validAccuracy: null,
			trainGradNorm: 2,
		},
	]);
	expect(readMetrics({ metrics: [] })).toEqual([]);
	for (const raw of [null, {}, { metrics: null }, []]) expect(readMetrics(raw)).toBeNull();
});

test.each([
	[{ 'train/loss': 0.5 }, { trainLoss: 0.5 }],
	[
		{ 'eval/loss': 0.6, 'eval/accuracy': 0.9 },
		{ validLoss: 0.6, validAccuracy: 0.9 },
	],
	[
		{ 'validation/loss': 0.6, 'validation/accuracy': 0.9 },
		{ validLoss: 0.6, validAccuracy: 0.9 },
	],
	[{ 'train/epoch': 2, epoch: 2 }, {}],
	[{ tokens: 900 }, { tokens: 900 }],
	[{ 'train/': 1 }, { 'train/': 1 }],
])('the figures %p of a step are %p', (figures, expected) => {
	const [step] = readMetrics({ metrics: [{ step: 3, ...figures }] }) ?? [];
	const measured = Object.entries(step ?? {}).filter(([, value]) => value !== null);
	expect(Object.fromEntries(measured)).toEqual({ step: 3, ...expected });
});

test('a model of the list is none of the account, and tells not whether it can be trained', () => {
	const raw = { id: 'meta-llama/Llama-2-7b-hf', created: 5, organization: 'Meta' };
	expect(readModel(raw)).toEqual({
		id: 'meta-llama/Llama-2-7b-hf',
		createdAt: 5,
		fineTuned: false,
		trainable: null,
		owner: 'Meta',
		shutdownDate: null,
		raw,
	});
	expect([null, 'm', {}].map(readModel)).toEqual([null, null, null]);
});
