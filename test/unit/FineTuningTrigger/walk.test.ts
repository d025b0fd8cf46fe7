import type { Region } from '../../../nodes/FineTuningTrigger/news';
import { emptyState, type TrackedJob } from '../../../nodes/FineTuningTrigger/state';
import { emptySnapshot } from '../../../nodes/FineTuningTrigger/tracker';
import {
	note,
	walk,
	type Source,
	type Stretch,
	type WalkEnd,
} from '../../../nodes/FineTuningTrigger/walk';
import type { Job } from '../../../nodes/shared/domain/job';
import type { Page } from '../../../nodes/shared/domain/page';
import { aJob } from '../builders';

/** The tests count from here, in Unix seconds. */
const T = 1_700_000_000;
const STATE = emptyState('w', 'k');
const ALL: Stretch = { cursor: null, to: -1, region: 'new', until: 1 };

const jobAt = (seconds: number): Job =>
	aJob({ id: `at ${seconds}`, createdAt: T + seconds, status: 'running' });
/** A page of jobs, named by when they were created. */
const page = (next: string | null, ...seconds: number[]): Page<Job> => ({
	items: seconds.map(jobAt),
	next,
	unsound: 0,
});
/** Each 100 s before the one above it. */
const down = (from: number, count: number) =>
	Array.from({ length: count }, (_, index) => from - index * 100);

/**
 * A list that answers call by call, null where the cursor is gone.
 * @param share of the time that each call takes
 */
function scripted(answers: ReadonlyArray<Page<Job> | null>, share = 0) {
	const asked: Array<string | undefined> = [];
	const source: Source = {
		list: async (cursor) => {
			const answer = answers[asked.length];
			asked.push(cursor);
			if (answer === undefined) throw new Error('was asked too often');
			return await Promise.resolve(answer);
		},
		get: async (id) => await Promise.reject(new Error(`job ${id} was asked for`)),
		serverTime: () => null,
		timeUsed: () => asked.length * share,
		watches: () => true,
		only: [],
	};
	return { source, asked };
}

const start = undefined;
const end = (changes: Partial<WalkEnd>): WalkEnd => ({
	next: null,
	early: false,
	newestFirst: false,
	secondsPerPage: 0,
	...changes,
});

interface Case {
	answers: Array<Page<Job> | null>;
	stretch?: Partial<Stretch>;
	share?: number;
	asked: Array<string | undefined>;
	ends: WalkEnd;
}

test.each<[string, Case]>([
	[
		'an empty list',
		{
			answers: [page(null)],
			asked: [start],
			ends: end({}),
		},
	],
	[
		'a list of one page',
		{
			answers: [page(null, 30, 20, 10)],
			asked: [start],
			ends: end({ lastCreatedAt: T + 10, secondsPerPage: 20 }),
		},
	],
	[
		'a list from oldest to newest, to its end',
		{
			answers: [page('a', 10, 20), page(null, 30, 70)],
			asked: [start, 'a'],
			ends: end({ lastCreatedAt: T + 70, secondsPerPage: 40 }),
		},
	],
	[
		'what is left of a list from a cursor on',
		{
			answers: [page('b', 20), page(null, 10)],
			stretch: { cursor: 'a' },
			asked: ['a', 'b'],
			ends: end({ lastCreatedAt: T + 10 }),
		},
	],
	[
		'a list from newest to oldest, only until ten in a row are old',
		{
			answers: [page('a', ...down(3000, 20))],
			stretch: { to: T + 2001 },
			asked: [start],
			ends: end({ next: 'a', newestFirst: true, lastCreatedAt: T + 1100, secondsPerPage: 1900 }),
		},
	],
	[
		'one of which nine in a row are old, further',
		{
			answers: [page('a', ...down(3000, 20)), page('b', 1000, 900)],
			stretch: { to: T + 2000 },
			asked: [start, 'a'],
			ends: end({ next: 'b', newestFirst: true, lastCreatedAt: T + 900, secondsPerPage: 100 }),
		},
	],
	[
		'one that says for ever that there is more, until it repeats itself',
		{
			answers: [page('a', 20, 10), page('a', 20, 10)],
			asked: [start, 'a'],
			ends: end({ lastCreatedAt: T + 10, secondsPerPage: 10 }),
		},
	],
	[
		'one whose pages overlap, since a job came in between',
		{
			answers: [page('a', 40, 30), page('b', 30, 20), page(null, 20, 5)],
			asked: [start, 'a', 'b'],
			ends: end({ lastCreatedAt: T + 5 }),
		},
	],
	[
		'one with an empty page in its middle and at its end',
		{
			answers: [page('a', 40, 30), page('b'), page('c', 20, 15), page(null)],
			asked: [start, 'a', 'b', 'c'],
			ends: end({ lastCreatedAt: T + 15, secondsPerPage: 5 }),
		},
	],
	[
		'as much as there is time for',
		{
			answers: [page('a', 40, 30), page('b', 20, 10)],
			share: 0.25,
			stretch: { until: 0.5 },
			asked: [start, 'a'],
			ends: end({ next: 'b', early: true, lastCreatedAt: T + 10, secondsPerPage: 10 }),
		},
	],
	[
		'one page, though there is no time left',
		{
			answers: [page('a', 40)],
			stretch: { until: 0 },
			asked: [start],
			ends: end({ next: 'a', early: true, lastCreatedAt: T + 40 }),
		},
	],
	[
		'a list that ends with the time, as a whole',
		{
			answers: [page(null, 40)],
			share: 1,
			asked: [start],
			ends: end({ lastCreatedAt: T + 40 }),
		},
	],
	[
		'all from the start, when the cursor to begin at is gone',
		{
			answers: [null, page(null, 40)],
			stretch: { cursor: 'c' },
			asked: ['c', start],
			ends: end({ lastCreatedAt: T + 40 }),
		},
	],
	[
		'all from the start, when a cursor is gone on the way',
		{
			answers: [page('a', 40, 30), null, page('a', 40, 30), page(null, 20)],
			asked: [start, 'a', start, 'a'],
			ends: end({ lastCreatedAt: T + 20 }),
		},
	],
	[
		'its order anew, when a cursor is gone on the way',
		{
			answers: [page('a', ...down(3000, 20)), null, page('b', ...down(3100, 25))],
			stretch: { to: T + 1900 },
			asked: [start, 'a', start],
			ends: end({ next: 'b', newestFirst: true, lastCreatedAt: T + 700, secondsPerPage: 2400 }),
		},
	],
	[
		'all after the third restart',
		{
			answers: [null, page('a', 40), null, page('b', 40), null, page(null, 40)],
			stretch: { cursor: 'c' },
			asked: ['c', start, 'a', start, 'b', start],
			ends: end({ lastCreatedAt: T + 40 }),
		},
	],
	[
		'no further after the fourth, and from its start at the next poll',
		{
			answers: [null, page('a', 40), null, page('b', 40), null, page('c', 50, 40), null],
			stretch: { cursor: 'c' },
			asked: ['c', start, 'a', start, 'b', start, 'c'],
			ends: end({ early: true, lastCreatedAt: T + 40, secondsPerPage: 10 }),
		},
	],
	[
		'nothing of a list that never answers',
		{
			answers: [null, null, null, null],
			asked: [start, start, start, start],
			ends: end({ early: true }),
		},
	],
])('reads %s', async (_, { answers, stretch, share, asked, ends }) => {
	const list = scripted(answers, share);
	const snapshot = emptySnapshot();
	expect(await walk({ ...ALL, ...stretch }, STATE, list.source, snapshot)).toEqual(ends);
	expect(list.asked).toEqual(asked);
	const shown = answers.flatMap((answer) => answer?.items.map(({ id }) => id) ?? []);
	expect([...snapshot.found.keys()].sort()).toEqual([...new Set(shown)].sort());
});

test('an error of the list is passed on', async () => {
	const { source } = scripted([page('a', 1)]);
	await expect(walk(ALL, STATE, source, emptySnapshot())).rejects.toThrow('was asked too often');
});

test.each(['new', 'old'] as const)(
	'jobs down to the end of a stretch that is %s are so, and those below are known',
	async (region) => {
		const { source } = scripted([page(null, 21, 20, 19)]);
		const snapshot = emptySnapshot();
		await walk({ ...ALL, to: T + 20, region }, STATE, source, snapshot);
		const regions = [...snapshot.found].map(([id, found]) => [id, found.region]);
		expect(regions).toEqual([
			['at 21', region],
			['at 20', region],
			['at 19', 'known'],
		]);
	},
);

const TRACKED: TrackedJob = {
	status: 'running',
	createdAt: T,
	endedAt: null,
	poll: 1,
	missed: 0,
	failed: 0,
	running: 1,
	paused: 0,
};

test('of the jobs that are not watched, only those are followed that were', async () => {
	const { source } = scripted([page(null, 3, 2, 1)]);
	const snapshot = emptySnapshot();
	const watching = { ...source, watches: ({ id }: Job) => id === 'at 1' };
	await walk(ALL, { ...STATE, jobs: { 'at 2': TRACKED } }, watching, snapshot);
	expect([...snapshot.found.keys()]).toEqual(['at 2', 'at 1']);
	expect([...snapshot.listed]).toEqual([
		['at 3', T + 3],
		['at 2', T + 2],
		['at 1', T + 1],
	]);
});

test.each<[Region, Region, Region]>([
	['known', 'known', 'known'],
	['known', 'old', 'old'],
	['known', 'new', 'new'],
	['old', 'known', 'old'],
	['old', 'old', 'old'],
	['old', 'new', 'new'],
	['new', 'known', 'new'],
	['new', 'old', 'new'],
	['new', 'new', 'new'],
])('a job come upon as %s and then as %s is %s, as it was seen last', (first, second, region) => {
	const snapshot = emptySnapshot();
	const { source } = scripted([]);
	note(jobAt(0), first, STATE, source, snapshot);
	const later = aJob({ ...jobAt(0), status: 'failed' });
	note(later, second, STATE, source, snapshot);
	expect([...snapshot.found.values()]).toEqual([{ job: later, region }]);
});
