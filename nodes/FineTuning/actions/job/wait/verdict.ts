import { afterDuration, isTerminal, statusWords, type Job } from '../../../../shared/domain/job';
import { shortened } from '../../../../shared/text';
import { humanDuration, isoTime } from '../../../../shared/time';
import type { WaitOptions } from './options';

/** What a poll of a job means for the item that waits for it. */
export type Verdict =
	| { kind: 'wait' }
	| { kind: 'done' }
	| { kind: 'fail'; message: string; advice: string };

/**
 * Goes on waiting, gives the job, or fails in words.
 * @param timeIsUp whether the item has waited as long as it may
 * @param hasLog whether the provider lists what happened in a job
 */
export function judge(job: Job, timeIsUp: boolean, options: WaitOptions, hasLog: boolean): Verdict {
	if (isTerminal(job.status)) {
		return job.status !== 'succeeded' && options.failOnUnsuccessful
			? unsuccessful(job, hasLog)
			: { kind: 'done' };
	}
	if (!timeIsUp) return { kind: 'wait' };
	return options.onTimeout === 'return' ? { kind: 'done' } : timedOut(job, options);
}

/** The job's own error, word for word where it gives one. */
function unsuccessful(job: Job, hasLog: boolean): Verdict {
	const { failure } = job;
	const reason = failure?.message || failure?.code;
	const advice = [
		failure?.code && `Code: ${failure.code}.`,
		failure?.param && `Field: ${failure.param}.`,
		job.status === 'failed'
			? `Correct what it names and create the job again${hasLog ? '; Event → Get Many shows the whole log.' : '.'}`
			: 'Somebody or something stopped it before it had finished.',
	];
	return {
		kind: 'fail',
		message: `Job ${shortened(job.id)} ${statusWords(job.status)}${reason ? `: ${reason}` : ''}`,
		advice: advice.filter(Boolean).join(' '),
	};
}

function timedOut(job: Job, { maxMinutes }: WaitOptions): Verdict {
	const waited = humanDuration(maxMinutes * 60);
	return {
		kind: 'fail',
		message: `Job ${shortened(job.id)} is still ${statusWords(job.status)} after ${waited}`,
		advice:
			"It goes on at the provider. Raise 'Max Wait', set 'On Timeout' to Return the Job, or let the Fine-Tuning Trigger start a workflow when the job ends.",
	};
}

/** How jobs have ended, or stand when the time is up: one in words, several by number; bad where one failed. */
export function endsInWords(jobs: readonly Job[]): { message: string; bad: boolean } {
	const bad = jobs.some(({ status }) => isTerminal(status) && status !== 'succeeded');
	const [job] = jobs;
	if (job && jobs.length === 1) {
		const reason = job.failure?.message ?? job.failure?.code ?? job.fineTunedModel;
		const end = isTerminal(job.status) ? afterDuration(job) : '';
		return { message: `${standing(job)}${end}${reason ? `: ${reason}` : ''}`, bad };
	}
	const counts = new Map<string, number>();
	for (const { status } of jobs) counts.set(status, (counts.get(status) ?? 0) + 1);
	const parts = [...counts].map(([status, count]) => `${count} ${status.replaceAll('_', ' ')}`);
	return { message: `${jobs.length} jobs: ${parts.join(', ')}`, bad };
}

/** Where a job stands, for the editor's console: `Job ftjob-1 is running`. */
export function standing(job: Job): string {
	const end = isTerminal(job.status) ? null : isoTime(job.estimatedFinish);
	return `Job ${shortened(job.id)} ${isTerminal(job.status) ? statusWords(job.status) : `is ${statusWords(job.status)}`}${
		end ? `, expected to finish at ${end}` : ''
	}`;
}
