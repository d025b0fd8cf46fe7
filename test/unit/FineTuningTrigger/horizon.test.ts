import {
	believable,
	floorOf,
	forget,
	MAX_MISSES,
	secondNewest,
} from '../../../nodes/FineTuningTrigger/horizon';
import {
	emptyState,
	type Gap,
	type TrackedJob,
	type TrackerState,
} from '../../../nodes/FineTuningTrigger/state';
import { LATENESS } from '../../../nodes/shared/listOrder';

/** The tests count from here, in Unix seconds. */
const T = 1_700_000_000;
const FLOOR = 1000;
/** Everything is read; what is created from `T + FLOOR` on may be listed late. */
const STATE: TrackerState = {
	...emptyState('w', 'k'),
	poll: 5,
	newest: T + FLOOR + LATENESS,
	gaps: [],
};

test('the list is read down to what may have been listed late', () => {
	expect(floorOf(STATE)).toBe(T + FLOOR);
});

test.each<[string, number | null, boolean]>([
	['none', null, false],
	['a clock that was never set', 0, false],
	['the last second of 2019', Date.UTC(2020, 0) / 1000 - 1, false],
	['the first of 2020', Date.UTC(2020, 0) / 1000, true],
	['now', T, true],
	['the first second of 2100', Date.UTC(2100, 0) / 1000, true],
	['the second after it', Date.UTC(2100, 0) / 1000 + 1, false],
])('the time of the server, %s, is believed or not', (_, time, isBelieved) => {
	expect(believable(time)).toBe(isBelieved ? time : null);
});

test.each<[string, number[], number]>([
	['no jobs', [], -1],
	['one job', [5], -1],
	['two jobs', [5, 7], 5],
	['the newest first', [9, 7, 5], 7],
	['the newest last', [5, 7, 9], 7],
	['the newest between', [5, 9, 7], 7],
	['two newest ones', [9, 5, 9], 9],
])('the second newest of %s', (_, created, second) => {
	const listed = new Map(created.map((at, index) => [`job-${index}`, at]));
	expect(secondNewest(listed)).toBe(second);
});

const gap = (changes: Partial<Gap>): Gap => ({
	cursor: 'c',
	to: -1,
	old: true,
	newestFirst: true,
	began: null,
	...changes,
});

/** Times from T on. */
const ended = (createdAt: number, endedAt: number | null): TrackedJob => ({
	status: endedAt === null ? 'running' : 'succeeded',
	createdAt: T + createdAt,
	endedAt: endedAt === null ? null : T + endedAt,
	poll: 3,
	missed: 0,
	failed: 0,
	running: 1,
	paused: 0,
});

test.each<[string, TrackedJob, Partial<TrackerState>, boolean]>([
	['has not ended', ended(0, null), {}, true],
	['ended long ago', ended(0, 10), {}, false],
	['was created as late as may be listed', ended(FLOOR, FLOOR - 5), {}, true],
	['was created before', ended(FLOOR - 1, FLOOR - 1), {}, false],
	['ended since then', ended(0, FLOOR), {}, true],
	['ended at the last full poll', ended(0, 10), { time: T + 10 }, true],
	['ended before the last full poll', ended(0, 10), { time: T + 11 }, false],
	['ended after activation, the history read', ended(0, 10), { since: T + 10 }, false],
	[
		'ended at activation, the history not read',
		ended(0, 10),
		{ since: T + 10, time: T + 500, gaps: [gap({})] },
		true,
	],
	[
		'ended before activation, the history not read',
		ended(0, 10),
		{ since: T + 11, time: T + 500, gaps: [gap({})] },
		false,
	],
	['lies in what is still to be read', ended(0, 10), { gaps: [gap({ old: false, to: T })] }, true],
	[
		'lies below what is still to be read',
		ended(0, 10),
		{ gaps: [gap({ old: false, to: T + 11 })] },
		false,
	],
])('a job that %s is remembered or forgotten', (_, job, state, isKept) => {
	expect(forget([['a', job]], { ...STATE, ...state })).toEqual(isKept ? { a: job } : {});
});

test('of a hundred and two jobs that are gone, the two that were seen last the longest ago are forgotten', () => {
	const gone = Array.from({ length: 102 }, (_, index): [string, TrackedJob] => [
		`job-${index}`,
		// Not in the order of their polls.
		{ ...ended(0, null), missed: MAX_MISSES, poll: (index * 5) % 102 },
	]);
	const almost: [string, TrackedJob] = [
		'almost',
		{ ...ended(0, null), missed: MAX_MISSES - 1, poll: 0 },
	];
	const kept = forget([...gone, almost], STATE);
	const forgotten = gone.filter(([id]) => !(id in kept)).map(([, { poll }]) => poll);
	expect(forgotten.sort()).toEqual([0, 1]);
	expect(kept).toHaveProperty('almost');
});
