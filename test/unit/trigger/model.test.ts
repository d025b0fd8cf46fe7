import * as fc from 'fast-check';

import { takeSnapshot } from '../../../nodes/FineTuningTrigger/snapshot';
import { emptyState, readState, type TrackerState } from '../../../nodes/FineTuningTrigger/state';
import { advance, LATENESS, type Transition } from '../../../nodes/FineTuningTrigger/tracker';
import { isTerminal } from '../../../nodes/shared/status';
import { Store, type Trouble } from './store';

const RUNS = 1_500;
const STATUSES = ['validating_files', 'queued', 'running', 'paused', 'succeeded', 'failed', 'odd'];

/** The trigger without n8n: state is kept in memory and, as n8n does by default, saved with what is told. */
class Watcher {
	state: TrackerState | undefined;
	saved: string | undefined;
	readonly told: string[] = [];
	/** The size of the state after each look. */
	largest = 0;

	constructor(private readonly store: Store) {}

	/** One look; null when a call failed. */
	async look(trouble?: Trouble): Promise<Transition[] | null> {
		const state = this.state ?? emptyState('all');
		try {
			const next = advance(state, await takeSnapshot(state, this.store.source(trouble)));
			const stored = JSON.stringify(next.state);
			this.largest = Math.max(this.largest, stored.length);
			this.state = readState(JSON.parse(stored), 'all');
			if (this.saved === undefined || next.transitions.length > 0) this.saved = stored;
			this.told.push(...next.transitions.map(({ job }) => `${job.id}:${job.status}`));
			return next.transitions;
		} catch (error) {
			expect(error).toEqual(new Error('fault'));
			return null;
		}
	}

	/** n8n is killed and started again. */
	restart(): void {
		this.state = this.saved === undefined ? undefined : readState(JSON.parse(this.saved), 'all');
	}
}

const quirks = fc.record({
	order: fc.constantFrom<'newest' | 'oldest'>('newest', 'newest', 'oldest'),
	pageSize: fc.constantFrom(1, 2, 3, 5, 100),
	alwaysHasMore: fc.boolean(),
});
const history = fc.array(
	fc.record({ status: fc.constantFrom(...STATUSES), age: fc.integer({ min: 0, max: 400 }) }),
	{ maxLength: 12 },
);
const lag = fc.constantFrom(0, 0, 1, LATENESS - 1, LATENESS);
const step = fc.oneof(
	fc.record({ kind: fc.constant('create' as const), status: fc.constantFrom(...STATUSES), lag }),
	fc.record({
		kind: fc.constant('change' as const),
		which: fc.nat(),
		status: fc.constantFrom(...STATUSES),
		lag: fc.constantFrom(0, 0, 30),
	}),
	fc.record({
		kind: fc.constant('wait' as const),
		seconds: fc.constantFrom(0, 1, 1, 60, 121, 5000),
	}),
	fc.record({ kind: fc.constant('look' as const) }),
	fc.record({ kind: fc.constant('failingLook' as const), at: fc.nat(6) }),
	fc.record({ kind: fc.constant('shortLook' as const), calls: fc.integer({ min: 1, max: 4 }) }),
	fc.record({ kind: fc.constant('restart' as const) }),
	fc.record({ kind: fc.constant('hide' as const), which: fc.nat(), looks: fc.nat(4) }),
);
type Step = typeof step extends fc.Arbitrary<infer S> ? S : never;

function startStore(
	settings: { order: 'newest' | 'oldest'; pageSize: number; alwaysHasMore: boolean },
	past: Array<{ status: string; age: number }>,
): Store {
	const store = new Store(settings);
	for (const { status, age } of past) {
		store.now = 1_000_000 - age;
		store.create(status, store.now);
	}
	store.now = 1_000_001;
	return store;
}

const pick = <T>(list: readonly T[], which: number): T | undefined => list[which % list.length];

describe('per job, the statuses visible at successful looks', () => {
	test('each is told exactly once, in order of time', async () => {
		await fc.assert(
			fc.asyncProperty(
				quirks,
				history,
				fc.array(step, { maxLength: 40 }),
				async (settings, past, steps) => {
					const store = startStore(settings, past);
					const watcher = new Watcher(store);
					// The oracle: the status each job was last seen in; null before activation.
					let seen: Map<string, string> | null = null;
					let savedSeen: Map<string, string> | null = null;
					const look = async (trouble?: Trouble) => {
						const transitions = await watcher.look(trouble);
						if (!transitions) return;
						const expected: string[] = [];
						const now = new Map(seen);
						for (const { job } of store.visible()) {
							const before = now.get(job.id);
							if (before !== undefined && isTerminal(before)) continue;
							if (seen && before !== job.status) expected.push(`${job.id}:${job.status}`);
							now.set(job.id, job.status);
						}
						const told = transitions.map(({ job }) => `${job.id}:${job.status}`);
						expect([...told].sort()).toEqual(expected.sort());
						expect(times(transitions)).toEqual([...times(transitions)].sort((a, b) => a - b));
						if (savedSeen === null || told.length > 0) savedSeen = now;
						seen = now;
					};
					await look();
					for (const one of steps) {
						// Stale lists, vanishing jobs and short looks have a property of their own.
						if (one.kind === 'look') await look();
						else if (one.kind === 'failingLook') await look({ failAt: one.at });
						else if (one.kind === 'restart') {
							watcher.restart();
							seen = savedSeen;
						} else if (one.kind !== 'hide' && one.kind !== 'shortLook') {
							apply(store, one.kind === 'change' ? { ...one, lag: 0 } : one);
						}
					}
					await look();
				},
			),
			{ numRuns: RUNS },
		);
	});
});

describe('the end of a job', () => {
	test('is told exactly once, and never if it was before activation, whatever happens between', async () => {
		await fc.assert(
			fc.asyncProperty(
				quirks,
				history,
				fc.array(step, { maxLength: 40 }),
				async (settings, past, steps) => {
					const store = startStore(settings, past);
					const watcher = new Watcher(store);
					const endedBefore = new Set(
						store.jobs.filter(({ job }) => isTerminal(job.status)).map(({ job }) => job.id),
					);
					await watcher.look(pickTrouble(steps));
					for (const one of steps) {
						if (one.kind === 'look') await watcher.look();
						else if (one.kind === 'failingLook') await watcher.look({ failAt: one.at });
						else if (one.kind === 'shortLook') await watcher.look({ calls: one.calls });
						else if (one.kind === 'restart') watcher.restart();
						else if (one.kind === 'hide') {
							const stored = pick(store.jobs, one.which);
							// A job that was never seen and then turns up is news: only one that was can vanish.
							if (!stored || !watcher.state?.jobs[stored.job.id]) continue;
							stored.hidden = true;
							for (let index = 0; index < one.looks; index += 1) await watcher.look();
							stored.hidden = false;
						} else apply(store, one);
					}
					store.now += LATENESS;
					for (let index = 0; index < 40; index += 1) await watcher.look();
					const ends = watcher.told.filter((eventId) => isTerminal(eventId.split(':')[1] ?? ''));
					const expected = store.jobs
						.filter(({ job }) => isTerminal(job.status) && !endedBefore.has(job.id))
						.map(({ job }) => `${job.id}:${job.status}`);
					expect(ends.sort()).toEqual(expected.sort());
				},
			),
			{ numRuns: RUNS },
		);
	});
});

/** Some runs begin with an activation that has little time. */
function pickTrouble(steps: readonly Step[]): Trouble | undefined {
	const short = steps.find(({ kind }) => kind === 'shortLook');
	return short?.kind === 'shortLook' ? { calls: short.calls } : undefined;
}

function apply(store: Store, one: Step): void {
	if (one.kind === 'wait') store.now += one.seconds;
	else if (one.kind === 'create') store.create(one.status, store.now, one.lag);
	else if (one.kind === 'change') {
		const stored = pick(store.jobs, one.which);
		if (stored) store.change(stored, one.status, one.lag);
	}
}

function times(transitions: readonly Transition[]): number[] {
	return transitions.flatMap(({ job }) =>
		isTerminal(job.status) && typeof job.finished_at === 'number' ? [job.finished_at] : [],
	);
}
