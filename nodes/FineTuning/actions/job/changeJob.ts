import { NodeApiError, type JsonObject } from 'n8n-workflow';

import type { Look } from '../../../shared/transport/request';
import type { FineTuningJob, JobStatus } from '../../../shared/types';
import type { ItemRun } from '../operation';

export type JobVerb = 'cancel' | 'pause' | 'resume';

/** The statuses in which a change has come about. */
const DONE: Record<JobVerb, (status: JobStatus) => boolean> = {
	cancel: (status) => status === 'cancelled',
	pause: (status) => status === 'paused' || status === 'pausing',
	resume: (status) => status === 'queued' || status === 'running',
};

/** How servers refuse a change that does not fit the job's status. */
const REFUSALS: ReadonlyArray<string | null> = ['400', '409', '422'];

export async function getJob({ connection, itemIndex }: ItemRun, id: string) {
	return await connection.request<FineTuningJob>({
		method: 'GET',
		path: ['fine_tuning', 'jobs', id],
		action: 'get the job',
		subject: { kind: 'job', id },
		returnsObject: true,
		itemIndex,
	});
}

/**
 * Cancels, pauses or resumes a job. When the answer is lost, the job itself tells whether it worked; if
 * not, asking again does no harm. A job that is cancelled already counts as cancelled by this.
 * @throws NodeApiError
 */
export async function changeJob(run: ItemRun, id: string, verb: JobVerb): Promise<FineTuningJob> {
	try {
		return await run.connection.request<FineTuningJob>({
			method: 'POST',
			path: ['fine_tuning', 'jobs', id, verb],
			action: `${verb} the job`,
			subject: { kind: 'job', id },
			returnsObject: true,
			itemIndex: run.itemIndex,
			recovery: { repeat: 'safe', look: async () => await lookAt(run, id, verb) },
		});
	} catch (error) {
		const refused = error instanceof NodeApiError && REFUSALS.includes(error.httpCode);
		const look = verb === 'cancel' && refused ? await lookAt(run, id, verb) : undefined;
		if (look?.state === 'found') return look.value;
		throw new NodeApiError(run.context.getNode(), error as JsonObject);
	}
}

async function lookAt(run: ItemRun, id: string, verb: JobVerb): Promise<Look<FineTuningJob>> {
	try {
		const job = await getJob(run, id);
		return DONE[verb](job.status) ? { state: 'found', value: job } : { state: 'absent' };
	} catch {
		// The change's own failure is what the user is told.
		return { state: 'unknown' };
	}
}
