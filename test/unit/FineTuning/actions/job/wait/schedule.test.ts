import {
	callsEndAt,
	lastPollAt,
	nextPollAt,
	pauseSeconds,
	type Timing,
} from '../../../../../../nodes/FineTuning/actions/job/wait/schedule';

test.each([
	[0, 30, 2],
	[1, 30, 3],
	[2, 30, 4.5],
	[7, 30, 30],
	[1e6, 30, 30],
	[0, 1, 1],
])('after %i polls, at most %i s apart, the pause is %d s', (round, longest, seconds) => {
	expect(pauseSeconds(round, longest)).toBe(seconds);
});

const timing = (changes: Partial<Timing> = {}): Timing => ({
	pollSeconds: 30,
	maxSeconds: 3600,
	endsRun: true,
	...changes,
});

test.each([
	[3600, 3595],
	[50, 45],
	[40, 36],
	[3, 2.7],
])('of %d s, the last poll is at %d s', (maxSeconds, at) => {
	expect(lastPollAt(timing({ maxSeconds }))).toBeCloseTo(at);
});

test.each<[string, number, number, Timing[], number]>([
	['at first soon', 0, 1, [timing()], 3],
	['later less often', 9, 100, [timing()], 130],
	['as often as the most eager item asks', 9, 100, [timing(), timing({ pollSeconds: 10 })], 110],
	['at the last moment that any item has', 9, 100, [timing(), timing({ maxSeconds: 110 })], 105],
	['several times while it may fail', 9, 100, [timing({ patience: 60 })], 115],
	['no more often than asked while it may fail', 9, 100, [timing({ patience: 900 })], 130],
	['not in a rush, however little may fail', 9, 100, [timing({ patience: 0.1 })], 101],
])('polls again %s', (_, round, now, waits, at) => {
	expect(nextPollAt(round, now, waits)).toBe(at);
});

const returned = (maxSeconds: number) => timing({ maxSeconds, endsRun: false });

test.each<[string, Timing[], number]>([
	['its own end', [timing({ maxSeconds: 3 })], 3],
	['its own end, whatever comes then', [returned(3)], 3],
	['the first end that ends the run', [timing({ maxSeconds: 3 }), timing({ maxSeconds: 60 })], 3],
	['the last end when the items come out together', [returned(3), returned(60)], 60],
	['the first that ends the run, not one before it', [returned(3), timing({ maxSeconds: 9 })], 9],
	['no later than anybody waits', [returned(3), timing({ maxSeconds: 2 })], 2],
])('calls go on until %s', (_, waits, end) => {
	expect(callsEndAt(waits)).toBe(end);
});
