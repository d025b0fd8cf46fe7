import type { TriggerEvent } from '../../../nodes/FineTuningTrigger/events';
import { summarize } from '../../../nodes/FineTuningTrigger/summary';
import type { Job, JobFailure } from '../../../nodes/shared/domain/job';
import { aJob, BASE_MODEL as M } from '../builders';

const failure = (code: string | null, message: string | null): { failure: JobFailure } => ({
	failure: { code, message, param: null },
});
const END = { finishedAt: 1_700_002_520 };

test.each<[TriggerEvent, Partial<Job>, string]>([
	[
		'succeeded',
		{
			...END,
			suffix: 'support',
			fineTunedModel: `ft:${M}:acme:support:1`,
			trainedTokens: 1_234_567,
		},
		`Fine-tuning of ${M} (support) succeeded after 42 min: ft:${M}:acme:support:1, 1,234,567 tokens trained`,
	],
	['succeeded', { fineTunedModel: 'm', trainedTokens: 0 }, `Fine-tuning of ${M} succeeded: m`],
	['succeeded', { ...END }, `Fine-tuning of ${M} succeeded after 42 min: model name not given`],
	[
		'failed',
		{ ...END, ...failure('invalid_n_examples', 'Too few examples') },
		`Fine-tuning of ${M} failed after 42 min: Too few examples (ftjob-1)`,
	],
	['failed', failure('unsafe_file', null), `Fine-tuning of ${M} failed: unsafe_file (ftjob-1)`],
	['failed', { failure: null }, `Fine-tuning of ${M} failed: no reason given (ftjob-1)`],
	['cancelled', { ...END }, `Fine-tuning of ${M} was cancelled after 42 min (ftjob-1)`],
	['cancelled', { finishedAt: null }, `Fine-tuning of ${M} was cancelled (ftjob-1)`],
	['paused', { suffix: 's' }, `Fine-tuning of ${M} (s) was paused (ftjob-1)`],
	['running', {}, `Fine-tuning of ${M} is running (ftjob-1)`],
	[
		'created',
		{ status: 'validating_files' },
		`Fine-tuning of ${M} was created: validating files (ftjob-1)`,
	],
])('%s is told in one line', (event, changes, line) => {
	expect(summarize(event, aJob(changes), null)).toBe(line);
});

test.each<[TriggerEvent, string]>([
	['succeeded', `Fine-tuning of ${M} succeeded: m (https://example.com/jobs/ftjob-1)`],
	['failed', `Fine-tuning of ${M} failed: no reason given (https://example.com/jobs/ftjob-1)`],
	['running', `Fine-tuning of ${M} is running (https://example.com/jobs/ftjob-1)`],
])("%s leads to the job's page, where there is one", (event, line) => {
	const job = aJob({ fineTunedModel: 'm' });
	expect(summarize(event, job, 'https://example.com/jobs/ftjob-1')).toBe(line);
});

test('a reason of several lines is still told in one', () => {
	const job = aJob(failure('invalid', ' Bad file:\n\n\tline 3 '));
	expect(summarize('failed', job, null)).toBe(
		`Fine-tuning of ${M} failed: Bad file: line 3 (ftjob-1)`,
	);
});
