import type {
	ILoadOptionsFunctions,
	INodeListSearchItems,
	INodeListSearchResult,
} from 'n8n-workflow';

import { suffixOf } from '../../shared/simplify';
import { humanDuration } from '../../shared/time';
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
	const age = humanDuration(now - job.created_at);
	const parts = [job.model, suffixOf(job), job.status.replaceAll('_', ' '), `${age} ago`];
	return { name: parts.filter(Boolean).join(' · '), value: job.id };
}
