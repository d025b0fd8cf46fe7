import type { Job } from '../domain/job';
import { cancelled, waitUntil } from '../execution';
import { PROBE_PAUSES_MS, TIMEOUT_MS } from '../timing';
import type { Probe, Purpose } from '../transport/connection';
import type { Caller } from './caller';

/** A job, and whether it was found again instead of created by the call that returns it. */
export interface Created {
	job: Job;
	recovered: boolean;
}

/** One create by one idempotency key. */
export interface JobCreation {
	/** Whether the job carries the key. */
	keyed: boolean;
	/** Whether creating again with the key does no harm, whatever became of an earlier create. */
	repeatable: boolean;
	/** How a person recognises the job, as a sentence; absent without a key. */
	sign?: string;
	/**
	 * Probes for the job that carries the key, for about a minute: lists lag behind, and servers that answered
	 * with an error may still be at it. Never throws.
	 */
	find(): Promise<Probe<Job>>;
	/** The job that carries the key, from anywhere in the list; `unknown` without a key. @throws NodeApiError */
	lookUp(): Promise<Probe<Job>>;
	/**
	 * @param onAmbiguous told of each attempt that may have been carried out, and whether the server may
	 * still be at it
	 * @throws NodeApiError; says so if the job may exist all the same
	 */
	create(onAmbiguous: (mayStillRun: boolean) => void): Promise<Created>;
}

export type Asking = Pick<Purpose<unknown>, 'action' | 'timeoutMs' | 'once'>;

/** What is asked once about an earlier create is worth the patience of any read. */
export const FINDING: Asking = { action: 'find the job' };
/** Whoever probes asks again, and for about a minute in all. */
export const PROBING: Asking = { ...FINDING, timeoutMs: TIMEOUT_MS / 4, once: true };

/**
 * Asks again and again, for about a minute, until the answer is one of the final ones. Never throws: what the user
 * is told is the failure that made it necessary to ask.
 */
export async function probeUntil<T = Job>(
	{ context }: Caller,
	final: ReadonlyArray<Probe<T>['state']>,
	ask: () => Promise<Probe<T>>,
): Promise<Probe<T>> {
	let probe: Probe<T> = { state: 'unknown' };
	for (const pause of PROBE_PAUSES_MS) {
		const moment = performance.now() + pause;
		await waitUntil(context, () => moment);
		if (cancelled(context)) return { state: 'unknown' };
		try {
			probe = await ask();
		} catch {
			probe = { state: 'unknown' };
		}
		if (final.includes(probe.state)) return probe;
	}
	return probe;
}
