import { emptyState, type TrackerState } from '../../../nodes/FineTuningTrigger/state';
import {
	advance,
	LATENESS,
	MAX_MISSES,
	unfinished,
	type Snapshot,
} from '../../../nodes/FineTuningTrigger/tracker';
import type { Job } from '../../../nodes/shared/domain/job';
import { aJob } from '../builders';

const nothing: Snapshot = { found: new Map(), missing: [], gaps: [], newest: -1, time: 1000 };

const seen = (...jobs: Job[]): Snapshot => ({
	...nothing,
	found: new Map(jobs.map((job) => [job.id, { job, region: 'new' as const }])),
	newest: Math.max(...jobs.map(({ createdAt }) => createdAt)),
});

const job = (id: string, status: string, more: Partial<Job> = {}) =>
	aJob({ id, status, createdAt: 1000, ...more });

function afterMisses(state: TrackerState, ids: string[], polls: number) {
	const vanished: string[] = [];
	for (let poll = 0; poll < polls; poll += 1) {
		const next = advance(state, { ...nothing, missing: ids });
		state = next.state;
		vanished.push(...next.vanished);
	}
	return { state, vanished };
}

test('a job that is gone is asked for some more times, given up once, and reported when it comes back', () => {
	const start = advance({ ...emptyState('w'), look: 1 }, seen(job('a', 'running'))).state;
	const almost = afterMisses(start, ['a'], MAX_MISSES - 1);
	expect(unfinished(almost.state).map(([id]) => id)).toEqual(['a']);
	const gone = afterMisses(start, ['a'], MAX_MISSES + 2);
	expect(gone.vanished).toEqual(['a']);
	expect(unfinished(gone.state)).toEqual([]);
	const back = advance(gone.state, seen(job('a', 'failed', { finishedAt: 2000 })));
	expect(back.transitions.map(({ job: { status } }) => status)).toEqual(['failed']);
});

test('of the jobs that are gone only so many are remembered, the latest', () => {
	const ids = Array.from({ length: 105 }, (_, index) => `job-${index}`);
	const jobs = ids.map((id) => job(id, 'running'));
	const start = advance({ ...emptyState('w'), look: 1 }, seen(...jobs)).state;
	const early = afterMisses(start, ids.slice(0, 10), MAX_MISSES).state;
	const late = afterMisses(early, ids.slice(10), MAX_MISSES).state;
	expect(Object.keys(late.jobs)).toHaveLength(100);
	expect(Object.keys(late.jobs)).toEqual(expect.arrayContaining(ids.slice(10)));
});

test('a job that was never there and is missing is nothing', () => {
	expect(advance(emptyState('w'), { ...nothing, missing: ['x'] })).toMatchObject({
		transitions: [],
		vanished: [],
		state: { jobs: {} },
	});
});

test('changes are reported in order of time: births and ends by their dates, the rest last', () => {
	const start = advance({ ...emptyState('w'), look: 1 }, seen(job('old', 'queued'))).state;
	const { transitions } = advance(
		start,
		seen(
			job('old', 'running'),
			job('b', 'succeeded', { createdAt: 1000, finishedAt: 1500 }),
			job('a', 'succeeded', { createdAt: 1000, finishedAt: 1500 }),
			job('c', 'queued', { createdAt: 1200 }),
			job('d', 'failed', { createdAt: 1100 }),
		),
	);
	expect(transitions.map(({ job: { id } }) => id)).toEqual(['d', 'c', 'a', 'b', 'old']);
});

test('from a server that tells no time, nothing in the history from before activation is news', () => {
	const first = advance(emptyState('w'), { ...seen(job('new', 'queued')), time: null }).state;
	const ended = job('x', 'failed', { createdAt: 5, finishedAt: 9e9 });
	const old = { ...nothing, found: new Map([['x', { job: ended, region: 'old' as const }]]) };
	expect(advance(first, old).transitions).toEqual([]);
	expect(advance({ ...first, since: 1000 }, old).transitions).toHaveLength(1);
});

test('finished jobs are remembered only as long as they can turn up as new; unfinished ones always', () => {
	const first = advance(
		{ ...emptyState('w'), look: 1 },
		seen(
			job('done', 'succeeded', { createdAt: 1000 }),
			job('open', 'running', { createdAt: 1000 }),
			job('late', 'failed', { createdAt: 2000 - LATENESS }),
			job('new', 'succeeded', { createdAt: 2000 }),
		),
	).state;
	expect(first.newest).toBe(2000);
	expect(Object.keys(first.jobs)).toEqual(['open', 'late', 'new']);
	expect(advance(first, seen(job('old', 'failed', { createdAt: 1500 }))).state.newest).toBe(2000);
});

test.each([
	['created after activation', { createdAt: 1001 }, 1],
	['created in its second', { createdAt: 1000 }, 0],
	['ended after activation', { status: 'failed', createdAt: 5, finishedAt: 1000 }, 1],
	['ended before', { status: 'failed', createdAt: 5, finishedAt: 999 }, 0],
	['ended at a time unknown', { status: 'failed', createdAt: 5 }, 0],
	['not ended, whatever it says', { status: 'running', createdAt: 5, finishedAt: 2000 }, 0],
])('a job from an unread part of the history that was %s', (_, more, reported) => {
	const state = { ...emptyState('w'), look: 1, since: 1000 };
	const found = new Map([['x', { job: job('x', 'running', more), region: 'old' as const }]]);
	const next = advance(state, { ...nothing, found, time: 5000 });
	expect(next.transitions).toHaveLength(reported);
	expect(next.state.since).toBe(1000);
});

test('the same state and snapshot give the same result', () => {
	const state = { ...emptyState('w'), look: 1 };
	const snapshot = seen(job('a', 'failed'), job('b', 'queued'));
	expect(advance(state, snapshot)).toEqual(advance(state, snapshot));
	expect(state).toEqual({ ...emptyState('w'), look: 1 });
});
