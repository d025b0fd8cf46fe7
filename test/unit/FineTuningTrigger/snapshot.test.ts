import { emptyState, type Gap, type TrackerState } from '../../../nodes/FineTuningTrigger/state';
import { takeSnapshot } from '../../../nodes/FineTuningTrigger/snapshot';
import { advance } from '../../../nodes/FineTuningTrigger/tracker';
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

test('unfinished jobs far down are asked for one by one, near ones by reading on', async () => {
	const store = new Store({ ...QUIRKS, pageSize: 20 });
	for (let index = 0; index < 200; index += 1) {
		store.clock.now = START + index * 60;
		const isOpen = index < 2 || (index > 150 && index < 160);
		store.create(isOpen ? 'running' : 'succeeded');
	}
	const state = await started(store);
	// The first page, the next two for the nine that stand there, and the last two singly.
	expect((await poll(state, store)).calls).toBe(5);
});

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
