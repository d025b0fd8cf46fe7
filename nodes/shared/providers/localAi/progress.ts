import type { Job } from '../../domain/job';
import { isTerminal } from '../../domain/job';
import type { Exchange } from '../../http';
import { asText, isRecord } from '../../text';
import { numberOf } from '../openAiProtocol/readers';
import type { Progress, ProgressPart } from '../protocol';
import { DEFAULT_EPOCHS, readCheckpoints } from './readers';
import { jobPath } from './wire';

/**
 * LocalAI moves a job's status only while somebody reads its progress, and tells each update once.
 * Source: https://github.com/mudler/LocalAI, core/services/finetune/service.go (StreamProgress)
 */
export const progress: ProgressPart = {
	call: (id) => ({ method: 'GET', ...jobPath(id, 'progress') }),
	steps({ events }) {
		// What is zero is left out, or not known at that update, such as the saving of a checkpoint.
		const last = (name: string) =>
			events
				.filter(isRecord)
				.map((event) => numberOf(event[name]))
				.filter(Boolean)
				.at(-1) ?? null;
		return { current: last('current_step'), total: last('total_steps') };
	},
	outcome(job, read) {
		if (isTerminal(job.status)) return null;
		if (isLost(read)) return lastCheckpoint(job, gone);
		return read.ended && read.events.length === 0 ? lastCheckpoint(job, unheard) : null;
	},
};

/** Its trainer runs, and does not know the job: it is another one, started after the job's own had died. */
const NO_SUCH_JOB = /\bNotFound\b/;

function isLost({ events }: Progress): boolean {
	return events.some(
		(event) =>
			isRecord(event) && event.status === 'error' && NO_SUCH_JOB.test(asText(event.message)),
	);
}

function gone(job: Job): Job {
	return failed(
		job,
		'trainer_gone',
		'The process that trained it has died: out of memory, or stopped from outside. The log of LocalAI tells.',
	);
}

function failed(job: Job, code: string, message: string): Job {
	return { ...job, status: 'failed', failure: { code, message, param: null } };
}

/** A stream that ends at once without a word: how the training has ended was told to a reader who had gone. */
function unheard(job: Job): Job {
	return failed(
		job,
		'outcome_unknown',
		'The training has ended, and how is not known: LocalAI tells that once, and nobody read it. It has saved no checkpoint of the last step, so most likely it has failed. The log of LocalAI tells.',
	);
}

/**
 * How a training has ended that goes on no more. One that went to its end has saved a checkpoint there, whatever
 * became of its process afterwards.
 * @param otherwise what the job is without one
 */
function lastCheckpoint(job: Job, otherwise: (job: Job) => Job): Exchange<Job> {
	return {
		method: 'GET',
		...jobPath(job.id, 'checkpoints'),
		read(answer) {
			const page = readCheckpoints(answer, job.id);
			if (!page) return null;
			return page.items.some((one) => isLast(job, one.step, numberOf(one.metrics.epoch)))
				? { ...job, status: 'succeeded' }
				: otherwise(job);
		},
	};
}

/** How far below a whole number of epochs the last step may lie: a last batch can be smaller. */
const EPOCH_SLACK = 0.01;

function isLast({ hyperparameters, epochs }: Job, step: number | null, epoch: number | null) {
	const steps = numberOf(hyperparameters?.max_steps) ?? 0;
	if (steps > 0) return (step ?? 0) >= steps;
	return (epoch ?? 0) >= (epochs ?? DEFAULT_EPOCHS) - EPOCH_SLACK;
}
