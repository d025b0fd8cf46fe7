import type { WaitOptions } from '../../../../../../nodes/FineTuning/actions/job/wait/options';
import {
	endsInWords,
	judge,
	standing,
	type Verdict,
} from '../../../../../../nodes/FineTuning/actions/job/wait/verdict';
import type { Job } from '../../../../../../nodes/shared/domain/job';
import { aJob } from '../../../../builders';

const OPTIONS: WaitOptions = {
	pollSeconds: 30,
	maxMinutes: 90,
	onTimeout: 'error',
	failOnUnsuccessful: true,
};
const failure = (code: string | null, message: string | null, param: string | null = null) => ({
	code,
	message,
	param,
});
const LENIENT: WaitOptions = { ...OPTIONS, onTimeout: 'return', failOnUnsuccessful: false };

const CORRECT =
	'Correct what it names and create the job again; Event → Get Many shows the whole log.';

test.each<[Partial<Job>, boolean, WaitOptions, Verdict]>([
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
		{
			kind: 'fail',
			message: 'Job ftjob-1 is still validating files after 1 h 30 min',
			advice:
				"It goes on at the provider. Raise 'Max Wait', set 'On Timeout' to Return the Job, or let the Fine-Tuning Trigger start a workflow when the job ends.",
		},
	],
	[
		{ status: 'failed', failure: null },
		false,
		OPTIONS,
		{ kind: 'fail', message: 'Job ftjob-1 failed', advice: CORRECT },
	],
	[
		{ status: 'failed', failure: failure('bad_rows', 'Row 3 is empty', 'training_file') },
		false,
		OPTIONS,
		{
			kind: 'fail',
			message: 'Job ftjob-1 failed: Row 3 is empty',
			advice: `Code: bad_rows. Field: training_file. ${CORRECT}`,
		},
	],
	[
		{ status: 'failed', failure: failure('unsafe_file', null) },
		false,
		OPTIONS,
		{
			kind: 'fail',
			message: 'Job ftjob-1 failed: unsafe_file',
			advice: `Code: unsafe_file. ${CORRECT}`,
		},
	],
	[
		{ status: 'cancelled', failure: null },
		false,
		OPTIONS,
		{
			kind: 'fail',
			message: 'Job ftjob-1 was cancelled',
			advice: 'Somebody or something stopped it before it had finished.',
		},
	],
])('%p, time up: %p', (changes, timeIsUp, options, verdict) => {
	expect(judge(aJob(changes), timeIsUp, options, true)).toEqual(verdict);
});

test('no log is pointed at where the provider keeps none', () => {
	const verdict = judge(aJob({ status: 'failed', failure: null }), false, OPTIONS, false);
	expect(verdict).toMatchObject({ advice: 'Correct what it names and create the job again.' });
});

test.each<[Partial<Job>, string]>([
	[{ status: 'validating_files' }, 'Job ftjob-1 is validating files'],
	[
		{ status: 'running', estimatedFinish: 1_770_000_000 },
		'Job ftjob-1 is running, expected to finish at 2026-02-02T02:40:00.000Z',
	],
	[{ status: 'succeeded', estimatedFinish: 1_770_000_000 }, 'Job ftjob-1 succeeded'],
	[{ status: 'failed' }, 'Job ftjob-1 failed'],
	[{ status: 'cancelled' }, 'Job ftjob-1 was cancelled'],
])('%p is told as %p', (changes, words) => {
	expect(standing(aJob(changes))).toBe(words);
});

test.each<[Array<Partial<Job>>, string, boolean]>([
	[
		[{ status: 'succeeded', finishedAt: 1_700_000_720, fineTunedModel: 'ft:m' }],
		'Job ftjob-1 succeeded after 12 min: ft:m',
		false,
	],
	[
		[{ status: 'failed', failure: { code: 'c', message: 'Too few examples', param: null } }],
		'Job ftjob-1 failed: Too few examples',
		true,
	],
	[[{ status: 'cancelled' }], 'Job ftjob-1 was cancelled', true],
	[[{ status: 'running' }], 'Job ftjob-1 is running', false],
	[
		[{ status: 'succeeded' }, { status: 'failed' }, { status: 'succeeded' }],
		'3 jobs: 2 succeeded, 1 failed',
		true,
	],
	[
		[{ status: 'succeeded' }, { status: 'validating_files' }],
		'2 jobs: 1 succeeded, 1 validating files',
		false,
	],
])('jobs %j are told as: %s', (changes, message, bad) => {
	expect(endsInWords(changes.map((one) => aJob(one)))).toEqual({ message, bad });
});
