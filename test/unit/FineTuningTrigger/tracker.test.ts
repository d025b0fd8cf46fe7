import { emptyState, trackedIn, type TrackerState } from '../../../nodes/FineTuningTrigger/state';
import { MAX_MISSES } from '../../../nodes/FineTuningTrigger/horizon';
import type { Region } from '../../../nodes/FineTuningTrigger/news';
import { LATENESS } from '../../../nodes/shared/listOrder';
import {
	advance,
	emptySnapshot,
	holdBack,
	isDue,
	unfinished,
	type Snapshot,
} from '../../../nodes/FineTuningTrigger/tracker';
import type { Job } from '../../../nodes/shared/domain/job';
import { aJob } from '../builders';

/** 2023, in Unix seconds: the tests count from here. */
const T = 1_700_000_000;
const NEW = emptyState('w', 'k');
/** After an activation at T that found nothing. */
const STARTED: TrackerState = { ...NEW, poll: 1, since: T, time: T, gaps: [] };

const nothing: Snapshot = { ...emptySnapshot(), time: T + 5000 };

const from = (region: Region, ...jobs: Job[]): Snapshot => ({
	...nothing,
	found: new Map(jobs.map((job) => [job.id, { job, region }])),
	listed: new Map(jobs.map(({ id, createdAt }) => [id, createdAt])),
});
const seen = (...jobs: Job[]) => from('new', ...jobs);

/** Times from T on. */
const job = (
	id: string,
	status: string,
	{ createdAt = 0, finishedAt = null }: { createdAt?: number; finishedAt?: number | null } = {},
) =>
	aJob({
		id,
		status,
		createdAt: T + createdAt,
		finishedAt: finishedAt === null ? null : T + finishedAt,
	});

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
	const start = advance(STARTED, seen(job('a', 'running'))).state;
	const almost = afterMisses(start, ['a'], MAX_MISSES - 1);
	expect(unfinished(almost.state).map(([id]) => id)).toEqual(['a']);
	expect(almost.vanished).toEqual([]);
	const justGone = afterMisses(start, ['a'], MAX_MISSES);
	expect(justGone.vanished).toEqual(['a']);
	expect(unfinished(justGone.state)).toEqual([]);
	const gone = afterMisses(start, ['a'], MAX_MISSES + 2);
	expect(gone.vanished).toEqual(['a']);
	const back = advance(gone.state, seen(job('a', 'failed', { finishedAt: 2000 })));
	expect(back.transitions.map(({ job: { status } }) => status)).toEqual(['failed']);
});

test('of the jobs that are gone only so many are remembered, the latest', () => {
	const ids = Array.from({ length: 105 }, (_, index) => `job-${index}`);
	const jobs = ids.map((id) => job(id, 'running'));
	const start = advance(STARTED, seen(...jobs)).state;
	const early = afterMisses(start, ids.slice(0, 10), MAX_MISSES).state;
	const late = afterMisses(early, ids.slice(10), MAX_MISSES).state;
	expect(Object.keys(late.jobs)).toHaveLength(100);
	expect(Object.keys(late.jobs)).toEqual(expect.arrayContaining(ids.slice(10)));
});

test.each<[string, Partial<Snapshot>]>([
	['is missing', { missing: ['x'] }],
	['cannot be read', { failed: [{ id: 'x', error: new Error('no') }] }],
])('a job that was never there and %s is nothing', (_, what) => {
	const next = advance(NEW, { ...nothing, ...what });
	expect([next.transitions, next.vanished, next.state.jobs]).toEqual([[], [], {}]);
});

test('changes are reported in order of time: births and ends by their dates, the rest last', () => {
	const start = advance(STARTED, seen(job('old', 'queued'))).state;
	const { transitions } = advance(
		start,
		seen(
			job('old', 'running'),
			job('b', 'succeeded', { finishedAt: 500 }),
			job('a', 'succeeded', { finishedAt: 500 }),
			job('b2', 'succeeded', { finishedAt: 500 }),
			job('c', 'queued', { createdAt: 200 }),
			job('d', 'failed', { createdAt: 100 }),
		),
	);
	expect(transitions.map(({ job: { id } }) => id)).toEqual(['d', 'c', 'a', 'b', 'b2', 'old']);
});

test('at activation nothing is news, and from when on something is, is the time of the server', () => {
	const first = advance(NEW, {
		...from('old', job('a', 'failed', { finishedAt: 9 })),
		time: T + 10,
	});
	expect(first).toMatchObject({ transitions: [], state: { poll: 1, since: T + 10, time: T + 10 } });
	expect(advance(first.state, { ...nothing, time: T + 70 }).state).toMatchObject({
		since: T + 10,
		time: T + 70,
	});
});

test.each([null, 12, Number.MAX_SAFE_INTEGER])('a time of %p is none', (time) => {
	const { state } = advance(NEW, { ...seen(job('a', 'running'), job('b', 'running')), time });
	expect(state).toMatchObject({ time: null, since: null, newest: T });
});

test('from a server that tells no time, nothing in the history from before activation is news', () => {
	const state: TrackerState = { ...STARTED, since: null };
	const old = from('old', job('x', 'failed', { createdAt: 5, finishedAt: 9e6 }));
	expect(advance(state, old).transitions).toEqual([]);
	expect(advance({ ...state, since: T }, old).transitions).toHaveLength(1);
	// What is new since the last poll is so without a time.
	expect(advance(state, seen(job('x', 'failed'))).transitions).toHaveLength(1);
});

describe('jobs are known from the second newest on', () => {
	const newest = (snapshot: Snapshot, state = STARTED) => advance(state, snapshot).state.newest;
	const two = seen(job('a', 'running', { createdAt: 10 }), job('b', 'running', { createdAt: 20 }));

	test('since the newest may be dated in the future', () => {
		expect(newest(two)).toBe(T + 10);
		expect(newest(seen(job('a', 'running')))).toBe(-1);
	});

	test('never above the time of the server, nor below what it was', () => {
		expect(newest({ ...two, time: T + 7 })).toBe(T + 7);
		expect(newest({ ...two, time: null })).toBe(T + 10);
		expect(newest(two, { ...STARTED, newest: T + 15 })).toBe(T + 15);
	});

	test('of a list that is read in several polls, not above the time of the first', () => {
		expect(newest({ ...two, began: T + 3 })).toBe(T + 3);
		const { state } = advance(STARTED, { ...two, began: T + 3 });
		expect(state.time).toBe(T + 3);
		expect(advance(STARTED, { ...two, isComplete: false }).state.time).toBe(T);
		// What an activation has not reached is history.
		expect(advance(NEW, { ...two, isComplete: false }).state.time).toBe(T + 5000);
	});
});

test('finished jobs are remembered only as long as they can turn up as new; unfinished ones always', () => {
	const state: TrackerState = { ...STARTED, newest: T + 2000, time: null };
	const snapshot: Snapshot = {
		...seen(
			job('done', 'succeeded', { finishedAt: 1 }),
			job('open', 'running'),
			job('ended late', 'succeeded', { finishedAt: 2000 - LATENESS }),
			job('late', 'failed', { createdAt: 2000 - LATENESS }),
			job('new', 'succeeded', { createdAt: 2000 }),
		),
		time: null,
	};
	const kept = (next: Snapshot, from = state) => Object.keys(advance(from, next).state.jobs);
	expect(kept(snapshot)).toEqual(['open', 'ended late', 'late', 'new']);
	// What is not read yet may hold them, or another key bring them back.
	const gap = { cursor: 'c', to: T, old: false, newestFirst: true, began: null };
	expect(kept({ ...snapshot, gaps: [gap] })).toContain('done');
	expect(kept({ ...snapshot, gaps: [{ ...gap, to: -1, old: true }] })).toContain('done');
	expect(kept({ ...snapshot, isComplete: false }, { ...state, time: T })).toContain('done');
	expect(kept({ ...snapshot, isComplete: false }, { ...state, time: T + 2 })).not.toContain('done');
});

test.each<[string, Region, Job, number]>([
	['created after activation', 'old', job('x', 'running', { createdAt: 1 }), 1],
	['created in its second', 'old', job('x', 'running'), 1],
	['created before', 'old', job('x', 'running', { createdAt: -1 }), 0],
	['created since then, as late as may be', 'old', job('x', 'running', { createdAt: 5600 }), 1],
	['dated in the future', 'old', job('x', 'running', { createdAt: 5601 }), 0],
	['ended after activation', 'old', job('x', 'failed', { createdAt: -9, finishedAt: 0 }), 1],
	['ended before', 'old', job('x', 'failed', { createdAt: -9, finishedAt: -1 }), 0],
	['ended at a time unknown', 'old', job('x', 'failed', { createdAt: -9 }), 0],
	['not ended, whatever it says', 'old', job('x', 'running', { createdAt: -9, finishedAt: 5 }), 0],
	['ended an hour before', 'new', job('x', 'failed', { createdAt: -9999, finishedAt: -3600 }), 1],
	['ended longer before', 'new', job('x', 'failed', { createdAt: -9999, finishedAt: -3601 }), 0],
	['created long before', 'new', job('x', 'running', { createdAt: -3601 }), 0],
	['unfinished', 'known', job('x', 'running', { createdAt: 1 }), 1],
	['unfinished, from before', 'known', job('x', 'running', { createdAt: -1 }), 0],
	['ended', 'known', job('x', 'failed', { createdAt: 1, finishedAt: 2 }), 0],
])(
	'a job seen for the first time that was %s, in a part that is %s',
	(_, region, one, reported) => {
		const next = advance({ ...STARTED, newest: T + 9999 }, from(region, one));
		expect(next.transitions).toHaveLength(reported);
		// Reported or not, an unfinished one is followed.
		if (one.status === 'running') expect(trackedIn(next.state, 'x')?.status).toBe('running');
	},
);

test('what failed is remembered as it was, and asked for again, in time less often', () => {
	let { state } = advance(STARTED, seen(job('a', 'running')));
	const due: boolean[] = [];
	for (let poll = 0; poll < 40; poll += 1) {
		const tracked = trackedIn(state, 'a');
		due.push(tracked !== undefined && isDue(tracked, state.poll + 1));
		const failed = due.at(-1) ? [{ id: 'a', error: new Error('no') }] : [];
		({ state } = advance(state, { ...nothing, failed }));
	}
	const polls = due.flatMap((isAsked, poll) => (isAsked ? [poll] : []));
	expect(polls).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 19, 29, 39]);
	expect(trackedIn(state, 'a')).toMatchObject({ status: 'running', missed: 0 });
	expect(trackedIn(advance(state, seen(job('a', 'running'))).state, 'a')?.failed).toBe(0);
});

test('what is held back is come upon again as it was, and counted', () => {
	const start = advance(STARTED, seen(job('known', 'running'))).state;
	const ended = seen(
		job('known', 'failed', { finishedAt: 5 }),
		job('fresh', 'succeeded', { finishedAt: 5 }),
	);
	const next = advance(start, ended);
	const held = holdBack(next.state, start, next.transitions);
	expect(trackedIn(held, 'known')).toMatchObject({ status: 'running', failed: 1, running: 1 });
	expect(trackedIn(held, 'fresh')).toMatchObject({ status: '', failed: 1, endedAt: null });
	expect(unfinished(held)).toHaveLength(2);
	expect(advance(held, ended).transitions).toEqual(next.transitions);
	expect(trackedIn(holdBack(next.state, held, next.transitions), 'fresh')?.failed).toBe(2);
});

test('each time that a job runs or is paused is counted', () => {
	let state = STARTED;
	const occurrences: string[] = [];
	const statuses = [
		'queued',
		'running',
		'paused',
		'running',
		'running',
		'paused',
		'running',
		'failed',
	];
	for (const status of statuses) {
		const next = advance(state, seen(job('a', status)));
		({ state } = next);
		occurrences.push(...next.transitions.map((one) => `${one.job.status} ${one.occurrence}`));
	}
	expect(occurrences).toEqual([
		'queued 1',
		'running 1',
		'paused 1',
		'running 2',
		'paused 2',
		'running 3',
		'failed 1',
	]);
});

test('the end of a job is final, whatever a list that lags behind shows', () => {
	const { state } = advance(STARTED, seen(job('a', 'failed', { finishedAt: 1 })));
	expect(advance(state, seen(job('a', 'running'))).transitions).toEqual([]);
});

test('the same state and snapshot give the same result', () => {
	const snapshot = seen(job('a', 'failed'), job('b', 'queued'));
	const before = structuredClone(STARTED);
	expect(advance(STARTED, snapshot)).toEqual(advance(STARTED, snapshot));
	expect(STARTED).toEqual(before);
});

test('an ended job that is forgotten and cannot be read for once is not told again', () => {
	const told = advance(STARTED, seen(job('a', 'failed', { createdAt: 10 })));
	expect(told.transitions).toHaveLength(1);
	const later = [
		job('b', 'running', { createdAt: 9000 }),
		job('c', 'running', { createdAt: 9001 }),
	];
	const forgotten = advance(told.state, { ...seen(...later), time: T + 9500 }).state;
	expect(trackedIn(forgotten, 'a')).toBeUndefined();
	const unread = { ...job('a', 'running', { createdAt: 10 }), isUnsettled: true as const };
	const again = advance(forgotten, from('known', unread));
	expect(again.transitions).toEqual([]);
	const settled = advance(again.state, from('known', job('a', 'failed', { createdAt: 10 })));
	expect(settled.transitions).toEqual([]);
});
