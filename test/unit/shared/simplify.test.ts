import fc from 'fast-check';

import {
	rawJob,
	simplifyCheckpoint,
	simplifyEvent,
	simplifyFile,
	simplifyJob,
	suffixOf,
} from '../../../nodes/shared/simplify';
import type { FineTuningJob } from '../../../nodes/shared/types';
import { aJob } from '../builders';

/** The fields of a simplified job, as users' workflows hold them. */
const FIELDS = [
	'id',
	'status',
	'model',
	'fineTunedModel',
	'method',
	'trainingFile',
	'validationFile',
	'suffix',
	'seed',
	'hyperparameters',
	'metadata',
	'createdAt',
	'finishedAt',
	'estimatedFinish',
	'durationSeconds',
	'trainedTokens',
	'resultFiles',
	'errorCode',
	'errorMessage',
];

const finished = aJob({
	status: 'succeeded',
	finished_at: 1_700_003_600.4,
	estimated_finish: 1_700_003_000,
	fine_tuned_model: 'ft:gpt-4.1-mini-2025-04-14:acme:support:Abc123',
	training_file: 'file-train',
	validation_file: 'file-valid',
	result_files: ['file-result'],
	trained_tokens: 5768,
	seed: 42,
	metadata: { team: 'support' },
	method: { type: 'dpo', dpo: { hyperparameters: { n_epochs: 3, beta: 0.1 } } },
	hyperparameters: null,
	error: {},
});

test('a finished job is flat, dated and in camel case', () => {
	expect(simplifyJob(finished)).toEqual({
		id: 'ftjob-1',
		status: 'succeeded',
		model: 'gpt-4.1-mini-2025-04-14',
		fineTunedModel: 'ft:gpt-4.1-mini-2025-04-14:acme:support:Abc123',
		method: 'dpo',
		trainingFile: 'file-train',
		validationFile: 'file-valid',
		suffix: 'support',
		seed: 42,
		hyperparameters: { n_epochs: 3, beta: 0.1 },
		metadata: { team: 'support' },
		createdAt: '2023-11-14T22:13:20.000Z',
		finishedAt: '2023-11-14T23:13:20.400Z',
		estimatedFinish: '2023-11-14T23:03:20.000Z',
		durationSeconds: 3600,
		trainedTokens: 5768,
		resultFiles: ['file-result'],
		errorCode: null,
		errorMessage: null,
	});
});

test('a job that says little has the same fields, empty', () => {
	expect(simplifyJob(aJob())).toEqual({
		...Object.fromEntries(FIELDS.map((field) => [field, null])),
		id: 'ftjob-1',
		status: 'queued',
		model: 'gpt-4.1-mini-2025-04-14',
		method: 'supervised',
		createdAt: '2023-11-14T22:13:20.000Z',
		resultFiles: [],
	});
});

test('a failed job names its code and message', () => {
	const error = { code: 'invalid_n_examples', message: 'Too few', param: 'training_file' };
	expect(simplifyJob(aJob({ status: 'failed', error }))).toMatchObject({
		errorCode: 'invalid_n_examples',
		errorMessage: 'Too few',
	});
});

test.each([
	[{ code: 'unsafe_file' }, 'unsafe_file', null],
	[{ message: 'Refused' }, null, 'Refused'],
])('of an incomplete failure %p only what is there is told', (error, code, message) => {
	const simple = simplifyJob(aJob({ error }));
	expect([simple.errorCode, simple.errorMessage]).toEqual([code, message]);
});

test('a job that ends before it begins by a skewed clock took no time', () => {
	expect(simplifyJob(aJob({ finished_at: 1_699_999_990 })).durationSeconds).toBe(0);
});

test.each<[string, Partial<FineTuningJob>, unknown]>([
	[
		'of its method',
		{
			method: { type: 'supervised', supervised: { hyperparameters: { n_epochs: 2 } } },
			hyperparameters: { n_epochs: 'auto' },
		},
		{ n_epochs: 2 },
	],
	['of the older form', { hyperparameters: { n_epochs: 4 } }, { n_epochs: 4 }],
	[
		'of the older form where the method says none',
		{ method: { type: 'supervised' }, hyperparameters: { n_epochs: 4 } },
		{ n_epochs: 4 },
	],
	['of no form', { method: { type: 'dpo', dpo: { hyperparameters: null } } }, null],
])('a simplified job has the hyperparameters %s', (_, changes, expected) => {
	expect(simplifyJob(aJob(changes)).hyperparameters).toEqual(expected);
});

test.each<[string, Partial<FineTuningJob>, string | null]>([
	['as the API repeats it', { user_provided_suffix: 'a', suffix: 'b' }, 'a'],
	['as a compatible server repeats it', { user_provided_suffix: null, suffix: 'b' }, 'b'],
	['from the finished model', { fine_tuned_model: 'ft:gpt-4o:acme:support:Abc' }, 'support'],
	['as none when the model has none', { fine_tuned_model: 'ft:gpt-4o:acme::Abc' }, null],
	['as none when the model is named otherwise', { fine_tuned_model: 'a:b:c:d:e' }, null],
	['as none before the end', { fine_tuned_model: null }, null],
])('the suffix is known %s', (_, changes, expected) => {
	expect(suffixOf(aJob(changes))).toBe(expected);
});

const anyJob = fc
	.record(
		{
			error: fc.oneof(
				fc.constantFrom(null, undefined, {}),
				fc.record({ code: fc.string(), message: fc.string() }, { requiredKeys: [] }),
			),
			status: fc.string(),
			finished_at: fc.option(fc.integer({ min: 0, max: 4e9 })),
			fine_tuned_model: fc.option(fc.string()),
			metadata: fc.option(fc.dictionary(fc.string(), fc.string())),
			seed: fc.option(fc.nat()),
		},
		{ requiredKeys: [] },
	)
	.map((changes) => aJob(changes));

test('a simplified job has exactly the documented fields, and so never an error', () => {
	fc.assert(
		fc.property(anyJob, (job) => {
			expect(Object.keys(simplifyJob(job))).toEqual(FIELDS);
		}),
	);
});

test('a raw job is the same object but for an error that says nothing', () => {
	fc.assert(
		fc.property(anyJob, (job) => {
			const { error, ...rest } = job;
			const says = Boolean(error?.code) || Boolean(error?.message);
			expect(rawJob(job)).toEqual({
				...rest,
				...('error' in job && { error: says ? error : null }),
			});
		}),
	);
});

test('a raw job without an error gets none', () => {
	expect(rawJob(aJob())).not.toHaveProperty('error');
});

test('simplifying changes nothing in the job itself', () => {
	const copy = structuredClone(finished);
	simplifyJob(finished);
	rawJob(finished);
	expect(finished).toEqual(copy);
});

test('an event keeps its message and metrics and gets a date', () => {
	const event = {
		id: 'ftevent-1',
		object: 'fine_tuning.job.event',
		created_at: 1_700_000_000,
		level: 'info',
		message: 'Step 1/10',
		type: 'metrics',
		data: { step: 1, train_loss: 0.5 },
	};
	expect(simplifyEvent(event)).toEqual({
		id: 'ftevent-1',
		createdAt: '2023-11-14T22:13:20.000Z',
		level: 'info',
		type: 'metrics',
		message: 'Step 1/10',
		data: { step: 1, train_loss: 0.5 },
	});
});

test('an event without type and data is a message', () => {
	const event = { id: 'ftevent-1', created_at: 0, level: 'warn', message: 'Careful' };
	expect(simplifyEvent(event)).toMatchObject({ type: 'message', data: null });
});

const checkpoint = {
	id: 'ftckpt_1',
	created_at: 1_700_000_000,
	fine_tuned_model_checkpoint: 'ft:gpt-4o:acme::Abc:ckpt-step-80',
	fine_tuning_job_id: 'ftjob-1',
	step_number: 80,
	metrics: {
		step: 79,
		train_loss: 0.2,
		full_valid_mean_token_accuracy: 0.9,
		top_5_accuracy: 1,
	},
};

test('a checkpoint has its metrics beside it, in camel case, and its own step', () => {
	expect(simplifyCheckpoint(checkpoint)).toEqual({
		id: 'ftckpt_1',
		jobId: 'ftjob-1',
		model: 'ft:gpt-4o:acme::Abc:ckpt-step-80',
		step: 80,
		createdAt: '2023-11-14T22:13:20.000Z',
		trainLoss: 0.2,
		fullValidMeanTokenAccuracy: 0.9,
		top5Accuracy: 1,
	});
});

test('a file has its size, name and dates', () => {
	const file = {
		id: 'file-1',
		bytes: 1200,
		created_at: 1_700_000_000,
		expires_at: 1_700_003_600,
		filename: 'a.jsonl',
		purpose: 'fine-tune',
		status: 'error',
		status_details: 'Line 3',
	};
	expect(simplifyFile(file)).toEqual({
		id: 'file-1',
		fileName: 'a.jsonl',
		purpose: 'fine-tune',
		bytes: 1200,
		status: 'error',
		statusDetails: 'Line 3',
		createdAt: '2023-11-14T22:13:20.000Z',
		expiresAt: '2023-11-14T23:13:20.000Z',
	});
});

test('a file that says little has the same fields, empty', () => {
	const file = { id: 'file-1', bytes: 1, created_at: 0, filename: 'a.jsonl', purpose: 'fine-tune' };
	expect(simplifyFile(file)).toMatchObject({ status: null, statusDetails: null, expiresAt: null });
});

test('a checkpoint without metrics is still a checkpoint', () => {
	const bare: Parameters<typeof simplifyCheckpoint>[0] = JSON.parse(
		JSON.stringify({ ...checkpoint, metrics: undefined }),
	);
	expect(simplifyCheckpoint(bare)).toMatchObject({ id: 'ftckpt_1', step: 80 });
});
