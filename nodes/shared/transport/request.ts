import { NodeApiError, NodeOperationError } from 'n8n-workflow';

import { cancelled, waitUntil } from '../execution';
import type { FailedCall } from '../http';
import { RATE_LIMIT_PATIENCE_MS } from '../timing';
import type { ApiRequest, Connection, Probe } from './connection';
import { pauseEnd, refused, succeeded, takePlace } from './budget';
import { explain } from './errors';
import {
	isAmbiguousOutcome,
	isLasting,
	LONGEST_WAIT_MS,
	MAX_RETRIES,
	MAX_RESENDS,
	nextDelay,
	requestedWait,
	type Outcome,
	type Repeat,
} from './retry';
import { attempt, factsOf } from './send';
import { joinUrl } from './url';

/**
 * One call: authenticated, retried where that is harmless, bounded by the connection's deadline and
 * by the execution's end.
 * @returns what the call's `read` or `receive` made of the answer
 * @throws NodeOperationError for an ID that cannot be sent and for a missing admin key, NodeApiError for
 * everything else
 */
export async function request<T>(connection: Connection, call: ApiRequest<T>): Promise<T> {
	const url = joinUrl(connection.server.baseUrl, call.path, call.version);
	if (!url.ok) {
		throw new NodeOperationError(
			connection.context.getNode(),
			`Could not ${call.action}: ${url.problem}`,
			{ description: url.advice },
		);
	}
	if (call.admin && !connection.hasAdminKey) {
		throw new NodeOperationError(
			connection.context.getNode(),
			`Could not ${call.action}: the credential has no admin key`,
			{
				description: `Create an admin key in your organization's settings at ${connection.server.name}, and enter it under 'Admin Key' in the Fine-Tuning API credential.`,
			},
		);
	}
	let ambiguous = false;
	let resends = 0;
	let refusals = 0;
	// Of a clock that nobody sets; only what the server and n8n name is by the other one.
	const begun = performance.now();
	for (let retry = 0; ; retry += 1) {
		const release = await admission(connection, call, ambiguous);
		const startedAt = performance.now();
		const { outcome, facts, answer } = await attempt(connection, call, url.value).finally(release);
		const endedAt = performance.now();
		if (hadRoom(outcome)) succeeded(connection.budget, endedAt);
		if (answer) return answer.value;
		if (call.method !== 'GET' && isAmbiguousOutcome(outcome)) {
			ambiguous = true;
			call.onAmbiguous?.(outcome);
		}
		// An attempt whose answer was lost has removed it.
		if (ambiguous && facts.status === 404 && call.ifGone !== undefined) return call.ifGone;
		const stopped = cancelled(connection.context);
		const probe = ambiguous && !stopped ? await call.recovery?.probe() : undefined;
		if (probe?.state === 'found') return probe.value;
		if (probe?.state === 'refused' && retry < MAX_RETRIES) {
			ambiguous = false;
			continue;
		}
		if (probe) resends += 1;
		if (facts.status === 429) refusals += 1;
		// What the server has no room for it has not done: it is asked again for a while, however often.
		const patient = facts.status === 429 && endedAt - begun < RATE_LIMIT_PATIENCE_MS;
		const given = stopped || call.once || probe?.state === 'unknown' || resends > resendsOf(call);
		const delay = given
			? null
			: nextDelay(
					outcome,
					repeatOf(call, probe),
					patient ? 0 : retry,
					facts.now,
					Math.random(),
					refusals,
				);
		const resume = performance.now() + (delay ?? 0);
		sharePause(connection, outcome, facts, { startedAt, resume });
		if (delay === null || facts.now + delay >= connection.deadline) {
			throw failure(connection, call, facts, ambiguous);
		}
		await waitUntil(connection.context, () => resume);
	}
}

/** Any answer but those that ask for fewer calls shows that there was room for this one. */
function hadRoom(outcome: Outcome): boolean {
	return outcome.kind === 'response' && outcome.status !== 429 && outcome.status !== 503;
}

function repeatOf<T>(call: ApiRequest<T>, probe: Probe<T> | undefined): Repeat {
	// Deleting twice leaves the same as deleting once.
	if (call.repeatable || call.method === 'GET' || call.method === 'DELETE') return 'safe';
	return probe && call.recovery ? call.recovery.repeat : 'ifRefused';
}

/** How often a call may be sent again after it was probed for. */
function resendsOf<T>({ recovery }: ApiRequest<T>): number {
	return recovery?.repeat === 'ifAbsent' ? MAX_RESENDS : Number.POSITIVE_INFINITY;
}

/** All calls of an account wait together when the server asks one of them to. */
function sharePause(
	{ budget }: Connection,
	outcome: Outcome,
	{ status, headers, body }: FailedCall,
	{ startedAt, resume }: { startedAt: number; resume: number },
): void {
	if (outcome.kind !== 'response' || isLasting(outcome)) return;
	const now = performance.now();
	const asked = requestedWait(headers, Date.now());
	if (status !== 429 && !(status === 503 && asked !== undefined)) return;
	refused(budget, startedAt, now);
	const until = Math.max(resume, now + (asked ?? 0));
	if (until > pauseEnd(budget, now)) {
		budget.pausedUntil = until;
		budget.pausedAt = now;
		budget.pausedBy = { status, headers, body };
	}
}

/** A file on its way, up or down. */
function isTransfer<T>(call: ApiRequest<T>): boolean {
	return 'receive' in call || call.body instanceof FormData;
}

/**
 * Waits until the server takes requests again, and for a place among those in flight.
 * @returns gives the place back
 * @throws NodeApiError saying when, if that is too long to wait
 */
async function admission<T>(
	connection: Connection,
	call: ApiRequest<T>,
	ambiguous: boolean,
): Promise<() => void> {
	const { budget, context, deadline } = connection;
	const left = () => pauseEnd(budget, performance.now()) - performance.now();
	const tooLong = () => left() > 0 && (left() > LONGEST_WAIT_MS || Date.now() + left() >= deadline);
	const until = performance.now() + deadline - Date.now();
	for (;;) {
		// Asked for anew all the time: another call may learn of a longer pause meanwhile.
		await waitUntil(context, () => (tooLong() ? 0 : pauseEnd(budget, performance.now())));
		// What takes minutes must not hold the place of what takes moments.
		const waits = !tooLong() && !isTransfer(call);
		const release = waits ? await takePlace(budget, context, until) : () => {};
		const facts = factsOf(connection, call);
		if (cancelled(context)) {
			release();
			throw failure(connection, call, { ...facts, networkCode: 'CANCELLED' }, ambiguous, false);
		}
		if (tooLong()) {
			release();
			const headers = { ...budget.pausedBy?.headers, 'retry-after-ms': String(left()) };
			const known = { ...facts, ...budget.pausedBy, headers };
			throw failure(connection, call, known, ambiguous, false);
		}
		if (facts.now >= deadline) {
			release();
			throw failure(connection, call, { ...facts, networkCode: 'ETIMEDOUT' }, ambiguous, false);
		}
		if (left() <= 0) return release;
		release();
	}
}

/**
 * @param ambiguous whether an earlier attempt may have been carried out
 * @param sent whether this one was sent at all
 */
function failure<T>(
	{ context }: Connection,
	call: ApiRequest<T>,
	facts: FailedCall,
	ambiguous: boolean,
	sent = true,
): NodeApiError {
	// Made from words alone: the failed request, which carries the key, is left behind.
	const explanation = explain({
		...facts,
		creates: sent || ambiguous ? call.creates : undefined,
		ambiguous,
		sign: call.recovery?.sign,
	});
	return new NodeApiError(context.getNode(), { message: explanation.message }, { ...explanation });
}
