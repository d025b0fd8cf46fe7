import type {
	ILoadOptionsFunctions,
	INodeListSearchItems,
	INodeListSearchResult,
} from 'n8n-workflow';

import { openApi } from '../../shared/api';
import type { Job } from '../../shared/domain/job';
import { ago } from '../../shared/time';
import { searchPages } from './picker';

/** The picker for jobs, newest first. */
export async function searchJobs(
	this: ILoadOptionsFunctions,
	filter?: string,
	paginationToken?: string,
): Promise<INodeListSearchResult> {
	const now = Date.now() / 1000;
	const { jobs } = await openApi(this);
	return await searchPages(jobs.list, (job) => jobItem(job, now), filter, paginationToken);
}

/**
 * A job as the picker shows it: `gpt-4.1-mini · support · succeeded · 3 h ago`.
 * @param now Unix seconds
 */
export function jobItem(job: Job, now: number): INodeListSearchItems {
	const status = job.status.replaceAll('_', ' ');
	const parts = [job.model, job.suffix, status, ago(job.createdAt, now)];
	return { name: parts.filter(Boolean).join(' · '), value: job.id };
}
