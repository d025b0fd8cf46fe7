import type { ApiFailure, FineTuningJob, JobStatus } from './types';

const TERMINAL: ReadonlySet<JobStatus> = new Set(['succeeded', 'failed', 'cancelled']);

/** Whether a job in this status can never change again. An unknown status can. */
export function isTerminal(status: JobStatus): boolean {
	return TERMINAL.has(status);
}

/**
 * What went wrong with a job, or null. Healthy jobs carry `null`, `{}` or an object of nulls,
 * depending on the provider and the job's age.
 */
export function jobFailure(job: Pick<FineTuningJob, 'error'>): ApiFailure | null {
	const failure = job.error;
	return failure?.code || failure?.message ? failure : null;
}
