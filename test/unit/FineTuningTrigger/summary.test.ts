import type { TriggerEvent } from '../../../nodes/FineTuningTrigger/events';
import { summarize } from '../../../nodes/FineTuningTrigger/summary';
import type { FineTuningJob } from '../../../nodes/shared/types';
import { aJob } from '../builders';

const M = 'gpt-4.1-mini-2025-04-14';
const END = { finished_at: 1_700_002_520 };

test.each<[TriggerEvent, Partial<FineTuningJob>, string]>([
	[
		'succeeded',
		{ ...END, fine_tuned_model: `ft:${M}:acme:support:1`, trained_tokens: 1_234_567 },
		`Fine-tuning of ${M} (support) succeeded after 42 min: ft:${M}:acme:support:1, 1,234,567 tokens trained`,
	],
	['succeeded', { fine_tuned_model: 'm', trained_tokens: 0 }, `Fine-tuning of ${M} succeeded: m`],
	['succeeded', { ...END }, `Fine-tuning of ${M} succeeded after 42 min: model name not given`],
	[
		'failed',
		{ ...END, error: { code: 'invalid_n_examples', message: 'Too few examples' } },
		`Fine-tuning of ${M} failed after 42 min: Too few examples (ftjob-1)`,
	],
	[
		'failed',
		{ error: { code: 'unsafe_file' } },
		`Fine-tuning of ${M} failed: unsafe_file (ftjob-1)`,
	],
	['failed', { error: {} }, `Fine-tuning of ${M} failed: no reason given (ftjob-1)`],
	['cancelled', { ...END }, `Fine-tuning of ${M} was cancelled after 42 min (ftjob-1)`],
	['cancelled', { finished_at: null }, `Fine-tuning of ${M} was cancelled (ftjob-1)`],
	['paused', { suffix: 's' }, `Fine-tuning of ${M} (s) was paused (ftjob-1)`],
	['running', {}, `Fine-tuning of ${M} is running (ftjob-1)`],
	[
		'created',
		{ status: 'validating_files' },
		`Fine-tuning of ${M} was created: validating files (ftjob-1)`,
	],
])('%s is told in one line', (event, changes, line) => {
	expect(summarize(event, aJob(changes))).toBe(line);
});

test('a failure with an empty message is told by its code', () => {
	const job = aJob({ error: { code: 'unsafe_file', message: '' } });
	expect(summarize('failed', job)).toContain('unsafe_file');
});

test('a reason of several lines is still told in one', () => {
	const job = aJob({ error: { code: 'invalid', message: 'Bad file:\nline 3' } });
	expect(summarize('failed', job)).not.toContain('\n');
});
