import { NodeApiError } from 'n8n-workflow';

import type { Api } from '../shared/api';
import { unlessGone } from '../shared/api/caller';
import { PAGE_SIZE } from '../shared/api/pages';
import { matchesJob, type Job } from '../shared/domain/job';
import type { TriggerParameters } from './parameters';
import type { Answer, Source } from './walk';

/**
 * The jobs of the credential's account, as the trigger polls them.
 * @param budgetMs how long one poll may take
 */
export function apiSource(
	api: Api,
	{ filter, jobIds }: TriggerParameters,
	budgetMs: number,
): Source {
	const started = Date.now();
	const { metadata } = filter;
	const watches = (job: Job) => matchesJob(job, filter) !== false;
	const pageAt = async (cursor: string | undefined) =>
		await api.jobs.list(
			{ metadata, cursor, limit: PAGE_SIZE },
			// The rest of the poll's time is for what belongs to the news.
			{ progressWithinMs: Math.max(0, started + budgetMs - Date.now()) },
			watches,
		);
	return {
		async list(cursor) {
			// Without a cursor, 404 means a wrong address and 400 a refusal: real errors.
			if (cursor === undefined) return await pageAt(cursor);
			const page = await unlessGone(api, ['400', '404'], async () => await pageAt(cursor));
			if (page) return page;
			// A cursor is a job's ID. While the job is there, the refusal has another reason: asked once more,
			// to succeed, or to fail with its words.
			const { kind } = await answerOf(api, cursor);
			return kind === 'missing' ? null : await pageAt(cursor);
		},
		get: async (id) => await answerOf(api, id),
		serverTime: api.serverTime,
		timeUsed: () => (Date.now() - started) / budgetMs,
		watches,
		only: jobIds,
	};
}

/** One job's error concerns that job. */
async function answerOf(api: Api, id: string): Promise<Answer> {
	try {
		const job = await api.jobs.find(id);
		return job ? { kind: 'job', job } : { kind: 'missing' };
	} catch (error) {
		const busy = error instanceof NodeApiError && error.httpCode === '429';
		return {
			kind: 'failed',
			error: error instanceof Error ? error : new Error(String(error)),
			busy,
		};
	}
}
