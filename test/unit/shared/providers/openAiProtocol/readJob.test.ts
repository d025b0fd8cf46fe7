import fc from 'fast-check';

import { readJob } from '../../../../../nodes/shared/providers/openAiProtocol/readers';
import { aJob, wireJob } from '../../../builders';

test('a job that says everything is read whole', () => {
	const wire = wireJob({
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
		a_field_of_its_own: 1,
	});
	expect(readJob(wire)).toEqual({
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
		epochs: 3,
		metadata: { team: 'support' },
		createdAt: 1_700_000_000,
		finishedAt: 1_700_003_600.4,
		estimatedFinish: 1_700_003_000,
		trainedTokens: 5768,
		resultFiles: ['file-result'],
		failure: null,
		raw: { ...wire, error: null },
	});
});

test('a job that says only what it is, is one: the rest is null, or what is meant by default', () => {
	const wire = { id: 'ftjob-1', status: 'queued', created_at: 1_700_000_000 };
	expect(readJob(wire)).toEqual({ ...aJob({ model: '' }), raw: wire });
});

test('a field of a job that is no value of its kind counts as missing', () => {
	const wire = wireJob({
		model: 7,
		fine_tuned_model: {},
		method: 'dpo',
		training_file: 1,
		validation_file: ['f'],
		seed: '42',
		hyperparameters: 'auto',
		metadata: [],
		finished_at: '2026-01-01',
		estimated_finish: Number.NaN,
		trained_tokens: '5',
		result_files: 'file-1',
	});
	expect(readJob(wire)).toEqual({ ...aJob({ model: '' }), raw: wire });
	expect(readJob(wireJob({ result_files: ['a', null, 7, ' ', 'b'] }))?.resultFiles).toEqual([
		'a',
		'b',
	]);
});

test.each<[string, Record<string, unknown>, unknown]>([
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
])('a job has the hyperparameters %s', (_, changes, expected) => {
	expect(readJob(wireJob(changes))?.hyperparameters).toEqual(expected);
});

test.each([
	[3, 3],
	['auto', null],
	[null, null],
])('a job of %p epochs goes through its file %p times', (entered, epochs) => {
	expect(readJob(wireJob({ hyperparameters: { n_epochs: entered } }))?.epochs).toBe(epochs);
});

test.each<[string, Record<string, unknown>, string | null]>([
	['as the API repeats it', { user_provided_suffix: 'a', suffix: 'b' }, 'a'],
	['as a compatible server repeats it', { user_provided_suffix: null, suffix: 'b' }, 'b'],
	['from the finished model', { fine_tuned_model: 'ft:gpt-4o:acme:support:Abc' }, 'support'],
	['as none when the model has none', { fine_tuned_model: 'ft:gpt-4o:acme::Abc' }, null],
	['as none when the model is named otherwise', { fine_tuned_model: 'a:b:c:d:e' }, null],
	['as none before the end', { fine_tuned_model: null }, null],
])('the suffix of a job is known %s', (_, changes, expected) => {
	expect(readJob(wireJob(changes))?.suffix).toBe(expected);
});

test.each([
	['is missing', undefined],
	['is null', null],
	['is an empty object', {}],
	['is an object of nulls', { code: null, message: null, param: null }],
	['holds empty texts', { code: '', message: ' ' }],
	['names a field only', { param: 'training_file' }],
	['is an empty text', ''],
	['is a list', ['x']],
])('a job whose error %s is healthy', (_, error) => {
	expect(readJob(wireJob({ error }))?.failure).toBeNull();
});

test.each([
	['a code', { code: 'unsafe_file' }, { code: 'unsafe_file', message: null, param: null }],
	['a message', { message: 'Too few' }, { code: null, message: 'Too few', param: null }],
	[
		'all there is',
		{ code: 'c', message: 'm', param: 'training_file' },
		{ code: 'c', message: 'm', param: 'training_file' },
	],
	['only text', 'Out of memory', { code: null, message: 'Out of memory', param: null }],
])('a job whose error has %s has failed for that reason', (_, error, failure) => {
	expect(readJob(wireJob({ error }))).toMatchObject({ failure, raw: { error } });
});

const anyWire = fc
	.record(
		{
			error: fc.oneof(
				fc.constantFrom(null, undefined, {}),
				fc.record({ code: fc.string(), message: fc.string() }, { requiredKeys: [] }),
			),
			status: fc.string({ minLength: 1 }).filter((status) => status.trim() !== ''),
			fine_tuned_model: fc.option(fc.string()),
			anything: fc.jsonValue(),
		},
		{ requiredKeys: [] },
	)
	.map(wireJob);

test('what a job came as is kept as it was, but for an error that says nothing', () => {
	fc.assert(
		fc.property(anyWire, (wire) => {
			const before = structuredClone(wire);
			const job = readJob(wire);
			const raw = { ...wire, ...('error' in wire && job?.failure === null && { error: null }) };
			expect(job?.raw).toEqual(raw);
			expect(wire).toEqual(before);
		}),
	);
	expect(readJob(wireJob())?.raw).not.toHaveProperty('error');
});
