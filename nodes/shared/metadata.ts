import type { FineTuningJob } from './types';

/** Whether a job carries all of these pairs. */
export function matchesMetadata(
	job: Pick<FineTuningJob, 'metadata'>,
	pairs: Readonly<Record<string, string>>,
): boolean {
	return Object.entries(pairs).every(([key, value]) => job.metadata?.[key] === value);
}

/** The job list's own filter by metadata: `metadata[key]=value`. */
export function metadataQuery(pairs: Readonly<Record<string, string>>): Record<string, string> {
	return Object.fromEntries(
		Object.entries(pairs).map(([key, value]) => [`metadata[${key}]`, value]),
	);
}
