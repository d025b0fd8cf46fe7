import { jobItem, searchJobs } from '../../../../nodes/FineTuning/listSearch/searchJobs';
import { aJob, aPicker, ok, wireJob } from '../../builders';

test.each([
	[aJob({ suffix: 'support', status: 'succeeded' }), 'support · succeeded'],
	[aJob({ status: 'validating_files' }), 'validating files'],
	[aJob({ status: 'a_new_status' }), 'a new status'],
])('a job in the picker shows model, suffix, status and age', (job, middle) => {
	expect(jobItem(job, job.createdAt + 3 * 3600)).toEqual({
		name: `gpt-4.1-mini-2025-04-14 · ${middle} · 3 h ago`,
		value: 'ftjob-1',
	});
});

test('a job whose provider does not tell the model begins with what is known', () => {
	const job = aJob({ model: '' });
	expect(jobItem(job, job.createdAt).name).toBe('queued · 0 s ago');
});

test('a job created a moment later by the clock of the server is no negative age', () => {
	expect(jobItem(aJob(), 1_699_999_990).name).toContain('0 s ago');
});

test('the picker lists jobs with their age by now, and goes on after the last one', async () => {
	const threeHoursAgo = Math.floor(Date.now() / 1000) - 3 * 3600;
	const job = (id: string) => wireJob({ id, created_at: threeHoursAgo });
	const { picker } = aPicker(({ qs }) =>
		qs?.after === undefined
			? ok({ data: [job('ftjob-1'), job('ftjob-2')], has_more: true })
			: ok({ data: [job('ftjob-3')], has_more: false }),
	);
	expect(await searchJobs.call(picker, 'ftjob-2')).toEqual({
		results: [{ name: 'gpt-4.1-mini-2025-04-14 · queued · 3 h ago', value: 'ftjob-2' }],
		paginationToken: 'ftjob-2',
	});
	expect(await searchJobs.call(picker, '', 'ftjob-2')).toMatchObject({
		results: [{ value: 'ftjob-3' }],
	});
});
