import { PAGE_SIZE } from '../../shared/transport/pages';
import type { Connection } from '../../shared/transport/request';
import type { FineTuningJob, ListPage } from '../../shared/types';
import { mapConcurrently } from '../actions/concurrency';

/** What a look gave for one job: the job, or why it could not be fetched. */
export type Seen = { job: FineTuningJob } | { error: unknown };

const JOBS = ['fine_tuning', 'jobs'];
const GETS_AT_ONCE = 5;

/** Looks at some jobs in few calls: one by its ID, several in the newest page and the rest by ID. */
export async function lookAt(
	connection: Connection,
	ids: readonly string[],
): Promise<Map<string, Seen>> {
	const seen = new Map<string, Seen>();
	if (ids.length > 1) {
		try {
			const page = await connection.request<ListPage<FineTuningJob>>({
				method: 'GET',
				path: JOBS,
				query: { limit: PAGE_SIZE },
				action: 'list the jobs',
			});
			for (const job of Array.isArray(page.data) ? page.data : []) {
				if (ids.includes(job.id)) seen.set(job.id, { job });
			}
		} catch (error) {
			return new Map(ids.map((id) => [id, { error }]));
		}
	}
	const rest = ids.filter((id) => !seen.has(id));
	const fetched = await mapConcurrently(
		rest,
		GETS_AT_ONCE,
		async (id) => await getJob(connection, id),
		() => false,
	);
	for (const [index, one] of fetched.entries()) {
		const id = rest[index];
		if (one && id !== undefined) seen.set(id, one);
	}
	return seen;
}

async function getJob(connection: Connection, id: string): Promise<Seen> {
	try {
		const job = await connection.request<FineTuningJob>({
			method: 'GET',
			path: [...JOBS, id],
			action: 'get the job',
			subject: { kind: 'job', id },
		});
		return { job };
	} catch (error) {
		return { error };
	}
}
