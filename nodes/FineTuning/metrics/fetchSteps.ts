import { hyperparametersOf } from '../../shared/simplify';
import { isTerminal } from '../../shared/status';
import { unlessGone } from '../../shared/transport/gone';
import { collect } from '../../shared/transport/pages';
import { readText } from '../../shared/transport/stream';
import type { FineTuningJob, JobEvent } from '../../shared/types';
import type { ItemRun } from '../actions/operation';
import { readEvents } from './events';
import { readResultFile } from './resultFile';
import { inOrder, type StepMetrics } from './steps';

/**
 * What a job's training measured: from its result file once there is one, else from its log. The log also
 * serves where the file was deleted or is in no known form.
 */
export async function fetchSteps(run: ItemRun, job: FineTuningJob): Promise<StepMetrics[]> {
	const epochs = epochsOf(job);
	const steps = isTerminal(job.status) ? await resultSteps(run, job) : null;
	if (steps) {
		// Only a training that went to its end tells by its last step how many there are.
		const last = Math.max(...steps.map(({ step }) => step));
		return inOrder(steps, { epochs, totalSteps: job.status === 'succeeded' ? last : null });
	}
	const events = await collect<JobEvent>(
		run.connection,
		{
			path: ['fine_tuning', 'jobs', job.id, 'events'],
			action: 'list the events',
			subject: { kind: 'job', id: job.id },
			itemIndex: run.itemIndex,
		},
		Number.POSITIVE_INFINITY,
		({ data }) => typeof data === 'object' && data !== null && 'step' in data,
	);
	const told = readEvents(events);
	return inOrder(told.steps, { epochs, totalSteps: told.totalSteps });
}

async function resultSteps(run: ItemRun, job: FineTuningJob): Promise<StepMetrics[] | null> {
	for (const id of job.result_files ?? []) {
		const text = await unlessGone(
			run.connection,
			['404'],
			async () =>
				await run.connection.request<string>({
					method: 'GET',
					path: ['files', id, 'content'],
					action: 'read the result file',
					subject: { kind: 'file', id },
					itemIndex: run.itemIndex,
					receive: readText,
				}),
		);
		const steps = text === null ? null : readResultFile(text);
		if (steps && steps.length > 0) return steps;
	}
	return null;
}

function epochsOf(job: FineTuningJob): number | null {
	const { n_epochs: epochs } = (hyperparametersOf(job) ?? {}) as { n_epochs?: unknown };
	return typeof epochs === 'number' && epochs >= 1 ? epochs : null;
}
