import { floorOf } from '../../../nodes/FineTuningTrigger/horizon';
import { takeSnapshot } from '../../../nodes/FineTuningTrigger/snapshot';
import {
	emptyState,
	type Gap,
	type TrackedJob,
	type TrackerState,
} from '../../../nodes/FineTuningTrigger/state';
import { advance, type Snapshot } from '../../../nodes/FineTuningTrigger/tracker';
import type { Answer, Source } from '../../../nodes/FineTuningTrigger/walk';
import { aJob } from '../builders';
import { START, Store, type Quirks } from './store';

const QUIRKS: Quirks = {
	order: 'newest',
	pageSize: 10,
	alwaysHasMore: false,
	swapsPairs: false,
	dateAhead: 0,
};

/** Finished jobs, a minute apart, the newest last. */
function storeOf(count: number, quirks: Partial<Quirks> = {}): Store {
	const store = new Store({ ...QUIRKS, ...quirks });
	for (let index = 0; index < count; index += 1) {
		store.clock.now = START + index * 60;
		store.create('succeeded');
	}
	return store;
}

async function poll(state: TrackerState, store: Store, calls?: number) {
	const before = store.calls;
	const snapshot = await takeSnapshot(state, store.source({ calls }));
	const { state: next, transitions } = advance(state, snapshot);
	return { state: next, snapshot, transitions, calls: store.calls - before };
}

const started = async (store: Store) => (await poll(emptyState('w', 'k'), store)).state;

test('the activation reads the whole list, and a poll without news only as much as shows the order', async () => {
	const store = storeOf(100);
	const first = await poll(emptyState('w', 'k'), store);
	expect(first).toMatchObject({ calls: 10, transitions: [], snapshot: { isComplete: true } });
	// Twenty jobs show the order, and the last ten are beyond what may be late.
	expect((await poll(first.state, store)).calls).toBe(3);
});

test('an empty list is asked for twice at activation, and once later', async () => {
	const store = storeOf(0);
	const first = await poll(emptyState('w', 'k'), store);
	expect(first.calls).toBe(2);
	expect((await poll(first.state, store)).calls).toBe(1);
});

test('of the new jobs that time did not suffice for one gap is left, which later polls fill', async () => {
	const store = storeOf(100);
	let state = await started(store);
	for (let index = 0; index < 80; index += 1) {
		store.clock.now += 60;
		store.create('failed');
	}
	const gaps: Gap[][] = [];
	const reported = new Set<string>();
	for (let round = 0; round < 12; round += 1) {
		const next = await poll(state, store, 6);
		({ state } = next);
		gaps.push(state.gaps);
		for (const { job } of next.transitions) reported.add(job.id);
		// Not all was read: what another key would have to look at begins where the last full reading was.
		expect(next.snapshot.isComplete).toBe(state.gaps.length === 0);
		store.clock.now += 60;
		store.create('failed');
	}
	expect(Math.max(...gaps.map(({ length }) => length))).toBe(1);
	expect(gaps.at(-1)).toEqual([]);
	expect(reported.size).toBe(91);
});

test.each([
	// The first two pages, the next for the nine that stand there, and the last two singly.
	[20, 5],
	// The first three, the next two, and the last two singly; no page shows the order by itself.
	[10, 7],
])(
	'unfinished jobs far down are asked for one by one, near ones by reading on, in pages of %d',
	async (pageSize, calls) => {
		const store = new Store({ ...QUIRKS, pageSize });
		for (let index = 0; index < 200; index += 1) {
			store.clock.now = START + index * 60;
			const isOpen = index < 2 || (index > 150 && index < 160);
			store.create(isOpen ? 'running' : 'succeeded');
		}
		const state = await started(store);
		expect((await poll(state, store)).calls).toBe(calls);
	},
);

test('while only some jobs are watched, no list is read', async () => {
	const store = storeOf(30);
	store.create('running');
	const source = { ...store.source(), only: ['job-30', 'job-3', 'job-none'] };
	const snapshot = await takeSnapshot(emptyState('w', 'k'), source);
	expect([...snapshot.found.keys()].sort()).toEqual(['job-3', 'job-30']);
	expect(snapshot).toMatchObject({ missing: ['job-none'], gaps: [], isComplete: true });
	expect(snapshot.listed.size).toBe(0);
	const { state } = advance(emptyState('w', 'k'), snapshot);
	const before = store.calls;
	await takeSnapshot(state, { ...store.source(), only: ['job-30', 'job-3'] });
	expect(store.calls - before).toBe(1);
});

test('a server that takes no more requests is asked for no more jobs, and the others count as not tried', async () => {
	const store = new Store({ ...QUIRKS, pageSize: 20 });
	for (let index = 0; index < 12; index += 1) store.create('running');
	const state = await started(store);
	const get = jest.fn(
		async () =>
			await Promise.resolve({ kind: 'failed' as const, error: new Error('429'), busy: true }),
	);
	const none = { items: [], next: null, unsound: 0 };
	const source = { ...store.source(), get, list: async () => await Promise.resolve(none) };
	const snapshot = await takeSnapshot(state, source);
	expect(get).toHaveBeenCalledTimes(5);
	expect(snapshot.failed).toHaveLength(5);
});

test('while the history is not read, a job from before activation is no news above it, either', async () => {
	const store = storeOf(60);
	const { state } = await poll(emptyState('w', 'k'), store, 4);
	expect(state.gaps).toMatchObject([{ old: true, newestFirst: true }]);
	// It stood in the part that was not read, and stands above it now.
	store.create('failed', {
		createdAt: store.clock.now - 60,
		finishedAt: store.clock.now - 30,
	});
	store.clock.now += 60;
	expect((await poll(state, store)).transitions).toEqual([]);
	store.create('failed');
	const { state: later } = await poll(state, store);
	store.create('succeeded');
	expect((await poll(later, store)).transitions).toHaveLength(1);
});

/** After some polls; everything is read, and the jobs down to the newest of `count` are known. */
const readUpTo = (count: number, changes: Partial<TrackerState> = {}): TrackerState => ({
	...emptyState('w', 'k'),
	poll: 12,
	time: START + count * 60,
	newest: START + count * 60,
	since: START,
	gaps: [],
	...changes,
});
const gap = (changes: Partial<Gap>): Gap => ({
	cursor: null,
	to: -1,
	old: true,
	newestFirst: true,
	began: null,
	...changes,
});
const running = (changes: Partial<TrackedJob> = {}): TrackedJob => ({
	status: 'running',
	createdAt: START,
	endedAt: null,
	poll: 12,
	missed: 0,
	failed: 0,
	running: 1,
	paused: 0,
	...changes,
});
const regionsOf = ({ found }: Snapshot) =>
	Object.fromEntries([...found].map(([id, { region }]) => [id, region]));

describe('a list that is not known to begin with the newest', () => {
	test('has all of the time at activation, and later half of it', async () => {
		const store = storeOf(100, { order: 'oldest' });
		const first = await poll(emptyState('w', 'k'), store, 8);
		const began = store.clock.now;
		expect(first).toMatchObject({ calls: 8, snapshot: { isComplete: false } });
		expect(first.state.gaps).toEqual([gap({ cursor: 'job-79', newestFirst: false, began })]);
		store.clock.now += 60;
		const second = await poll(first.state, store, 2);
		expect(second.calls).toBe(1);
		// What came in between may stand before the gap.
		expect(second.snapshot).toMatchObject({ isComplete: false, began });
		expect(second.state.gaps).toEqual([gap({ cursor: 'job-89', newestFirst: false, began })]);
		const third = await poll(second.state, store);
		expect(third).toMatchObject({ calls: 1, snapshot: { isComplete: true, gaps: [], began } });
	});

	test('is not asked for again when it is empty, but at activation', async () => {
		const state = readUpTo(0, { gaps: [gap({ newestFirst: false })] });
		expect((await poll(state, storeOf(0))).calls).toBe(1);
	});

	test('is not read on for the unfinished jobs: they are asked for one by one', async () => {
		const store = storeOf(30, { order: 'oldest' });
		const jobs = { 'job-29': running(), 'job-5': running() };
		const state = readUpTo(0, { jobs, gaps: [gap({ newestFirst: false })] });
		const { snapshot, calls } = await poll(state, store, 2);
		expect([calls, snapshot.gaps.length]).toEqual([2, 1]);
		expect(regionsOf(snapshot)).toMatchObject({ 'job-5': 'old', 'job-29': 'known' });
	});

	test('shows its order as it is read', async () => {
		const { state } = await poll(emptyState('w', 'k'), storeOf(100), 3);
		expect(state.gaps).toMatchObject([{ cursor: 'job-70', newestFirst: true }]);
	});
});

describe('where the time does not suffice for the newest part of the list', () => {
	const floor = floorOf(readUpTo(150));
	const HISTORY = gap({ cursor: 'job-50', began: START });
	const NEWS = gap({ cursor: 'job-120', to: START + 6000, old: false });

	test.each<[string, Gap[], number]>([
		['the rest of the new jobs is a gap', [], floor],
		['it is so beside the history', [HISTORY], floor],
		['it reaches down to the end of the gap before', [NEWS], NEWS.to],
		['the history is no such gap', [NEWS, HISTORY], NEWS.to],
	])('%s', async (_, gaps, to) => {
		const store = storeOf(200);
		const { snapshot } = await poll(readUpTo(150, { gaps }), store, 2);
		const began = store.clock.now;
		const head = gap({ cursor: 'job-190', to, old: false, newestFirst: false, began });
		// The other half of the time is for one page of the history.
		const history = gaps.includes(HISTORY) ? [gap({ cursor: 'job-40', began: START })] : [];
		expect(snapshot.gaps).toEqual([head, ...history]);
		expect(snapshot.isComplete).toBe(false);
		expect(regionsOf(snapshot)).toMatchObject(
			gaps.includes(HISTORY) ? { 'job-195': 'old', 'job-45': 'old' } : { 'job-195': 'new' },
		);
	});
});

describe('gaps that earlier polls left', () => {
	const HISTORY = gap({ cursor: 'job-90' });
	const NEWS = gap({ cursor: 'job-110', to: START + 6360, old: false });

	test('are read below the newest part, each as what it is', async () => {
		const store = storeOf(200, { pageSize: 50 });
		const { snapshot, calls } = await poll(readUpTo(199, { gaps: [NEWS] }), store);
		expect([calls, snapshot.gaps]).toEqual([2, []]);
		expect(regionsOf(snapshot)).toMatchObject({
			'job-195': 'new',
			'job-155': 'known',
			'job-106': 'new',
			'job-105': 'known',
		});
	});

	test('stay as they are without time for them, and only what is new is missing then', async () => {
		const shortly = async (...gaps: Gap[]) =>
			await poll(readUpTo(199, { gaps }), storeOf(200, { pageSize: 50 }), 1);
		const both = await shortly(NEWS, HISTORY);
		expect(both).toMatchObject({ calls: 1, snapshot: { isComplete: false } });
		expect(both.snapshot.gaps).toEqual([NEWS, HISTORY]);
		const history = await shortly(HISTORY);
		expect(history).toMatchObject({ calls: 1, snapshot: { isComplete: true } });
		expect(history.snapshot.gaps).toEqual([HISTORY]);
	});

	test('are read as far as there is time, from when on they were first', async () => {
		const store = storeOf(200, { pageSize: 40 });
		const { snapshot } = await poll(readUpTo(199, { gaps: [HISTORY] }), store, 2);
		const began = store.clock.now;
		expect(snapshot).toMatchObject({ isComplete: true, began: null, time: began });
		expect(snapshot.gaps).toEqual([gap({ cursor: 'job-50', began })]);
	});
});

describe('unfinished jobs that the newest part does not show', () => {
	/** Seem to stand just below the newest part, but are in the list no more. */
	const gone = (count: number, createdAt: number) =>
		Object.fromEntries(
			Array.from({ length: count }, (_, index) => [`gone-${index}`, running({ createdAt })]),
		);

	async function callsFor(store: Store, state: TrackerState, calls?: number) {
		const source = store.source({ calls });
		const [list, get] = [jest.spyOn(source, 'list'), jest.spyOn(source, 'get')];
		const { missing } = await takeSnapshot(state, source);
		return { lists: list.mock.calls.length, gets: get.mock.calls.length, missing };
	}

	test.each<[string, number | undefined, number]>([
		['in no more pages than there are jobs', undefined, 5],
		['until four fifths of the time are used', 5, 4],
		['not at all then', 2.5, 2],
	])('are looked for further down %s', async (_, time, lists) => {
		const state = readUpTo(299, { jobs: gone(3, START + 260 * 60) });
		const made = await callsFor(storeOf(300, { pageSize: 20 }), state, time);
		expect(made).toMatchObject({ lists, gets: 3 });
		expect(made.missing).toEqual(['gone-0', 'gone-1', 'gone-2']);
	});

	test('are not looked for beyond the end of the list', async () => {
		const state = readUpTo(10, { jobs: gone(2, START) });
		expect(await callsFor(storeOf(10), state)).toMatchObject({ lists: 1, gets: 2 });
	});

	/** The longest unseen is the last but one. */
	const twelve = Object.fromEntries(
		Array.from({ length: 12 }, (_, index) => [`job ${index}`, running({ poll: (index * 5) % 12 })]),
	);
	const longest = [0, 5, 10, 3, 8, 1, 6, 11, 4, 9, 2, 7].map((index) => `job ${index}`);

	test.each<[string, number | undefined, number]>([
		['all of them, with time enough', undefined, 12],
		['ten, while less than four fifths of it are used before the second five', 8, 10],
		['five, when four fifths of it are used after them', 7.5, 5],
		['five, when all of it is used already', 1, 5],
	])('are asked for from the longest unseen on: %s', async (_, time, count) => {
		const { missing } = await callsFor(storeOf(0), readUpTo(0, { jobs: twelve }), time);
		expect(missing).toEqual(longest.slice(0, count));
	});

	test('are asked for less often when they fail again and again', async () => {
		const jobs = {
			patient: running({ failed: 10, poll: 4 }),
			due: running({ failed: 10, poll: 3 }),
			failing: running({ failed: 9 }),
			ended: running({ status: 'failed', endedAt: START }),
		};
		const state = readUpTo(0, { jobs });
		expect((await callsFor(storeOf(0), state)).missing).toEqual(['due', 'failing']);
		const only = ['patient', 'due', 'failing', 'ended', 'unknown'];
		const watching = { ...storeOf(0).source(), only };
		expect((await takeSnapshot(state, watching)).missing).toEqual(['due', 'failing', 'unknown']);
	});
});

describe('jobs that are asked for one by one', () => {
	const ids = Array.from({ length: 12 }, (_, index) => `job ${index}`);

	/** Each takes as much of the poll's time as the others. */
	async function ask(answerTo: (id: string) => Answer, calls = Number.POSITIVE_INFINITY) {
		const asked: string[] = [];
		let underWay = 0;
		let atOnce = 0;
		const source: Source = {
			...storeOf(0).source(),
			get: async (id) => {
				asked.push(id);
				underWay += 1;
				atOnce = Math.max(atOnce, underWay);
				await Promise.resolve();
				underWay -= 1;
				return answerTo(id);
			},
			timeUsed: () => asked.length / calls,
			only: ids,
		};
		const snapshot = await takeSnapshot(readUpTo(0, { jobs: { 'job 1': running() } }), source);
		return { snapshot, asked, atOnce };
	}

	const answers: Record<string, Answer> = {
		'job 0': { kind: 'job', job: aJob({ id: 'job 0' }) },
		'job 1': { kind: 'job', job: aJob({ id: 'job 1' }) },
		'job 2': { kind: 'failed', error: new Error('403'), busy: false },
	};
	const answerTo = (id: string): Answer => answers[id] ?? { kind: 'missing' };

	test('are so in fives, and each answer counts for its job', async () => {
		const { snapshot, asked, atOnce } = await ask(answerTo);
		expect([asked, atOnce]).toEqual([ids, 5]);
		expect(regionsOf(snapshot)).toEqual({ 'job 0': 'old', 'job 1': 'known' });
		expect(snapshot.failed).toEqual([{ id: 'job 2', error: new Error('403') }]);
		expect(snapshot.missing).toEqual(ids.slice(3));
	});

	test.each([
		[5, 5],
		[6, 10],
		[11, 12],
	])('have all of the time where no list is read: with time for %d, %d', async (time, count) => {
		expect((await ask(answerTo, time)).asked).toHaveLength(count);
	});

	test('are asked for no more once the server takes no more requests', async () => {
		const busy: Answer = { kind: 'failed', error: new Error('429'), busy: true };
		const { snapshot, asked } = await ask((id) => (id === 'job 7' ? busy : answerTo(id)));
		expect(asked).toEqual(ids.slice(0, 10));
		expect(snapshot.failed.map(({ id }) => id)).toEqual(['job 2', 'job 7']);
	});
});
