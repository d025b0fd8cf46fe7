import { readWaitOptions, type WaitOptions } from '../../../../nodes/FineTuning/wait/options';
import { pauseSeconds } from '../../../../nodes/FineTuning/wait/pace';
import { judge, standing } from '../../../../nodes/FineTuning/wait/verdict';
import type { FineTuningJob } from '../../../../nodes/shared/types';
import { aJob } from '../../builders';

test.each([
	[0, 30, 2],
	[1, 30, 3],
	[2, 30, 4.5],
	[7, 30, 30],
	[1e6, 30, 30],
	[0, 1, 1],
])('after %i looks, at most %i s apart, the pause is %d s', (round, longest, seconds) => {
	expect(pauseSeconds(round, longest)).toBe(seconds);
});

const DEFAULTS = { pollSeconds: 30, maxMinutes: 60, onTimeout: 'error', failOnUnsuccessful: false };

test.each([
	[{}, DEFAULTS],
	[
		{ pollInterval: 5, maxWait: 0.5 },
		{ ...DEFAULTS, pollSeconds: 5, maxMinutes: 0.5 },
	],
	[{ pollInterval: '5' }, { ...DEFAULTS, pollSeconds: 5 }],
	[
		{ onTimeout: 'return', failOnUnsuccessful: true },
		{ ...DEFAULTS, onTimeout: 'return', failOnUnsuccessful: true },
	],
	[{ onTimeout: 'odd', failOnUnsuccessful: 'true' }, DEFAULTS],
])('the options %p mean %p', (options, value) => {
	expect(readWaitOptions(options)).toEqual({ ok: true, value });
});

test.each([
	[{ pollInterval: 0.5 }, "'Poll Interval' is 0.5"],
	[{ pollInterval: 'x' }, "'Poll Interval' is x"],
	[{ pollInterval: Infinity }, "'Poll Interval' is Infinity"],
	[{ maxWait: 0 }, "'Max Wait' is 0"],
	[{ maxWait: {} }, "'Max Wait' is not a plain value"],
])('the options %p are refused', (options, problem) => {
	expect(readWaitOptions(options)).toMatchObject({ ok: false, problem });
});

const OPTIONS: WaitOptions = {
	pollSeconds: 30,
	maxMinutes: 90,
	onTimeout: 'error',
	failOnUnsuccessful: true,
};
const LENIENT: WaitOptions = { ...OPTIONS, onTimeout: 'return', failOnUnsuccessful: false };

test.each<[Partial<FineTuningJob>, boolean, WaitOptions, unknown]>([
	[{ status: 'queued' }, false, OPTIONS, { kind: 'wait' }],
	[{ status: 'paused' }, false, OPTIONS, { kind: 'wait' }],
	[{ status: 'never_heard_of' }, false, OPTIONS, { kind: 'wait' }],
	[{ status: 'succeeded' }, false, OPTIONS, { kind: 'done' }],
	[{ status: 'succeeded' }, true, OPTIONS, { kind: 'done' }],
	[{ status: 'failed' }, false, LENIENT, { kind: 'done' }],
	[{ status: 'cancelled' }, true, LENIENT, { kind: 'done' }],
	[{ status: 'running' }, true, LENIENT, { kind: 'done' }],
	[
		{ status: 'validating_files' },
		true,
		OPTIONS,
		{ kind: 'fail', message: 'Job ftjob-1 is still validating files after 1 h 30 min' },
	],
	[
		{ status: 'failed', error: {} },
		false,
		OPTIONS,
		{ kind: 'fail', message: 'Job ftjob-1 failed' },
	],
	[
		{ status: 'failed', error: { code: 'unsafe_file' } },
		false,
		OPTIONS,
		{ kind: 'fail', message: 'Job ftjob-1 failed: unsafe_file' },
	],
	[
		{ status: 'cancelled', error: null },
		false,
		OPTIONS,
		{ kind: 'fail', message: 'Job ftjob-1 was cancelled' },
	],
])('%p, time up: %p', (changes, timeIsUp, options, verdict) => {
	expect(judge(aJob(changes), timeIsUp, options)).toMatchObject(verdict as object);
});

test.each<[Partial<FineTuningJob>, string]>([
	[{ status: 'validating_files' }, 'Job ftjob-1 is validating files'],
	[
		{ status: 'running', estimated_finish: 1_770_000_000 },
		'Job ftjob-1 is running, expected to finish at 2026-02-02T02:40:00.000Z',
	],
	[{ status: 'succeeded', estimated_finish: 1_770_000_000 }, 'Job ftjob-1 succeeded'],
	[{ status: 'failed' }, 'Job ftjob-1 failed'],
	[{ status: 'cancelled' }, 'Job ftjob-1 was cancelled'],
])('%p is told as %p', (changes, words) => {
	expect(standing(aJob(changes))).toBe(words);
});
