import type { Api } from '../../../../shared/api';
import { PAGE_SIZE } from '../../../../shared/api/pages';
import { mapConcurrently } from '../../../../shared/concurrency';
import type { Job } from '../../../../shared/domain/job';

/** What a poll gave for one job: the job, or why it could not be fetched. */
export type Polled = { job: Job } | { error: unknown };

const GETS_AT_ONCE = 5;

/** Polls some jobs in few calls: one by its ID, several in the newest page and the rest by ID. */
export async function pollJobs(
	{ jobs }: Pick<Api, 'jobs'>,
	ids: readonly string[],
): Promise<Map<string, Polled>> {
	const polled = new Map<string, Polled>();
	if (ids.length > 1) {
		try {
			const { items } = await jobs.list({ limit: PAGE_SIZE });
			for (const job of items) if (ids.includes(job.id)) polled.set(job.id, { job });
		} catch (error) {
			return new Map(ids.map((id) => [id, { error }]));
		}
	}
	const rest = ids.filter((id) => !polled.has(id));
	const fetched = await mapConcurrently(
		rest,
		GETS_AT_ONCE,
		async (id): Promise<Polled> => {
			try {
				return { job: await jobs.get(id) };
			} catch (error) {
				return { error };
			}
		},
		() => false,
	);
	for (const [index, one] of fetched.entries()) {
		const id = rest[index];
		if (one && id !== undefined) polled.set(id, one);
	}
	return polled;
}
