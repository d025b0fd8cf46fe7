import { cancelled, waitUntil } from '../execution';
import { PROBE_PAUSES_MS, TIMEOUT_MS } from '../timing';
import type { Probe, Purpose } from '../transport/connection';
import type { Caller } from './caller';

export type Asking = Pick<Purpose<unknown>, 'action' | 'timeoutMs' | 'once'>;

/** What is asked once about an earlier create is worth the patience of any read. */
export const FINDING: Asking = { action: 'find the job' };
/** Whoever probes asks again, and for about a minute in all. */
export const PROBING: Asking = { ...FINDING, timeoutMs: TIMEOUT_MS / 4, once: true };

/**
 * Asks again and again, for about a minute, until the answer is one of the final ones. Never throws: what the user
 * is told is the failure that made it necessary to ask.
 */
export async function probeUntil<T>(
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
