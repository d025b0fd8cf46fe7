import { NodeOperationError } from 'n8n-workflow';

import type { Job } from '../domain/job';
import type { JobRequest } from '../domain/jobRequest';
import type { Exchange } from '../http';
import type { Idempotency, OwnKey } from '../providers/protocol';
import type { Probe } from '../transport/connection';
import { mayStillRun } from '../transport/retry';
import { send, unlessGone, type Caller } from './caller';
import type { JobCreation } from './jobCreation';
import { FINDING, PROBING, probeUntil, type Asking } from './probing';

interface Keyed {
	idempotency: Extract<Idempotency, OwnKey>;
	key: string;
}

/** What the provider says of an attempt, and the name that the attempt has there. */
interface Attempt {
	name: string;
	probe: Probe<Job>;
}

/** Whether there is a job, or none: only a create that is still being looked at is asked about again. */
const FINAL = ['found', 'absent', 'refused'] as const;

/**
 * A create with a provider that itself gives the job of an earlier create with the same key. Such a provider also
 * repeats its refusals: after one, another attempt goes under another name, which follows from the key.
 */
export function ownKeyCreation(caller: Caller, request: JobRequest, keyed: Keyed): JobCreation {
	const { idempotency, key } = keyed;
	const find = async () =>
		await probeUntil(
			caller,
			FINAL,
			async () => (await latestAttempt(caller, keyed, PROBING)).probe,
		);
	return {
		keyed: true,
		repeatable: true,
		sign: idempotency.sign(key),
		find,
		async lookUp() {
			const { probe } = await latestAttempt(caller, keyed, FINDING);
			return probe.state === 'unknown' ? await find() : probe;
		},
		async create(onAmbiguous) {
			const { name, probe: before } = await latestAttempt(caller, keyed, FINDING);
			if (before.state === 'found') return { job: before.value, recovered: true };
			let recovered = false;
			const ask = async () => await attemptNamed(caller, idempotency, name, PROBING);
			const job = await send(caller, exchangeFor(caller, request, keyed, name), {
				action: 'create the job',
				creates: 'job',
				recovery: {
					repeat: 'safe',
					sign: idempotency.sign(name),
					async probe() {
						const probe = await probeUntil(caller, FINAL, ask);
						recovered = probe.state === 'found';
						return probe;
					},
				},
				onAmbiguous: (outcome) => onAmbiguous(mayStillRun(outcome)),
			});
			return { job, recovered };
		},
	};
}

/** @throws NodeOperationError for what is wrong with the request, which was looked at before */
function exchangeFor(
	{ context, provider }: Caller,
	request: JobRequest,
	{ idempotency }: Keyed,
	name: string,
): Exchange<Job> {
	const prepared = provider.jobs.create(idempotency.carry(request, name));
	if (prepared.ok) return prepared.value;
	throw new NodeOperationError(context.getNode(), prepared.problem, {
		description: prepared.advice,
	});
}

/** More than any server remembers: one that says so of every name is let refuse the create itself. */
const ATTEMPTS_AT_MOST = 100;

/** The attempt with this key that was not refused, or the name for the next one. @throws NodeApiError */
async function latestAttempt(
	caller: Caller,
	{ idempotency, key }: Keyed,
	purpose: Asking,
): Promise<Attempt> {
	for (let attempt = 1; ; attempt += 1) {
		// No key that a user gives looks like the later ones.
		const name = attempt === 1 ? key : JSON.stringify([key, attempt]);
		const probe = await attemptNamed(caller, idempotency, name, purpose);
		if (probe.state !== 'refused' || attempt === ATTEMPTS_AT_MOST) return { name, probe };
	}
}

async function attemptNamed(
	caller: Caller,
	{ find }: OwnKey,
	name: string,
	purpose: Asking,
): Promise<Probe<Job>> {
	const known = await unlessGone(
		caller,
		['404'],
		async () => await send(caller, find(name), purpose),
	);
	if (!known) return { state: 'absent' };
	if (known.state === 'pending') return { state: 'unknown' };
	if (known.state === 'refused') return known;
	// One that was deleted there has its name in the error: the server makes no other for the key.
	const subject = { kind: 'job' as const, id: known.jobId };
	const job = await send(caller, caller.provider.jobs.get(known.jobId), { ...purpose, subject });
	return { state: 'found', value: job };
}
