import type { Api } from '../../../../shared/api';
import { unlessGone } from '../../../../shared/api/caller';
import { collect } from '../../../../shared/api/pages';
import { isTerminal, type Job } from '../../../../shared/domain/job';
import type { JobEvent } from '../../../../shared/domain/jobLog';
import { inOrder, type StepMetrics } from '../../../../shared/domain/metrics';
import { readText } from '../../../../shared/stream';

/**
 * What a job's training measured: from where the provider keeps just that, else from its result file once there
 * is one, else from its log. The log also serves where the file was deleted or is in no known form.
 */
export async function fetchSteps(api: Api, job: Job): Promise<StepMetrics[]> {
	const { epochs } = job;
	const kept = await api.metrics(job.id);
	const steps = kept ?? (isTerminal(job.status) ? await resultSteps(api, job) : null);
	if (steps) {
		// Only a training that went to its end shows by its last step how many there are.
		const last = steps.reduce((most, { step }) => Math.max(most, step), 0);
		return inOrder(steps, { epochs, totalSteps: job.status === 'succeeded' ? last : null });
	}
	const events = await collect(async (part) => await api.events({ jobId: job.id, ...part }), {
		limit: Number.POSITIVE_INFINITY,
	});
	return inOrder(stepsInLog(events), { epochs, totalSteps: totalSteps(events) });
}

async function resultSteps(api: Api, job: Job): Promise<StepMetrics[] | null> {
	const { content, readMetrics } = api.provider.files ?? {};
	if (!content || !readMetrics) return null;
	for (const id of job.resultFiles) {
		const text = await unlessGone(
			api,
			['404'],
			async () => await api.files.download(id, 'read the result file', readText),
		);
		const steps = text === null ? null : readMetrics(text);
		if (steps && steps.length > 0) return steps;
	}
	return null;
}

/** The log begins with what is newest: of a step that stands in it twice, that shall be the last. */
function stepsInLog(events: readonly JobEvent[]): StepMetrics[] {
	return events.flatMap(({ metrics }) => metrics ?? []).reverse();
}

function totalSteps(events: readonly JobEvent[]): number | null {
	return events.reduce<number | null>(
		(most, { totalSteps: total }) => (total === null ? most : Math.max(most ?? total, total)),
		null,
	);
}
