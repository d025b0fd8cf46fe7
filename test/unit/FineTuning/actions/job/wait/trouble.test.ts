import {
	addTrouble,
	isBorne,
	patienceSeconds,
	troubleKind,
	type Trouble,
} from '../../../../../../nodes/FineTuning/actions/job/wait/trouble';

test.each([
	[undefined, 'passing'],
	[500, 'passing'],
	[503, 'passing'],
	[408, 'passing'],
	[409, 'passing'],
	[425, 'passing'],
	[429, 'passing'],
	[404, 'odd'],
	[200, 'odd'],
	[302, 'odd'],
	[400, 'refusal'],
	[401, 'refusal'],
	[403, 'refusal'],
	[405, 'refusal'],
	[499, 'refusal'],
])('status %p is %s', (status, kind) => {
	expect(troubleKind(status)).toBe(kind);
});

test.each([
	['3 h', 3 * 3600, true, 900],
	['an hour', 3600, true, 900],
	['20 min', 1200, true, 300],
	['3 s', 3, true, 0.75],
	['3 h before any poll worked', 3 * 3600, false, 120],
	['4 min before any poll worked', 240, false, 60],
])('of %s, trouble is borne for so long', (_, maxSeconds, seen, seconds) => {
	expect(patienceSeconds(maxSeconds, seen)).toBe(seconds);
});

test('trouble counts from the first poll that failed', () => {
	const first = addTrouble(undefined, 'passing', 10);
	expect(first).toEqual({ kind: 'passing', since: 10, odd: 0 });
	const second = addTrouble(first, 'odd', 20);
	expect(second).toEqual({ kind: 'odd', since: 10, odd: 1 });
	expect(addTrouble(second, 'passing', 30)).toEqual({ kind: 'passing', since: 10, odd: 1 });
	expect(addTrouble(second, 'odd', 30)).toEqual({ kind: 'odd', since: 10, odd: 2 });
});

test.each<[string, Trouble, number, boolean]>([
	['within its time', { kind: 'passing', since: 10, odd: 0 }, 69, true],
	['when its time is over', { kind: 'passing', since: 10, odd: 0 }, 70, false],
	['after odd answers', { kind: 'passing', since: 10, odd: 5 }, 20, true],
	['odd for the first time, however late', { kind: 'odd', since: 10, odd: 1 }, 999, true],
	['odd for the second time', { kind: 'odd', since: 10, odd: 2 }, 20, true],
	['odd for the third time', { kind: 'odd', since: 10, odd: 3 }, 11, false],
	['refused', { kind: 'refusal', since: 10, odd: 0 }, 10, false],
])('%s, with a patience of a minute', (_, trouble, now, borne) => {
	expect(isBorne(trouble, now, 60)).toBe(borne);
});
