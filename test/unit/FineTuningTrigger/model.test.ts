import * as fc from 'fast-check';

import { takeSnapshot } from '../../../nodes/FineTuningTrigger/snapshot';
import { emptyState, readState, type TrackerState } from '../../../nodes/FineTuningTrigger/state';
import { advance, LATENESS, type Transition } from '../../../nodes/FineTuningTrigger/tracker';
import { isTerminal } from '../../../nodes/shared/domain/job';
import { FLAWS, Store, type Trouble } from './store';

const RUNS = 1_500;
const STATUSES = ['validating_files', 'queued', 'running', 'paused', 'succeeded', 'failed', 'odd'];

/** The trigger without n8n: state is kept in memory and, as n8n does by default, saved with what is reported. */
class Watcher {
	state: TrackerState | undefined;
	saved: string | undefined;
	readonly reported: string[] = [];

	constructor(private readonly store: Store) {}

	/** One poll; null when a call failed. */
	async poll(trouble?: Trouble): Promise<Transition[] | null> {
		const state = this.state ?? emptyState('all');
		try {
			const next = advance(state, await takeSnapshot(state, this.store.source(trouble)));
			const stored = JSON.stringify(next.state);
			this.state = readState(JSON.parse(stored), 'all');
			if (this.saved === undefined || next.transitions.length > 0) this.saved = stored;
			this.reported.push(...next.transitions.map(({ job }) => `${job.id}:${job.status}`));
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
const flaw = fc.nat(FLAWS.length - 1);
const history = fc.array(
	fc.record(
		{
			status: fc.constantFrom(...STATUSES),
			age: fc.integer({ min: 0, max: 400 }),
			/** What is no job was created there, too. */
			flaw,
		},
		{ requiredKeys: ['status', 'age'] },
	),
	{ maxLength: 12 },
);
const lag = fc.constantFrom(0, 0, 1, LATENESS - 1, LATENESS);
const step = fc.oneof(
	fc.record({ kind: fc.constant('create' as const), status: fc.constantFrom(...STATUSES), lag }),
	fc.record({ kind: fc.constant('createUnsound' as const), flaw, age: fc.nat(200) }),
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
	fc.record({ kind: fc.constant('poll' as const) }),
	fc.record({ kind: fc.constant('failingPoll' as const), at: fc.nat(6) }),
	fc.record({ kind: fc.constant('shortPoll' as const), calls: fc.integer({ min: 1, max: 4 }) }),
	fc.record({ kind: fc.constant('restart' as const) }),
	fc.record({ kind: fc.constant('hide' as const), which: fc.nat(), polls: fc.nat(4) }),
);
type Step = typeof step extends fc.Arbitrary<infer S> ? S : never;

function startStore(
	settings: { order: 'newest' | 'oldest'; pageSize: number; alwaysHasMore: boolean },
	past: Array<{ status: string; age: number; flaw?: number }>,
): Store {
	const store = new Store(settings);
	for (const { status, age, flaw: one } of past) {
		store.now = 1_000_000 - age;
		store.create(status);
		if (one !== undefined) store.createUnsound(one);
	}
	store.now = 1_000_001;
	return store;
}

const pick = <T>(list: readonly T[], which: number): T | undefined => list[which % list.length];

describe('per job, the statuses visible at successful polls', () => {
	test('each is reported exactly once, in order of time, whatever else is in the list', async () => {
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
					const poll = async (trouble?: Trouble) => {
						const transitions = await watcher.poll(trouble);
						if (!transitions) return;
						const expected: string[] = [];
						const now = new Map(seen);
						for (const { id, status } of store.visible()) {
							const before = now.get(id);
							if (before !== undefined && isTerminal(before)) continue;
							if (seen && before !== status) expected.push(`${id}:${status}`);
							now.set(id, status);
						}
						const reported = transitions.map(({ job }) => `${job.id}:${job.status}`);
						expect([...reported].sort()).toEqual(expected.sort());
						expect(times(transitions)).toEqual([...times(transitions)].sort((a, b) => a - b));
						if (savedSeen === null || reported.length > 0) savedSeen = now;
						seen = now;
					};
					await poll();
					for (const one of steps) {
						// Stale lists, vanishing jobs and short polls have a property of their own.
						if (one.kind === 'poll') await poll();
						else if (one.kind === 'failingPoll') await poll({ failAt: one.at });
						else if (one.kind === 'restart') {
							watcher.restart();
							seen = savedSeen;
						} else if (one.kind !== 'hide' && one.kind !== 'shortPoll') {
							apply(store, one.kind === 'change' ? { ...one, lag: 0 } : one);
						}
					}
					await poll();
				},
			),
			{ numRuns: RUNS },
		);
	});
});

describe('the end of a job', () => {
	test('is reported exactly once, and never if it was before activation, whatever happens between', async () => {
		await fc.assert(
			fc.asyncProperty(
				quirks,
				history,
				fc.array(step, { maxLength: 40 }),
				async (settings, past, steps) => {
					const store = startStore(settings, past);
					const watcher = new Watcher(store);
					const endedBefore = new Set(
						store.jobs.filter(({ status }) => isTerminal(status)).map(({ id }) => id),
					);
					await watcher.poll(pickTrouble(steps));
					for (const one of steps) {
						if (one.kind === 'poll') await watcher.poll();
						else if (one.kind === 'failingPoll') await watcher.poll({ failAt: one.at });
						else if (one.kind === 'shortPoll') await watcher.poll({ calls: one.calls });
						else if (one.kind === 'restart') watcher.restart();
						else if (one.kind === 'hide') {
							const stored = pick(store.jobs, one.which);
							// A job that was never seen and then turns up is news: only one that was can vanish.
							if (!stored || !watcher.state?.jobs[stored.id]) continue;
							stored.hidden = true;
							for (let index = 0; index < one.polls; index += 1) await watcher.poll();
							stored.hidden = false;
						} else apply(store, one);
					}
					store.now += LATENESS;
					for (let index = 0; index < 40; index += 1) await watcher.poll();
					const ends = watcher.reported.filter((eventId) =>
						isTerminal(eventId.split(':')[1] ?? ''),
					);
					const expected = store.jobs
						.filter(({ id, status }) => isTerminal(status) && !endedBefore.has(id))
						.map(({ id, status }) => `${id}:${status}`);
					expect(ends.sort()).toEqual(expected.sort());
				},
			),
			{ numRuns: RUNS },
		);
	});
});

/** Some runs begin with an activation that has little time. */
function pickTrouble(steps: readonly Step[]): Trouble | undefined {
	const short = steps.find(({ kind }) => kind === 'shortPoll');
	return short?.kind === 'shortPoll' ? { calls: short.calls } : undefined;
}

function apply(store: Store, one: Step): void {
	if (one.kind === 'wait') store.now += one.seconds;
	else if (one.kind === 'create') store.create(one.status, store.now, one.lag);
	else if (one.kind === 'createUnsound') store.createUnsound(one.flaw, store.now - one.age);
	else if (one.kind === 'change') {
		const stored = pick(store.jobs, one.which);
		if (stored) store.change(stored, one.status, one.lag);
	}
}

function times(transitions: readonly Transition[]): number[] {
	return transitions.flatMap(({ job }) =>
		isTerminal(job.status) && job.finishedAt !== null ? [job.finishedAt] : [],
	);
}
