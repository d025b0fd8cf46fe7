import {
	acceptOf,
	endOfList,
	type Filters,
} from '../../../../../../nodes/FineTuning/actions/job/getAll/filters';
import type { Job } from '../../../../../../nodes/shared/domain/job';
import { aJob } from '../../../../builders';

const NONE: Filters = { statuses: [], model: '', metadata: {} };

test('without a filter nothing is compared', () => {
	expect(acceptOf(NONE)).toBeUndefined();
});

test.each<[string, Partial<Filters>, Partial<Job>, boolean]>([
	['a status', { statuses: ['failed'] }, { status: 'failed' }, true],
	['another status', { statuses: ['failed'] }, { status: 'running' }, false],
	['a model without its date', { model: 'gpt-4.1-mini' }, {}, true],
	['another model', { model: 'gpt-4.1' }, {}, false],
	['a pair', { metadata: { a: '1' } }, { metadata: { a: '1', b: '2' } }, true],
	['a pair that is missing', { metadata: { a: '1' } }, { metadata: null }, false],
	['created later', { createdAfter: 100 }, { createdAt: 101 }, true],
	['created in that second', { createdAfter: 100 }, { createdAt: 100 }, true],
	['created before', { createdAfter: 100 }, { createdAt: 99.9 }, false],
	['ended in that second', { finishedAfter: 100 }, { finishedAt: 100, createdAt: 1 }, true],
	['ended before', { finishedAfter: 100 }, { finishedAt: 99, createdAt: 1 }, false],
	['not ended', { finishedAfter: 100 }, { createdAt: 200 }, false],
	[
		'ended at a time that is not told, created later',
		{ finishedAfter: 100 },
		{ status: 'cancelled', createdAt: 100 },
		true,
	],
	[
		'ended at a time that is not told, created before',
		{ finishedAfter: 100 },
		{ status: 'cancelled', createdAt: 99 },
		false,
	],
	[
		'all of several, one of them not',
		{ statuses: ['succeeded'], createdAfter: 1, finishedAfter: 100 },
		{ status: 'succeeded', createdAt: 50, finishedAt: 60 },
		false,
	],
])('%s', (_, filters, job, wanted) => {
	expect(acceptOf({ ...NONE, ...filters })?.(aJob(job))).toBe(wanted);
});

/** Jobs a minute apart, newest first. */
const jobs = (from: number, count: number) =>
	Array.from({ length: count }, (_, index) => aJob({ createdAt: from - index * 60 }));

test('only the time of creation tells where a list may end', () => {
	expect(endOfList({})).toBeUndefined();
});

test.each<[string, Job[], boolean]>([
	['reaches well past it', jobs(1_000_000, 100), true],
	['is no further than a late job may be', jobs(1_000_000, 65), false],
	['is oldest first', jobs(1_000_000, 100).reverse(), false],
	['is too short to show its order', jobs(990_000, 19), false],
])('a list that %s', (_, list, ends) => {
	expect(endOfList({ createdAfter: 1_000_000 - 45 * 60 })?.(list)).toBe(ends);
});
