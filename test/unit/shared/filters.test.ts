import { matchesJob, matchesModel, type JobFilter } from '../../../nodes/shared/filters';
import type { FineTuningJob } from '../../../nodes/shared/types';
import { aJob } from '../builders';

test.each([
	['gpt-4.1-mini-2025-04-14', 'gpt-4.1-mini-2025-04-14', true],
	['gpt-4.1-mini-2025-04-14', 'gpt-4.1-mini', true],
	['gpt-4.1-mini-2025-04-14', '', true],
	['gpt-4.1-mini-2025-04-14', 'gpt-4.1', false],
	['gpt-4.1-mini-2025-04-14', 'gpt-4.1-mini-', false],
	['gpt-4.1-mini', 'gpt-4.1-mini-2025-04-14', false],
	['gpt-4.1-mini-2025-04-14-preview', 'gpt-4.1-mini', false],
	['gpt-4.1-mini', 'gpt-4.1-nano', false],
	['gpt-4.1-mini-2025-04-14', 'gpt-4.1-mini-2025-04-15', false],
])("the model %s is wanted by '%s': %p", (model, wanted, expected) => {
	expect(matchesModel(model, wanted)).toBe(expected);
});

const ANY: JobFilter = { model: '', suffix: '', metadata: {} };

test.each<[string, Partial<FineTuningJob>, Partial<JobFilter>, boolean | 'unknown']>([
	['nothing is asked', {}, {}, true],
	['the model is another', {}, { model: 'gpt-4o' }, false],
	['the model is the one', {}, { model: 'gpt-4.1-mini' }, true],
	['it carries the metadata', { metadata: { a: '1', b: '2' } }, { metadata: { a: '1' } }, true],
	['its metadata differ', { metadata: { a: '2' } }, { metadata: { a: '1' } }, false],
	['it has no metadata', { metadata: null }, { metadata: { a: '1' } }, false],
	['the suffix is the one', { suffix: 's' }, { suffix: 's' }, true],
	['the suffix is another', { suffix: 't' }, { suffix: 's' }, false],
	['the suffix is not told', {}, { suffix: 's' }, 'unknown'],
	['the suffix is not told but the model is another', {}, { suffix: 's', model: 'x' }, false],
	[
		'the finished model tells the suffix',
		{ fine_tuned_model: 'ft:m:o:s:1' },
		{ suffix: 's' },
		true,
	],
])('a job is judged when %s', (_, job, filter, expected) => {
	expect(matchesJob(aJob(job), { ...ANY, ...filter })).toBe(expected);
});
