import { NodeApiError } from 'n8n-workflow';

import type { Api } from '../../../../shared/api';
import { PAGE_SIZE, readPages } from '../../../../shared/api/pages';
import { mapConcurrently } from '../../../../shared/concurrency';
import type { Job } from '../../../../shared/domain/job';
import { addLoss, worthReadingOn } from './readOn';
import { troubleKind, type TroubleKind } from './trouble';

/** What a poll gave for one job: the job, or why it could not be fetched. */
export type Polled = { job: Job } | { error: unknown };

const GETS_AT_ONCE = 5;

/**
 * Polls some jobs in few calls: one by its ID, several in the newest pages of the list, as far as reading them
 * saves calls, and the rest by ID.
 * @param wanted the jobs' IDs, each with when the job was created (Unix seconds) where that is known
 * @param withinMs how long a call that begins now may take
 */
export async function pollJobs(
	{ jobs }: Pick<Api, 'jobs'>,
	wanted: ReadonlyMap<string, number | undefined>,
	withinMs: () => number,
): Promise<Map<string, Polled>> {
	const polled = new Map<string, Polled>();
	const unseen = new Map(wanted);
	const take = (id: string, one: Polled) => {
		if (unseen.delete(id)) polled.set(id, one);
	};
	if (wanted.size > 1) {
		try {
			await readList(jobs, unseen, withinMs, (job) => take(job.id, { job }));
		} catch (error) {
			// A list that is refused says nothing of the jobs; one that is down says enough.
			if (kindOf(error) === 'passing') for (const id of unseen.keys()) take(id, { error });
		}
	}
	await mapConcurrently(
		[...unseen.keys()],
		GETS_AT_ONCE,
		async (id) => {
			try {
				take(id, { job: await jobs.get(id, { withinMs: withinMs() }) });
			} catch (error) {
				take(id, { error });
			}
		},
		() => false,
	);
	for (const [id, one] of polled) {
		if ('job' in one)
			polled.set(id, { job: await jobs.explained(one.job, { withinMs: withinMs() }) });
	}
	return polled;
}

async function readList(
	jobs: Api['jobs'],
	unseen: ReadonlyMap<string, number | undefined>,
	withinMs: () => number,
	take: (job: Job) => void,
): Promise<void> {
	// However wrong the estimate is: never more pages than there are jobs.
	let pagesLeft = unseen.size;
	let lost = 0;
	const ask = async (cursor: string | undefined) =>
		await jobs.list({ cursor, limit: PAGE_SIZE }, { withinMs: withinMs() }, ({ id }) =>
			unseen.has(id),
		);
	for await (const { items } of readPages(ask)) {
		const before = unseen.size;
		for (const job of items) take(job);
		lost = addLoss(lost, before - unseen.size);
		pagesLeft -= 1;
		const first = items[0]?.createdAt ?? 0;
		const last = items.at(-1)?.createdAt ?? first;
		const reading = { unseen: [...unseen.values()], lost, first, last };
		if (pagesLeft === 0 || !worthReadingOn(reading)) return;
	}
}

/** What an error of a call means for those who wait. */
export function kindOf(error: unknown): TroubleKind {
	if (!(error instanceof NodeApiError)) return 'refusal';
	const status = Number(error.httpCode ?? Number.NaN);
	return troubleKind(Number.isNaN(status) ? undefined : status);
}
