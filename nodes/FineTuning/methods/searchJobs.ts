import type {
	ILoadOptionsFunctions,
	INodeListSearchItems,
	INodeListSearchResult,
} from 'n8n-workflow';

import { suffixOf } from '../../shared/simplify';
import { ago } from '../../shared/time';
import { connect } from '../../shared/transport/connection';
import type { FineTuningJob } from '../../shared/types';
import { searchPages } from './page';

/** The picker for jobs, newest first. */
export async function searchJobs(
	this: ILoadOptionsFunctions,
	filter?: string,
	paginationToken?: string,
): Promise<INodeListSearchResult> {
	const now = Date.now() / 1000;
	return await searchPages<FineTuningJob>(
		await connect(this),
		{ path: ['fine_tuning', 'jobs'], action: 'list the jobs' },
		(job) => jobItem(job, now),
		filter,
		paginationToken,
	);
}

/**
 * A job as the picker shows it: `gpt-4.1-mini · support · succeeded · 3 h ago`.
 * @param now Unix seconds
 */
export function jobItem(job: FineTuningJob, now: number): INodeListSearchItems {
	const status = job.status.replaceAll('_', ' ');
	const parts = [job.model, suffixOf(job), status, ago(job.created_at, now)];
	return { name: parts.filter(Boolean).join(' · '), value: job.id };
}
