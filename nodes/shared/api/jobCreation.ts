import type { Job } from '../domain/job';
import type { Probe } from '../transport/connection';

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
