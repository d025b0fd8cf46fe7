import { matchesJob } from '../shared/filters';
import { metadataQuery } from '../shared/metadata';
import { unlessGone } from '../shared/transport/gone';
import { PAGE_SIZE } from '../shared/transport/pages';
import type { Connection } from '../shared/transport/request';
import type { FineTuningJob, ListPage } from '../shared/types';
import type { TriggerParameters } from './parameters';
import type { Source } from './snapshot';

const JOBS = ['fine_tuning', 'jobs'];

/**
 * The jobs of the credential's account, as the trigger looks at them.
 * @param budgetMs how long one look may take
 */
export function apiSource(
	connection: Connection,
	{ filter, jobIds }: TriggerParameters,
	budgetMs: number,
): Source {
	const started = Date.now();
	const query = connection.provider.keepsMetadata ? metadataQuery(filter.metadata) : {};
	return {
		async list(after) {
			const ask = async () => {
				const page = await connection.request<ListPage<FineTuningJob>>({
					method: 'GET',
					path: JOBS,
					query: { ...query, limit: PAGE_SIZE, ...(after !== undefined && { after }) },
					action: 'list the jobs',
				});
				const jobs = Array.isArray(page.data) ? page.data : [];
				return { jobs, hasMore: page.has_more ?? jobs.length >= PAGE_SIZE };
			};
			// Without a cursor, 404 means a wrong address and 400 a refusal: real errors.
			return await unlessGone(connection, after === undefined ? [] : ['400', '404'], ask);
		},
		async get(id) {
			return await unlessGone(
				connection,
				['404'],
				async () =>
					await connection.request<FineTuningJob>({
						method: 'GET',
						path: [...JOBS, id],
						action: 'get the job',
						subject: { kind: 'job', id },
					}),
			);
		},
		serverTime: () => connection.firstDate,
		timeUsed: () => (Date.now() - started) / budgetMs,
		watches: (job) => matchesJob(job, filter) !== false,
		only: jobIds,
	};
}
