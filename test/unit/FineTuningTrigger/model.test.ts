/* eslint-disable @n8n/community-nodes/no-restricted-globals -- runs in Node, not in n8n */
import * as fc from 'fast-check';

import { LATENESS } from '../../../nodes/shared/listOrder';
import { takeSnapshot } from '../../../nodes/FineTuningTrigger/snapshot';
import {
	emptyState,
	readState,
	withKey,
	type TrackerState,
} from '../../../nodes/FineTuningTrigger/state';
import { advance, type Transition } from '../../../nodes/FineTuningTrigger/tracker';
import { isTerminal } from '../../../nodes/shared/domain/job';
import { FLAWS, START, Store, type Clock, type Quirks, type Trouble } from './store';

/** Timelines of each property. */
const RUNS = Number(process.env.TIMELINES ?? 1_500);
const STATUSES = ['validating_files', 'queued', 'running', 'paused', 'succeeded', 'failed', 'odd'];
const HOUR = 3600;

/** The trigger without n8n: state is kept in memory and, as n8n does by default, saved with what is reported. */
class Watcher {
	state: TrackerState | undefined;
	saved: string | undefined;
	readonly reported: Transition[] = [];

	/** One poll; null when a call failed. */
	async poll(store: Store, key: string, trouble?: Trouble): Promise<Transition[] | null> {
		const state = withKey(this.state ?? emptyState('all', key), key);
		try {
			const next = advance(state, await takeSnapshot(state, store.source(trouble)));
			const stored = JSON.stringify(next.state);
			this.state = readState(JSON.parse(stored), 'all');
			// What is stored passes its own guard.
			expect(this.state).toBeDefined();
			if (this.saved === undefined || next.transitions.length > 0) this.saved = stored;
			this.reported.push(...next.transitions);
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

	get ends(): string[] {
		return this.reported.map(idOf).filter((eventId) => isTerminal(eventId.split(':')[1] ?? ''));
	}
}

const idOf = ({ job }: Transition) => `${job.id}:${job.status}`;

const status = fc.constantFrom(...STATUSES);
const flaw = fc.option(fc.nat(FLAWS.length - 1), { nil: null, freq: 8 });
const world = fc.record({
	quirks: fc.record<Quirks>({
		order: fc.constantFrom('newest', 'newest', 'newest', 'oldest'),
		pageSize: fc.constantFrom(1, 2, 3, 5, 20, 100),
		alwaysHasMore: fc.boolean(),
		swapsPairs: fc.constantFrom(false, false, true),
		dateAhead: fc.constantFrom(0, 0, 0, null, 1800, -1800),
	}),
	/** Finished jobs from long ago. */
	long: fc.constantFrom(0, 0, 5, 30, 60),
	past: fc.array(
		fc.record({
			status,
			age: fc.integer({ min: 0, max: 400 }),
			displaced: fc.constantFrom(0, 0, 0, -100, 100, 300),
			flaw,
		}),
		{ maxLength: 12 },
	),
	/** Another account, which another key opens. */
	other: fc.array(fc.record({ status, age: fc.integer({ min: 0, max: 9000 }) }), { maxLength: 4 }),
	/** So many answers to the activation are empty lists. */
	empty: fc.constantFrom(0, 0, 0, 1, 2, 9),
});
type World = typeof world extends fc.Arbitrary<infer W> ? W : never;

const lag = fc.constantFrom(0, 0, 1, 180, LATENESS - 1, LATENESS);
const polls = fc.integer({ min: 1, max: 4 });
const kind = <K extends string>(name: K) => fc.constant(name);
const step = fc.oneof(
	fc.record({
		kind: kind('create'),
		status,
		lag,
		displaced: fc.constantFrom(0, 0, 100, -100, 300),
		flaw,
		/** Dated in the future. */
		ahead: fc.constantFrom(0, 0, 0, 0, HOUR, 24 * HOUR),
	}),
	/** Many at once, more than a page. */
	fc.record({
		kind: kind('burst'),
		status: fc.constantFrom('succeeded', 'running'),
		count: fc.constantFrom(3, 7, 25),
		seconds: fc.constantFrom(0, 1, 60),
	}),
	fc.record({ kind: kind('change'), which: fc.nat(), status, lag: fc.constantFrom(0, 0, 30) }),
	fc.record({ kind: kind('wait'), seconds: fc.constantFrom(0, 1, 1, 60, LATENESS + 1, 5000) }),
	fc.record({ kind: kind('poll') }),
	fc.record({ kind: kind('failingPoll'), at: fc.nat(6) }),
	fc.record({ kind: kind('shortPoll'), calls: fc.integer({ min: 1, max: 4 }) }),
	fc.record({ kind: kind('restart') }),
	fc.record({ kind: kind('key'), key: fc.constantFrom('a', 'a, renewed', 'b') }),
	fc.record({ kind: kind('spoil'), which: fc.nat(), polls, how: fc.nat(FLAWS.length - 1) }),
	fc.record({ kind: kind('hide'), which: fc.nat(), polls }),
	fc.record({ kind: kind('forbid'), which: fc.nat(), polls }),
);
type Step = typeof step extends fc.Arbitrary<infer S> ? S : never;

/** The two accounts of a server, and which of them the key opens. */
function startWorld({ quirks, long, past, other, empty }: World) {
	const clock: Clock = { now: START };
	const accounts = { a: new Store(quirks, clock, 'a'), b: new Store(quirks, clock, 'b') };
	// An activation that finds nothing but empty lists takes what ended within the hour before for news.
	const earlier = empty > 1 ? 2 * HOUR : 0;
	for (let index = 0; index < long; index += 1) {
		clock.now = START - earlier - 100_000 + index * 60;
		accounts.a.create('succeeded');
	}
	for (const { status: one, age, displaced, flaw: bad } of past) {
		clock.now = START - earlier - age;
		accounts.a.create(one, { displaced, flaw: empty > 0 ? null : bad });
	}
	for (const { status: one, age } of other) {
		clock.now = START - age;
		accounts.b.create(one);
	}
	clock.now = START + 1;
	return { clock, accounts, storeOf: (key: string) => (key === 'b' ? accounts.b : accounts.a) };
}

const pick = <T>(list: readonly T[], which: number): T | undefined => list[which % list.length];

function apply(store: Store, one: Step, futures: { left: number }): void {
	const { clock } = store;
	if (one.kind === 'wait') clock.now += one.seconds;
	else if (one.kind === 'burst') {
		for (let index = 0; index < one.count; index += 1) {
			store.create(one.status);
			clock.now += one.seconds;
		}
	} else if (one.kind === 'create') {
		const ahead = one.ahead > 0 && futures.left > 0 ? one.ahead : 0;
		if (ahead > 0) futures.left -= 1;
		store.create(one.status, {
			createdAt: clock.now + ahead,
			visibleFrom: clock.now + one.lag,
			displaced: one.displaced,
			flaw: one.flaw,
		});
	} else if (one.kind === 'change') {
		const stored = pick(store.jobs, one.which);
		if (stored) store.change(stored, one.status, one.lag);
	}
}

interface LastPoll {
	key: string;
	time: number | null;
}

/** Without the right time of the server, one job dated in the future is all that is promised. */
const futuresOf = ({ quirks }: World) => ({
	left: quirks.dateAhead === 0 ? Number.POSITIVE_INFINITY : 1,
});

describe('per job, the statuses visible at successful polls', () => {
	test('each is reported exactly once, in order of time, whatever else is in the list', async () => {
		await fc.assert(
			fc.asyncProperty(world, fc.array(step, { maxLength: 40 }), async (start, steps) => {
				const { storeOf } = startWorld(start);
				// Without the server's time, an activation that finds nothing but empty lists is believed.
				const empty = start.quirks.dateAhead === null ? Math.min(1, start.empty) : start.empty;
				const futures = futuresOf(start);
				const watcher = new Watcher();
				let key = 'a';
				// The oracle: the status each job was last seen in; null before activation.
				let seen: Map<string, string> | null = null;
				let savedSeen: Map<string, string> | null = null;
				let polled: LastPoll | null = null;
				let saved: LastPoll | null = null;
				/** Since when something counts that is seen for the first time. */
				let since: number | null = null;
				let savedSince: number | null = null;
				const poll = async (trouble: Trouble = {}) => {
					const store = storeOf(key);
					const transitions = await watcher.poll(store, key, trouble);
					if (!transitions) return;
					const time = store.date();
					const isNewKey = polled !== null && polled.key !== key;
					if (polled === null) since = time;
					else if (isNewKey) since = polled.time;
					const expected: string[] = [];
					const now = new Map(seen);
					const isEmpty = polled === null && (trouble.empty ?? 0) > 1;
					for (const job of isEmpty ? [] : store.visible()) {
						const before = now.get(job.id);
						if (before !== undefined && isTerminal(before)) continue;
						const isNews =
							before === undefined
								? isNewsAtFirst(job, since, isNewKey, time)
								: before !== job.status;
						if (seen && isNews) expected.push(`${job.id}:${job.status}`);
						now.set(job.id, job.status);
					}
					expect(transitions.map(idOf).sort()).toEqual(expected.sort());
					expect(times(transitions)).toEqual([...times(transitions)].sort((a, b) => a - b));
					polled = { key, time };
					if (savedSeen === null || transitions.length > 0) {
						[savedSeen, saved, savedSince] = [now, polled, since];
					}
					seen = now;
				};
				await poll({ empty });
				for (const one of steps) {
					const store = storeOf(key);
					// Stale lists, vanishing jobs and short polls have a property of their own.
					if (one.kind === 'poll') await poll();
					else if (one.kind === 'failingPoll') await poll({ failAt: one.at });
					else if (one.kind === 'key') ({ key } = one);
					else if (one.kind === 'restart') {
						watcher.restart();
						[seen, polled, since] = [savedSeen, saved, savedSince];
					} else if (one.kind === 'spoil') {
						const stored = pick(store.jobs, one.which);
						// A job that was never seen is no more news when it is sound again only after long.
						if (!stored || stored.flaw !== null || !watcher.state?.jobs[stored.id]) continue;
						stored.flaw = one.how;
						for (let index = 0; index < one.polls; index += 1) await poll();
						stored.flaw = null;
					} else apply(store, one.kind === 'change' ? { ...one, lag: 0 } : one, futures);
				}
				await poll();
				const again = watcher.reported
					.filter(({ job }) => ['running', 'paused'].includes(job.status) || isTerminal(job.status))
					.map((transition) => `${idOf(transition)}:${transition.occurrence}`);
				expect(new Set(again).size).toBe(again.length);
			}),
			{ numRuns: RUNS },
		);
	});
});

function isNewsAtFirst(
	{ status: one, createdAt, finishedAt }: Store['jobs'][number],
	since: number | null,
	isNewKey: boolean,
	time: number | null,
): boolean {
	if (!isNewKey) return since === null || (finishedAt ?? createdAt) >= since - HOUR;
	if (since === null) return false;
	if (isTerminal(one) && (finishedAt ?? 0) >= since) return true;
	return createdAt >= since && createdAt <= (time ?? Infinity) + LATENESS;
}

describe('the end of a job', () => {
	test('is reported exactly once, and never if it was before activation, whatever happens between', async () => {
		await fc.assert(
			fc.asyncProperty(world, fc.array(step, { maxLength: 40 }), async (start, steps) => {
				// Pairs that change places with every new job have no place to go on from; and what the
				// history holds that is not read yet needs the server's time.
				const quirks = { ...start.quirks, swapsPairs: false, dateAhead: 0 };
				const { accounts, clock } = startWorld({ ...start, quirks, empty: 0 });
				const store = accounts.a;
				const futures = futuresOf({ ...start, quirks });
				const watcher = new Watcher();
				let key = 'a';
				const poll = async (trouble?: Trouble) => await watcher.poll(store, key, trouble);
				const endedBefore = new Set(
					store.jobs.filter((job) => isTerminal(job.status)).map(({ id }) => id),
				);
				const during = async (change: (on: boolean) => void, count: number) => {
					change(true);
					for (let index = 0; index < count; index += 1) await poll();
					change(false);
				};
				await poll(shortOf(steps));
				for (const one of steps) {
					if (one.kind === 'poll') await poll();
					else if (one.kind === 'failingPoll') await poll({ failAt: one.at });
					else if (one.kind === 'shortPoll') await poll({ calls: one.calls });
					else if (one.kind === 'restart') watcher.restart();
					else if (one.kind === 'key') {
						// With another key, what ended before the last poll is old, also where it is listed late.
						if (store.visible().length === sound(store).length) key = one.key;
					} else if (one.kind === 'hide' || one.kind === 'forbid' || one.kind === 'spoil') {
						const stored = pick(store.jobs, one.which);
						if (!stored) continue;
						if (one.kind === 'forbid') {
							await during((on) => (stored.forbidden = on), one.polls);
						} else if (watcher.state?.jobs[stored.id] && stored.flaw === null) {
							// A job that was never seen and then turns up is news: only one that was can vanish.
							await during((on) => {
								if (one.kind === 'hide') stored.hidden = on;
								else stored.flaw = on ? one.how : null;
							}, one.polls);
						}
					} else apply(store, one, futures);
				}
				clock.now += LATENESS;
				for (let index = 0; index < 40; index += 1) await poll();
				const expected = store.jobs
					.filter((job) => isTerminal(job.status) && !endedBefore.has(job.id) && job.flaw === null)
					.map((job) => `${job.id}:${job.status}`);
				expect(watcher.ends.sort()).toEqual(expected.sort());
			}),
			{ numRuns: RUNS },
		);
	});
});

const sound = (store: Store) => store.jobs.filter((job) => job.flaw === null);

/** Some runs begin with an activation that has little time. */
function shortOf(steps: readonly Step[]): Trouble | undefined {
	const short = steps.find((one) => one.kind === 'shortPoll');
	return short && { calls: short.calls };
}

function times(transitions: readonly Transition[]): number[] {
	return transitions.flatMap(({ job }) =>
		isTerminal(job.status) && job.finishedAt !== null ? [job.finishedAt] : [],
	);
}
