import { emptyState, readState, trackedIn, withKey } from '../../../nodes/FineTuningTrigger/state';

const gap = { cursor: 'ftjob-9', to: -1, old: true, newestFirst: true, began: 60 };
const job = {
	status: 'running',
	createdAt: 90,
	endedAt: null,
	poll: 3,
	missed: 0,
	failed: 0,
	running: 1,
	paused: 0,
};
const state = {
	version: 2 as const,
	watching: 'all',
	key: 'k',
	poll: 4,
	time: 300,
	newest: 200,
	since: 50,
	gaps: [gap],
	jobs: { 'ftjob-1': job },
};
const WHOLE = { cursor: null, to: -1, old: true, newestFirst: false, began: null };

test('a first state knows nothing, has the whole list to read, and is a valid one', () => {
	const empty = emptyState('all', 'k');
	expect(empty).toEqual({
		version: 2,
		watching: 'all',
		key: 'k',
		poll: 0,
		time: null,
		newest: -1,
		since: null,
		gaps: [WHOLE],
		jobs: {},
	});
	expect(readState(empty, 'all')).toEqual(empty);
});

test('a state survives being stored as JSON', () => {
	expect(readState(JSON.parse(JSON.stringify(state)), 'all')).toEqual(state);
});

test('with another key, the whole list is old, and what came since the last poll is news', () => {
	expect(withKey(state, 'k')).toBe(state);
	const read = { ...state, gaps: [] };
	expect(withKey(read, 'other')).toEqual({
		...read,
		key: 'other',
		newest: -1,
		since: 300,
		gaps: [WHOLE],
	});
	// What the history held that was not read yet is news from the same time on as before.
	expect(withKey(state, 'other')).toMatchObject({ since: 50, gaps: [WHOLE] });
});

test('words that every object has are no jobs', () => {
	const empty = emptyState('all', 'k');
	for (const id of ['constructor', 'toString', '__proto__']) {
		expect(trackedIn(empty, id)).toBeUndefined();
	}
	expect(trackedIn(state, 'ftjob-1')).toBe(job);
});

test('what is read can be changed without changing what is stored', () => {
	const stored = structuredClone(state);
	const read = readState(stored, 'all') ?? emptyState('none', 'k');
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
	['an earlier version', { ...state, version: 1 }],
	['a later version', { ...state, version: 3 }],
	['no version', { ...state, version: undefined }],
	['no key', { ...state, key: undefined }],
	['no poll', { ...state, poll: undefined }],
	['a poll that is text', { ...state, poll: '4' }],
	['no time', { ...state, time: undefined }],
	['no newest', { ...state, newest: null }],
	['an endless newest', { ...state, newest: Number.POSITIVE_INFINITY }],
	['no since', { ...state, since: Number.NaN }],
	['no gaps', { ...state, gaps: undefined }],
	['gaps that are an object', { ...state, gaps: {} }],
	['a gap that is none', { ...state, gaps: [null] }],
	['a gap after a number', { ...state, gaps: [{ ...gap, cursor: 1 }] }],
	['a gap to nowhere', { ...state, gaps: [gap, { ...gap, to: undefined }] }],
	['a gap of no age', { ...state, gaps: [{ ...gap, old: 1 }] }],
	['a gap of no order', { ...state, gaps: [{ ...gap, newestFirst: undefined }] }],
	['a gap begun at a text', { ...state, gaps: [{ ...gap, began: '60' }] }],
	['no jobs', { ...state, jobs: undefined }],
	['jobs that are a list', { ...state, jobs: [job] }],
	['a job that is none', { ...state, jobs: { a: 'running' } }],
	['a job without status', { ...state, jobs: { a: { ...job, status: null } } }],
	...(['createdAt', 'poll', 'missed', 'failed', 'running', 'paused'] as const).map(
		(field): [string, unknown] => [
			`a job with a ${field} that is no number`,
			{ ...state, jobs: { a: job, b: { ...job, [field]: null } } },
		],
	),
	['a job that ended at a text', { ...state, jobs: { a: { ...job, endedAt: '9' } } }],
])('a stored state that is %s is not believed', (_, stored) => {
	expect(readState(stored, 'all')).toBeUndefined();
});

test('no time and no end are valid', () => {
	const open = { ...state, time: null, since: null, gaps: [{ ...gap, cursor: null, began: null }] };
	expect(readState(open, 'all')).toEqual(open);
});
