import type { Api } from '../shared/api';
import { unlessGone } from '../shared/api/caller';
import { PAGE_SIZE } from '../shared/api/pages';
import { matchesJob } from '../shared/domain/job';
import type { TriggerParameters } from './parameters';
import type { Source } from './walk';

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
	return {
		// Without a cursor, 404 means a wrong address and 400 a refusal: real errors.
		list: async (cursor) =>
			await unlessGone(
				api,
				cursor === undefined ? [] : ['400', '404'],
				async () => await api.jobs.list({ metadata, cursor, limit: PAGE_SIZE }),
			),
		get: api.jobs.find,
		serverTime: api.serverTime,
		timeUsed: () => (Date.now() - started) / budgetMs,
		watches: (job) => matchesJob(job, filter) !== false,
		only: jobIds,
	};
}
