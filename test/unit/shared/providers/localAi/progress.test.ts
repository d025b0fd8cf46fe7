import { progress } from '../../../../../nodes/shared/providers/localAi/progress';
import { aJob } from '../../../builders';

const training = { status: 'training', current_step: 1 };
const gone = { status: 'error', message: 'rpc error: code = NotFound desc = Job x not found' };
const running = aJob({ id: 'x', status: 'running', epochs: 3 });

test('is a stream below the job, beside whichever version the base URL names', () => {
	expect(progress.call('x')).toEqual({
		method: 'GET',
		version: 'api',
		path: ['fine-tuning', 'jobs', 'x', 'progress'],
	});
});

test.each([
	[[], { current: null, total: null }],
	[[{ current_step: 3, total_steps: 9 }, null, { status: 'saving' }], { current: 3, total: 9 }],
	[
		[
			{ current_step: 3, total_steps: 9 },
			{ current_step: 4, total_steps: 0, status: 'saving' },
		],
		{ current: 4, total: 9 },
	],
	[[{ current_step: 3 }, { current_step: 4, total_steps: 0 }], { current: 4, total: null }],
])('of %j it knows how far the training is: %p', (events, steps) => {
	expect(progress.steps({ events, ended: false })).toEqual(steps);
});

test.each([
	['an update was told', running, { events: [training], ended: true }],
	[
		'an error passes',
		running,
		{ events: [{ status: 'error', message: 'no backend' }], ended: true },
	],
	[
		'nonsense was told',
		running,
		{ events: [null, 7, [], { status: 'error', message: {} }], ended: true },
	],
	[
		'another update speaks of what is not found',
		running,
		{ events: [{ ...gone, status: 'training' }], ended: true },
	],
	['the stream goes on', running, { events: [], ended: false }],
	['the job has ended', aJob({ status: 'failed' }), { events: [], ended: true }],
	[
		'a job that has succeeded is not known',
		aJob({ status: 'succeeded' }),
		{ events: [gone], ended: true },
	],
])('nothing more is asked while %s', (_, job, read) => {
	expect(progress.outcome(job, read)).toBeNull();
});

const lost = { events: [], ended: true };
const at = (step: number, epoch?: number) => ({ path: `/d/checkpoint-${step}`, step, epoch });

test.each<[string, Record<string, unknown>, unknown, string | undefined]>([
	['the last epoch', {}, { checkpoints: [at(4, 2), at(6, 3)] }, 'succeeded'],
	['nearly the last epoch', {}, { checkpoints: [at(6, 2.995)] }, 'succeeded'],
	['as much less than the last epoch as may be', {}, { checkpoints: [at(6, 2.99)] }, 'succeeded'],
	['an earlier epoch', {}, { checkpoints: [at(4, 2)] }, 'failed'],
	['the first step', {}, { checkpoints: [at(1)] }, 'failed'],
	['none', {}, { checkpoints: null }, 'failed'],
	['the step that was the limit', { max_steps: 10 }, { checkpoints: [at(10, 0.4)] }, 'succeeded'],
	['a step before the limit', { max_steps: 10 }, { checkpoints: [at(9, 3)] }, 'failed'],
	['the first step, and no limit', { max_steps: 0 }, { checkpoints: [at(1)] }, 'failed'],
	['the last epoch, and no limit', { max_steps: 0 }, { checkpoints: [at(6, 3)] }, 'succeeded'],
	['an odd answer', {}, { error: 'x' }, undefined],
])('with a checkpoint of %s', (_, hyperparameters, answer, status) => {
	const call = progress.outcome({ ...running, hyperparameters }, lost);
	expect(call).toMatchObject({
		method: 'GET',
		version: 'api',
		path: ['fine-tuning', 'jobs', 'x', 'checkpoints'],
	});
	expect(call?.read(answer, 0)?.status).toBe(status);
});

test.each([
	['has saved its last step has succeeded', { checkpoints: [at(6, 3)] }, 'succeeded', undefined],
	['has not has failed', { checkpoints: [at(4, 2)] }, 'failed', 'trainer_gone'],
])('a training whose trainer is gone and that %s', (_, answer, status, code) => {
	const job = progress.outcome(running, { events: [gone], ended: true })?.read(answer, 0);
	expect(job?.status).toBe(status);
	expect(job?.failure?.code).toBe(code);
});

test.each([
	[1, 1, 'succeeded'],
	[5, 3, 'failed'],
	// Its own default.
	[null, 3, 'succeeded'],
	[null, 2, 'failed'],
])('of %p epochs, a training that has saved epoch %d has %s', (epochs, epoch, status) => {
	const answer = { checkpoints: [at(6, epoch)] };
	expect(progress.outcome({ ...running, epochs }, lost)?.read(answer, 0)?.status).toBe(status);
});

test.each([
	[[gone], 'trainer_gone', /^The process that trained it has died/],
	[[], 'outcome_unknown', /^The training has ended, and how is not known/],
])('after %j the job says why it has failed: %s', (events, code, message) => {
	const call = progress.outcome(running, { events, ended: true });
	expect(call?.read({ checkpoints: null }, 0)?.failure).toEqual({
		code,
		message: expect.stringMatching(message),
		param: null,
	});
});
