import {
	begin,
	cancel,
	force,
	isTerminal,
	jobAt,
	momentOf,
	pause,
	postpone,
	resume,
	statusAt,
	trainedSeconds,
	withTokens,
	type Plan,
} from '../../../sandbox/life';
import type { FineTuningJob } from '../../../sandbox/types';

const plan: Plan = {
	validating: 5,
	queued: 5,
	running: 50,
	pausing: 0,
	registering: 0,
	epochs: 3,
	stepsPerEpoch: 10,
	hasValidation: false,
	measures: 'losses',
	recipe: null,
	failure: null,
	started: { hyperparameters: { n_epochs: 3 } },
	outcome: { fine_tuned_model: 'ft:x', result_files: ['file-r'], trained_tokens: 9 },
};
const failing: Plan = { ...plan, failure: { code: 'c', message: 'm', param: 'training_file' } };
const BASE: FineTuningJob = {
	object: 'fine_tuning.job',
	id: 'ftjob-1',
	model: 'm',
	created_at: 100,
	finished_at: null,
	fine_tuned_model: null,
	organization_id: 'org-sandbox',
	result_files: [],
	status: 'validating_files',
	validation_file: null,
	training_file: 'file-1',
	hyperparameters: null,
	trained_tokens: null,
	error: null,
	user_provided_suffix: null,
	seed: 1,
	estimated_finish: null,
	integrations: [],
	metadata: null,
	usage_metrics: null,
	shared_with_openai: false,
};
const life = begin(plan, 100);

test.each([
	[99, 'validating_files'],
	[100, 'validating_files'],
	[104.9, 'validating_files'],
	[105, 'queued'],
	[110, 'running'],
	[159.9, 'running'],
	[160, 'succeeded'],
	[1e9, 'succeeded'],
])('undisturbed, at %d a job is %s', (now, status) => {
	expect(statusAt(life, now)).toBe(status);
});

test.each([
	['paused while running', pause(life, 0, 120), 121, 'paused'],
	['paused for good', pause(life, 0, 120), 1e9, 'paused'],
	['pausing takes its time', pause(life, 3, 120), 122.9, 'pausing'],
	['and then it is paused', pause(life, 3, 120), 123, 'paused'],
	['a queued job stops at once', pause(life, 3, 106), 106, 'paused'],
	['resumed: queued first', resume(pause(life, 0, 120), plan, 200), 204.9, 'queued'],
	['then running', resume(pause(life, 0, 120), plan, 200), 244.9, 'running'],
	['with only the rest to train', resume(pause(life, 0, 120), plan, 200), 245, 'succeeded'],
	['cancelled', cancel(life, 130), 130, 'cancelled'],
	['cancelled stays cancelled', cancel(life, 130), 1e9, 'cancelled'],
	['not yet cancelled', cancel(life, 130), 129, 'running'],
	['bad data', begin(failing, 100), 104, 'validating_files'],
	['bad data fails after validation', begin(failing, 100), 105, 'failed'],
	['a status from outside', force(life, 112, 'odd', {}), 1e9, 'odd'],
])('%s', (_name, transitions, now, status) => {
	expect(statusAt(transitions, now)).toBe(status);
});

test('the object shows what belongs to each moment', () => {
	expect(jobAt(BASE, life, 107)).toEqual({ ...BASE, status: 'queued' });
	expect(jobAt(BASE, life, 110)).toMatchObject({
		status: 'running',
		hyperparameters: { n_epochs: 3 },
		estimated_finish: 160,
	});
	expect(jobAt(BASE, life, 160)).toMatchObject({
		status: 'succeeded',
		finished_at: 160,
		estimated_finish: null,
		fine_tuned_model: 'ft:x',
		result_files: ['file-r'],
		trained_tokens: 9,
	});
	expect(jobAt(BASE, cancel(life, 130.5), 131)).toMatchObject({
		status: 'cancelled',
		finished_at: 130,
		estimated_finish: null,
		fine_tuned_model: null,
	});
	expect(jobAt(BASE, begin(failing, 100), 105)).toMatchObject({
		finished_at: 105,
		error: failing.failure,
	});
});

test('training time leaves pauses out', () => {
	const twice = resume(pause(life, 0, 120), plan, 200);
	expect([105, 115, 150, 215, 1e9].map((now) => trainedSeconds(twice, now))).toEqual([
		0, 5, 10, 20, 50,
	]);
	expect([0, 10, 11, 50].map((seconds) => momentOf(twice, seconds))).toEqual([110, 120, 206, 245]);
	expect(momentOf(cancel(life, 120), 11)).toBeUndefined();
});

test.each([
	['succeeded', true],
	['failed', true],
	['cancelled', true],
	['paused', false],
	['created', false],
	['never heard of', false],
])('%s is terminal: %s', (status, terminal) => {
	expect(isTerminal(status)).toBe(terminal);
});

describe('a training that takes longer than planned', () => {
	test('the end and all that follows it move, what came before stays', () => {
		const registered = begin({ ...plan, registering: 7 }, 100);
		const later = postpone(registered, 200.5);
		expect(later.map(({ at, status }) => [at, status])).toEqual([
			[100, 'validating_files'],
			[105, 'queued'],
			[110, 'running'],
			[200.5, 'succeeded'],
			[207.5, 'succeeded'],
		]);
		expect(jobAt(BASE, later, 199)).toMatchObject({ status: 'running', estimated_finish: 200 });
		expect(jobAt(BASE, later, 201)).toMatchObject({ finished_at: 200, estimated_finish: null });
		expect(momentOf(later, 50)).toBe(160);
	});

	test.each([
		['one that ends later anyway', life, 160],
		['one that was cancelled', cancel(life, 130), 500],
		['one that is paused', pause(life, 0, 120), 500],
		['one that fails', begin(failing, 100), 500],
	])('%s stays as it is', (_what, transitions, end) => {
		expect(postpone(transitions, end)).toEqual(transitions);
	});

	test('tokens that are counted late show when it has succeeded', () => {
		const uncounted = { ...plan, outcome: { ...plan.outcome, trained_tokens: null } };
		const counted = withTokens(begin(uncounted, 100), 42);
		expect(jobAt(BASE, counted, 159).trained_tokens).toBeNull();
		expect(jobAt(BASE, counted, 160).trained_tokens).toBe(42);
		expect(withTokens(life, 42)).toEqual(life);
	});
});
