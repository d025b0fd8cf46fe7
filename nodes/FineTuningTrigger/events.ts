import type { Transition } from './tracker';

/** What a user can wait for, in the order of a job's life. */
export const EVENTS = ['created', 'running', 'paused', 'succeeded', 'failed', 'cancelled'] as const;
export type TriggerEvent = (typeof EVENTS)[number];

/**
 * The event that a transition is to this user, or null when it is none they asked for. `created` is a
 * job's first sight, unless the status it is first seen in is itself one they asked for.
 */
export function eventOf(
	{ job, previousStatus }: Pick<Transition, 'job' | 'previousStatus'>,
	wanted: readonly string[],
): TriggerEvent | null {
	const own = EVENTS.find((event) => event !== 'created' && event === job.status);
	if (own && wanted.includes(own)) return own;
	return previousStatus === null && wanted.includes('created') ? 'created' : null;
}
