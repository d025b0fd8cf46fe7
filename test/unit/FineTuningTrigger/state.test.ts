import { emptyState, reaches, readState } from '../../../nodes/FineTuningTrigger/state';

const gap = { after: 'ftjob-9', from: 100, to: -1, old: true, oldestFirst: false };
const job = { status: 'running', createdAt: 90, look: 3, missed: 0 };
const state = {
	version: 1,
	watching: 'all',
	look: 4,
	newest: 200,
	since: 50,
	gaps: [gap],
	jobs: { 'ftjob-1': job },
};

test('a first state is a valid one, of nothing but what is watched', () => {
	const empty = emptyState('all');
	expect(readState(empty, 'all')).toEqual(empty);
	expect(readState(empty, 'another')).toBeUndefined();
	expect([empty.gaps, empty.jobs]).toEqual([[], {}]);
});

test('a state survives being stored as JSON', () => {
	expect(readState(JSON.parse(JSON.stringify(state)), 'all')).toEqual(state);
});

test('what is read can be changed without changing what is stored', () => {
	const stored = structuredClone(state);
	const read = readState(stored, 'all') ?? emptyState('none');
	expect(read).toEqual(stored);
	read.gaps.push({ ...gap });
	for (const one of Object.values(read.jobs)) one.status = 'failed';
	for (const one of read.gaps) one.to = 7;
	read.jobs['ftjob-2'] = job;
	expect(stored).toEqual(state);
});

test('unknown fields are not carried on', () => {
	expect(readState({ ...state, extra: 1 }, 'all')).toEqual(state);
});

test('a state of something else that was watched begins anew', () => {
	expect(readState(state, 'another')).toBeUndefined();
});

test.each<[string, unknown]>([
	['nothing', undefined],
	['null', null],
	['a text', 'state'],
	['a list', [state]],
	['an empty object', {}],
	['a later version', { ...state, version: 2 }],
	['no version', { ...state, version: undefined }],
	['no look', { ...state, look: undefined }],
	['a look that is text', { ...state, look: '4' }],
	['no newest', { ...state, newest: null }],
	['an endless newest', { ...state, newest: Number.POSITIVE_INFINITY }],
	['no since', { ...state, since: Number.NaN }],
	['no gaps', { ...state, gaps: undefined }],
	['gaps that are an object', { ...state, gaps: {} }],
	['a gap that is none', { ...state, gaps: [null] }],
	['a gap after nothing', { ...state, gaps: [{ ...gap, after: 1 }] }],
	['a gap from nowhere', { ...state, gaps: [{ ...gap, from: '1' }] }],
	['a gap to nowhere', { ...state, gaps: [gap, { ...gap, to: undefined }] }],
	['a gap of no age', { ...state, gaps: [{ ...gap, old: 1 }] }],
	['a gap of no order', { ...state, gaps: [{ ...gap, oldestFirst: undefined }] }],
	['no jobs', { ...state, jobs: undefined }],
	['jobs that are a list', { ...state, jobs: [job] }],
	['a job that is none', { ...state, jobs: { a: 'running' } }],
	['a job without status', { ...state, jobs: { a: { ...job, status: null } } }],
	['a job without birth', { ...state, jobs: { a: { ...job, createdAt: '90' } } }],
	['a job without look', { ...state, jobs: { a: { ...job, look: undefined } } }],
	['a job without misses', { ...state, jobs: { a: job, b: { ...job, missed: null } } }],
])('a stored state that is %s is not believed', (_, stored) => {
	expect(readState(stored, 'all')).toBeUndefined();
});

test.each([
	['newest first', 101, false],
	['newest first', 100, true],
	['newest first', 60, true],
	['newest first', 50, true],
	['newest first', 49, false],
	['oldest first', 101, true],
	['oldest first', 100, true],
	['oldest first', 60, false],
	['oldest first', 49, false],
])('a gap from 100 to 50, %s, may hold a job created at %d: %p', (order, createdAt, expected) => {
	const open = { ...gap, from: 100, to: 50, oldestFirst: order === 'oldest first' };
	expect(reaches(open, createdAt)).toBe(expected);
});

test('of a list from the oldest, only what is news is waited for', () => {
	expect(reaches({ ...gap, from: 10, to: 50, oldestFirst: true }, 30)).toBe(false);
});
