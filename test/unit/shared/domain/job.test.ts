import fc from 'fast-check';

import {
	afterDuration,
	durationOf,
	isTerminal,
	jobOutput,
	matchesJob,
	matchesModel,
	simplifyJob,
	statusWords,
	stepsOutput,
	type Job,
	type JobFilter,
} from '../../../../nodes/shared/domain/job';
import { aJob } from '../../builders';

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
	'url',
];

const finished = aJob({
	status: 'succeeded',
	finishedAt: 1_700_003_600.4,
	estimatedFinish: 1_700_003_000,
	fineTunedModel: 'ft:gpt-4.1-mini-2025-04-14:acme:support:Abc123',
	trainingFile: 'file-train',
	validationFile: 'file-valid',
	resultFiles: ['file-result'],
	trainedTokens: 5768,
	suffix: 'support',
	seed: 42,
	metadata: { team: 'support', n8n_create_key: 'abc' },
	method: 'dpo',
	hyperparameters: { n_epochs: 3, beta: 0.1, lr_scheduler: { min_lr_ratio: 0 } },
});

test('a finished job is flat, dated and in camel case', () => {
	const url = 'https://provider.example.com/ftjob-1';
	expect(simplifyJob(finished, url)).toEqual({
		id: 'ftjob-1',
		status: 'succeeded',
		model: 'gpt-4.1-mini-2025-04-14',
		fineTunedModel: 'ft:gpt-4.1-mini-2025-04-14:acme:support:Abc123',
		method: 'dpo',
		trainingFile: 'file-train',
		validationFile: 'file-valid',
		suffix: 'support',
		seed: 42,
		hyperparameters: { nEpochs: 3, beta: 0.1, lrScheduler: { minLrRatio: 0 } },
		metadata: { team: 'support' },
		createdAt: '2023-11-14T22:13:20.000Z',
		finishedAt: '2023-11-14T23:13:20.400Z',
		estimatedFinish: '2023-11-14T23:03:20.000Z',
		durationSeconds: 3600,
		trainedTokens: 5768,
		resultFiles: ['file-result'],
		errorCode: null,
		errorMessage: null,
		url,
	});
});

test('metadata of nothing but the key by which a job is found again is empty', () => {
	const { metadata } = simplifyJob(aJob({ metadata: { n8n_create_key: 'abc' } }), null);
	expect(metadata).toEqual({});
});

test.each([
	[{ current: 88, total: 100 }, 88],
	[{ current: 2, total: 3 }, 66],
	[{ current: 0, total: 3 }, 0],
	[{ current: 104, total: 100 }, 100],
	[{ current: 5, total: 0 }, null],
	[{ current: null, total: 100 }, null],
	[{ current: 5, total: null }, null],
])('of the steps %p, %p per cent are done', (steps, percent) => {
	expect(stepsOutput(steps)).toEqual({
		currentStep: steps.current,
		totalSteps: steps.total,
		percent,
	});
});

test('a job that says little has the same fields, empty', () => {
	expect(simplifyJob(aJob(), null)).toEqual({
		...Object.fromEntries(FIELDS.map((field) => [field, null])),
		id: 'ftjob-1',
		status: 'queued',
		model: 'gpt-4.1-mini-2025-04-14',
		method: 'supervised',
		createdAt: '2023-11-14T22:13:20.000Z',
		resultFiles: [],
	});
});

test.each([
	[{ code: 'invalid_n_examples', message: 'Too few', param: 'training_file' }],
	[{ code: 'unsafe_file', message: null, param: null }],
	[{ code: null, message: 'Refused', param: null }],
])('a failed job tells of %p its code and message', (failure) => {
	const { errorCode, errorMessage } = simplifyJob(aJob({ status: 'failed', failure }), null);
	expect([errorCode, errorMessage]).toEqual([failure.code, failure.message]);
});

const anyJob = fc
	.record(
		{
			failure: fc.option(
				fc.record({
					code: fc.option(fc.string()),
					message: fc.option(fc.string()),
					param: fc.option(fc.string()),
				}),
			),
			status: fc.string(),
			finishedAt: fc.option(fc.integer({ min: 0, max: 4e9 })),
			fineTunedModel: fc.option(fc.string()),
			metadata: fc.option(fc.dictionary(fc.string(), fc.string())),
			seed: fc.option(fc.nat()),
		},
		{ requiredKeys: [] },
	)
	.map((changes) => aJob(changes));

test('a simplified job has exactly the documented fields, and so never an error', () => {
	fc.assert(
		fc.property(anyJob, (job) => {
			expect(Object.keys(simplifyJob(job, null))).toEqual(FIELDS);
		}),
	);
});

test('a job is given as the provider sent it, or flat; changing what was given changes no job', () => {
	const job = aJob({
		raw: { id: 'ftjob-1', more: true },
		metadata: { a: '1' },
		resultFiles: ['f'],
	});
	const copy = structuredClone(job);
	const raw = jobOutput(job, false, null);
	expect(raw).toEqual({ id: 'ftjob-1', more: true });
	raw.recovered = true;
	const flat = jobOutput(job, true, null);
	expect(flat).toEqual(simplifyJob(job, null));
	for (const part of [flat.metadata, flat.resultFiles]) Object.assign(part as object, { 0: 'x' });
	expect(job).toEqual(copy);
});

test.each(['succeeded', 'failed', 'cancelled'])('%s is final', (status) => {
	expect(isTerminal(status)).toBe(true);
});

test.each([
	'validating_files',
	'queued',
	'running',
	'paused',
	'pausing',
	'created',
	'a_status_nobody_knows',
	'',
	'Succeeded',
])("'%s' can still change", (status) => {
	expect(isTerminal(status)).toBe(false);
});

test.each([
	['validating_files', 'validating files'],
	['a_b_c', 'a b c'],
	['cancelled', 'was cancelled'],
	['failed', 'failed'],
])('the status %s reads as "%s"', (status, words) => {
	expect(statusWords(status)).toBe(words);
});

test.each([
	[null, null, ''],
	[1_700_000_720, 720, ' after 12 min'],
	[1_700_000_000.6, 1, ' after 1 s'],
	// By a clock that is not the server's other one.
	[1_699_999_990, 0, ' after 0 s'],
])('a job that ended at %p took %p seconds: "%s"', (finishedAt, seconds, words) => {
	const job = aJob({ finishedAt });
	expect(durationOf(job)).toBe(seconds);
	expect(afterDuration(job)).toBe(words);
});

test.each([
	['gpt-4.1-mini-2025-04-14', 'gpt-4.1-mini-2025-04-14', true],
	['gpt-4.1-mini-2025-04-14', 'gpt-4.1-mini', true],
	['gpt-4.1-mini-2025-04-14', '', true],
	['gpt-4.1-mini-2025-04-14', 'gpt-4.1', false],
	['gpt-4.1-mini-2025-04-14', 'gpt-4.1-mini-', false],
	['gpt-4.1-mini', 'gpt-4.1-mini-2025-04-14', false],
	['gpt-4.1-mini-2025-04-14-preview', 'gpt-4.1-mini', false],
	['gpt-4.1-mini', 'gpt-4.1-nano', false],
	['gpt-4.1-mini-2025-04-14', 'gpt-4.1-nano', false],
	['gpt-4.1-mini-2025-04-14', 'gpt-4.1-mini-2025-04-15', false],
])("the model %s is wanted by '%s': %p", (model, wanted, expected) => {
	expect(matchesModel(model, wanted)).toBe(expected);
});

const ANY: JobFilter = { model: '', suffix: '', metadata: {} };

test.each<[string, Partial<Job>, Partial<JobFilter>, boolean | 'unknown']>([
	['nothing is asked', {}, {}, true],
	['the model is another', {}, { model: 'gpt-4o' }, false],
	['the model is the one', {}, { model: 'gpt-4.1-mini' }, true],
	['it carries the metadata', { metadata: { a: '1', b: '2' } }, { metadata: { a: '1' } }, true],
	[
		'it carries all of several',
		{ metadata: { a: '1', b: '2' } },
		{ metadata: { a: '1', b: '2' } },
		true,
	],
	[
		'one of several differs',
		{ metadata: { a: '1', b: '3' } },
		{ metadata: { a: '1', b: '2' } },
		false,
	],
	['one of several is missing', { metadata: { a: '1' } }, { metadata: { a: '1', b: '2' } }, false],
	['only the case differs', { metadata: { a: 'X' } }, { metadata: { a: 'x' } }, false],
	['it has no metadata', { metadata: null }, { metadata: { a: '1' } }, false],
	[
		'a key is a name that every object knows',
		{ metadata: {} },
		{ metadata: { constructor: 'Object' } },
		false,
	],
	['the suffix is the one', { suffix: 's' }, { suffix: 's' }, true],
	['the suffix is another', { suffix: 't' }, { suffix: 's' }, false],
	['the suffix is not told', {}, { suffix: 's' }, 'unknown'],
	['the suffix is not told but the model is another', {}, { suffix: 's', model: 'x' }, false],
])('a job is judged when %s', (_, job, filter, expected) => {
	expect(matchesJob(aJob(job), { ...ANY, ...filter })).toBe(expected);
});
