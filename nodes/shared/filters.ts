import { matchesMetadata } from './metadata';
import { suffixOf } from './simplify';
import type { FineTuningJob } from './types';

/** Which jobs a user asked for; empty parts match everything. */
export interface JobFilter {
	model: string;
	suffix: string;
	metadata: Readonly<Record<string, string>>;
}

/** Whether a model is the one named, or a dated version of it (`gpt-4.1-mini` ← `…-2025-04-14`). */
export function matchesModel(model: string, wanted: string): boolean {
	if (wanted === '' || model === wanted) return true;
	return (
		model.startsWith(`${wanted}-`) && /^\d{4}-\d{2}-\d{2}$/.test(model.slice(wanted.length + 1))
	);
}

/**
 * Whether a job is one that was asked for, or `unknown` while its suffix cannot be told: some providers
 * show it only in the finished model's name.
 */
export function matchesJob(job: FineTuningJob, filter: JobFilter): boolean | 'unknown' {
	if (!matchesModel(job.model, filter.model) || !matchesMetadata(job, filter.metadata))
		return false;
	if (filter.suffix === '') return true;
	const suffix = suffixOf(job);
	return suffix === null ? 'unknown' : suffix === filter.suffix;
}
