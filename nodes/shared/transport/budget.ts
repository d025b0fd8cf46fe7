import { sleep } from 'n8n-workflow';

import { cancelled, type ApiContext } from '../execution';
import type { FailedCall } from '../http';
import { SLICE_MS } from '../timing';
import { LONGEST_WAIT_MS } from './retry';

/**
 * What the server bears of one account, as far as it has shown: shared by all executions of the process.
 * Calls in flight grow by one a round of successes and are halved by a refusal, as TCP does it (additive
 * increase, multiplicative decrease); after a refusal they are also spaced, see spacingAt.
 * Times are milliseconds by `performance.now()`, a clock that nobody sets.
 */
export interface Budget {
	inFlight: number;
	/** How many calls may be in flight; grows in fractions. */
	width: number;
	/** Starts a millisecond that went well before the last refusal; Infinity: none was refused yet. */
	rate: number;
	/** The earliest next start. */
	nextStart: number;
	/** Until when the server asked to be left alone: one pause for all calls together. */
	pausedUntil: number;
	/** When it asked. After a minute it is asked anew, however long a pause it named. */
	pausedAt: number;
	/** The answer that asked for it. */
	pausedBy: Pick<FailedCall, 'status' | 'headers' | 'body'> | null;
	/** When it was last cut: refusals of calls that were under way then say nothing new. */
	cutAt: number;
	/** Times of the successes of the last second. */
	successes: number[];
	/** Those that wait for one in flight to end. */
	waiting: Array<() => void>;
}

const WIDEST = 100;
const WINDOW_MS = 1000;
/** How far below the rate that went well it goes on after a refusal. */
const CAUTION = 0.2;
/** How long it takes to come back to that rate. */
const RETURN_MS = 10_000;
/** Where nothing went well yet, so that those who waited do not start all at once. */
const FIRST_RATE = 1 / 10;
const LOWEST_RATE = 1 / 1000;
/** Closer calls are not spaced at all: timers are no finer. */
const SHORTEST_SPACING_MS = 2;
/** How many successes within the window tell a rate. */
const FEWEST_TO_MEASURE = 5;

export function newBudget(): Budget {
	return {
		inFlight: 0,
		width: WIDEST,
		rate: Number.POSITIVE_INFINITY,
		nextStart: Number.NEGATIVE_INFINITY,
		pausedUntil: Number.NEGATIVE_INFINITY,
		pausedAt: Number.NEGATIVE_INFINITY,
		pausedBy: null,
		cutAt: Number.NEGATIVE_INFINITY,
		successes: [],
		waiting: [],
	};
}

/** The server had room for a call, whatever it answered. */
export function succeeded(budget: Budget, now: number): void {
	budget.width = Math.min(WIDEST, budget.width + 1 / budget.width);
	budget.successes.push(now);
	while ((budget.successes[0] ?? now) < now - WINDOW_MS) budget.successes.shift();
}

/** The server refused a call that was started then because of too many. */
export function refused(budget: Budget, startedAt: number, now: number): void {
	if (startedAt < budget.cutAt) return;
	const current = 1 / spacingAt(budget, now);
	const wentWell = budget.successes.filter((at) => at >= now - WINDOW_MS).length;
	// A few successes are no measure of what the server bears: then it is felt for.
	const felt = current === Number.POSITIVE_INFINITY ? FIRST_RATE : current / 2;
	const measured = wentWell < FEWEST_TO_MEASURE ? felt : wentWell / WINDOW_MS;
	budget.rate = Math.max(LOWEST_RATE, Math.min(measured, current));
	budget.cutAt = now;
	budget.width = Math.max(1, budget.width / 2);
}

/**
 * Milliseconds between two starts; 0: none. After a refusal calls come back to the rate that went well within ten
 * seconds, stay about there for as long, and then come ever closer, as in TCP's CUBIC: a limit that stands is met
 * seldom, and one that has gone is soon forgotten.
 * Source: https://www.rfc-editor.org/rfc/rfc9438#section-4.2
 */
export function spacingAt({ rate, cutAt, pausedUntil }: Budget, now: number): number {
	const since = now - Math.max(cutAt, Math.min(pausedUntil, now));
	const spacing = 1 / (rate * (1 + CAUTION * (since / RETURN_MS - 1) ** 3));
	return spacing < SHORTEST_SPACING_MS ? 0 : spacing;
}

/** Until when calls have to wait: a server that names hours is asked again after a minute. */
export function pauseEnd({ pausedUntil, pausedAt }: Budget, now: number): number {
	return now - pausedAt > LONGEST_WAIT_MS ? Number.NEGATIVE_INFINITY : pausedUntil;
}

const BUDGETS_KEPT = 100;
const budgets = new Map<string, Budget>();

/** @param account tells one account from another */
export function budgetOf(account: string): Budget {
	const budget = budgets.get(account) ?? newBudget();
	budgets.delete(account);
	budgets.set(account, budget);
	for (const [oldest, { inFlight, waiting }] of budgets) {
		if (budgets.size <= BUDGETS_KEPT) break;
		if (inFlight === 0 && waiting.length === 0) budgets.delete(oldest);
	}
	return budget;
}

/**
 * Takes a place among the calls in flight, as soon as there is one and its turn has come; a cancelled execution
 * and one that may wait no longer get it at once. A turn is taken only when the call starts: who gives up before
 * leaves none behind.
 * @param until by `performance.now()`
 * @returns gives the place back
 */
export async function takePlace(
	budget: Budget,
	context: ApiContext,
	until: number,
): Promise<() => void> {
	const hurried = () => cancelled(context) || performance.now() >= until;
	while (!hurried()) {
		const now = performance.now();
		const early = budget.nextStart - now;
		const slice = Math.min(SLICE_MS, until - now);
		if (budget.inFlight >= Math.floor(budget.width)) await woken(budget, slice);
		else if (early > 0) await sleep(Math.min(early, slice));
		else break;
	}
	budget.inFlight += 1;
	const now = performance.now();
	budget.nextStart = now + spacingAt(budget, now);
	let held = true;
	return () => {
		if (!held) return;
		held = false;
		budget.inFlight -= 1;
		budget.waiting.shift()?.();
	};
}

/**
 * Until a place is given back. In slices, since a cancelled execution must not wait for what others do.
 * @param slice milliseconds
 */
async function woken(budget: Budget, slice: number): Promise<void> {
	let wake = () => {};
	const given = new Promise<void>((resolve) => (wake = resolve));
	budget.waiting.push(wake);
	await Promise.race([given, sleep(slice)]);
	const at = budget.waiting.indexOf(wake);
	if (at !== -1) budget.waiting.splice(at, 1);
}
