import fc from 'fast-check';

import {
	budgetOf,
	newBudget,
	pauseEnd,
	refused,
	spacingAt,
	succeeded,
	takePlace,
	type Budget,
} from '../../../../nodes/shared/transport/budget';
import { aContext, ok } from '../../builders';

jest.mock('../../../../nodes/shared/timing', () => ({
	...jest.requireActual<object>('../../../../nodes/shared/timing'),
	SLICE_MS: 2,
}));

const NOW = 1_700_000_000_000;
const NEVER = Number.POSITIVE_INFINITY;
const { context } = aContext(() => ok({}));

/** A budget after so many successes within a second, and refusals of calls that were started one by one. */
function after({ successes = 0, refusals = 0 }): Budget {
	const budget = newBudget();
	for (let nth = 0; nth < successes; nth += 1) succeeded(budget, NOW);
	for (let nth = 1; nth <= refusals; nth += 1) refused(budget, NOW + nth, NOW + nth);
	return budget;
}

test.each([
	[0, 100],
	[1, 50],
	[2, 25],
	[20, 1],
])('after %d refusals, %d calls may be in flight', (refusals, width) => {
	expect(after({ refusals }).width).toBe(width);
});

test('each round of successes makes room for one more, up to as many as at first', () => {
	const budget = after({ refusals: 2 });
	const before = budget.width;
	for (let nth = 0; nth < before; nth += 1) succeeded(budget, NOW);
	expect(budget.width).toBeGreaterThan(before + 0.9);
	expect(budget.width).toBeLessThanOrEqual(before + 1);
	for (let nth = 0; nth < 20_000; nth += 1) succeeded(budget, NOW);
	expect(budget.width).toBe(newBudget().width);
});

test('refusals of calls that were under way when it was cut say nothing new', () => {
	const budget = newBudget();
	refused(budget, NOW, NOW + 10);
	const cut = { ...budget };
	refused(budget, NOW + 5, NOW + 20);
	expect(budget).toEqual(cut);
	refused(budget, NOW + 10, NOW + 20);
	expect(budget.width).toBe(cut.width / 2);
});

test.each([
	['nothing that went well', 0, 1, 12.5],
	['nothing that went well, again', 0, 3, 78],
	['nothing that went well for long', 0, 30, 1250],
	['20 a second that went well', 20, 1, 62.5],
	['one a second that went well, which tells nothing', 1, 1, 12.5],
])('after a refusal and %s, starts are spaced', (_, successes, refusals, spacing) => {
	const budget = after({ successes, refusals });
	expect(Math.round(spacingAt(budget, budget.cutAt) * 2) / 2).toBe(spacing);
});

test('only the last second counts as going well', () => {
	const budget = newBudget();
	for (let nth = 0; nth < 5; nth += 1) succeeded(budget, NOW - 1001);
	for (let nth = 0; nth < 5; nth += 1) succeeded(budget, NOW - 1000);
	refused(budget, NOW, NOW);
	expect(budget.rate).toBe(5 / 1000);
	expect(after({ successes: 5 }).successes).toHaveLength(5);
	const late = after({ successes: 5 });
	succeeded(late, NOW + 5000);
	expect(late.successes).toEqual([NOW + 5000]);
});

test.each([
	['at once', 0, 25],
	['soon', 5_000, 20.5],
	['ten seconds later, at the rate that went well', 10_000, 20],
	['as long about that rate', 15_000, 19.5],
	['a little closer then', 20_000, 16.5],
	['ever closer', 30_000, 7.7],
	['not spaced at all', 60_000, 0],
])('50 a second went well: %s', (_, later, spacing) => {
	const budget = after({ successes: 50, refusals: 1 });
	expect(spacingAt(budget, budget.cutAt + later)).toBeCloseTo(spacing, 0);
	// Nothing is sent in a pause, so nothing is learned of the server.
	budget.pausedUntil = budget.cutAt + 7_000;
	expect(spacingAt(budget, budget.cutAt + 7_000 + later)).toBeCloseTo(spacing, 0);
	expect(spacingAt(budget, budget.cutAt + 3_000)).toBeCloseTo(25, 0);
});

test('what went well in a burst does not count for more than the pace that was refused', () => {
	const budget = after({ successes: 50, refusals: 1 });
	const later = budget.cutAt + 12_000;
	const pace = 1 / spacingAt(budget, later);
	for (let nth = 0; nth < 90; nth += 1) succeeded(budget, later);
	refused(budget, later, later);
	expect(budget.rate).toBeCloseTo(pace, 6);
});

test('where nothing was refused, nothing is spaced', () => {
	expect(spacingAt(newBudget(), NOW)).toBe(0);
	expect(spacingAt(after({ successes: 50 }), NOW)).toBe(0);
});

test('an account has one budget, whoever asks; another has its own', () => {
	expect(budgetOf('a')).toBe(budgetOf('a'));
	expect(budgetOf('b')).not.toBe(budgetOf('a'));
});

test('of very many accounts the least recent are forgotten, but none that is in use', () => {
	const used = budgetOf('in use');
	used.inFlight = 1;
	const [idle, recent] = [budgetOf('idle'), budgetOf('recent')];
	for (let nth = 0; nth < 150; nth += 1) {
		budgetOf(`other ${nth}`);
		expect(budgetOf('recent')).toBe(recent);
	}
	expect(budgetOf('in use')).toBe(used);
	expect(budgetOf('idle')).not.toBe(idle);
});

test('never are more calls in flight than there is room for, and each gets its turn', async () => {
	await fc.assert(
		fc.asyncProperty(
			fc.integer({ min: 1, max: 4 }),
			fc.array(fc.nat({ max: 3 }), { minLength: 1, maxLength: 12 }),
			async (width, turns) => {
				const budget = { ...newBudget(), width };
				let running = 0;
				let most = 0;
				const run = async (length: number) => {
					const release = await takePlace(budget, context, NEVER);
					running += 1;
					most = Math.max(most, running);
					for (let turn = 0; turn < length; turn += 1) await Promise.resolve();
					running -= 1;
					release();
					// Given back once, however often.
					release();
				};
				await Promise.all(turns.map(run));
				expect(most).toBeLessThanOrEqual(width);
				expect([budget.inFlight, budget.waiting.length]).toEqual([0, 0]);
			},
		),
		{ numRuns: 50 },
	);
});

test('starts come one after the other, spaced, whoever asks first', async () => {
	const budget = { ...newBudget(), rate: 1 / 2.4, cutAt: performance.now() };
	const starts: number[] = [];
	await Promise.all(
		Array.from({ length: 4 }, async () => {
			await takePlace(budget, context, NEVER);
			starts.push(performance.now());
		}),
	);
	expect(budget.inFlight).toBe(4);
	for (let nth = 1; nth < starts.length; nth += 1) {
		expect(Number(starts[nth]) - Number(starts[nth - 1])).toBeGreaterThanOrEqual(2.5);
	}
});

test('one that may wait no longer, or is cancelled, gets its place at once and leaves no turn behind', async () => {
	const nextStart = performance.now() + 3_600_000;
	const full = { ...newBudget(), width: 1, inFlight: 1, nextStart };
	await takePlace(full, context, performance.now());
	const cancelled = Object.assign({}, context, {
		getExecutionCancelSignal: () => AbortSignal.abort(),
	});
	await takePlace(full, cancelled, NEVER);
	expect([full.inFlight, full.waiting]).toEqual([3, []]);
	expect(full.nextStart).toBeLessThanOrEqual(performance.now());
});

test('a pause is kept for a minute at most, however long a one the server names', () => {
	const paused = { ...newBudget(), pausedUntil: 1_000_000, pausedAt: 100 };
	expect(pauseEnd(paused, 60_100)).toBe(1_000_000);
	expect(pauseEnd(paused, 60_101)).toBe(Number.NEGATIVE_INFINITY);
});
