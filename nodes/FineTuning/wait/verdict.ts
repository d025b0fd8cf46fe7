import { isTerminal, jobFailure } from '../../shared/status';
import { humanDuration, isoTime } from '../../shared/time';
import type { FineTuningJob } from '../../shared/types';
import type { WaitOptions } from './options';

/** What a look at a job means for the item that waits for it. */
export type Verdict =
	| { kind: 'wait' }
	| { kind: 'done' }
	| { kind: 'fail'; message: string; advice: string };

/**
 * Goes on waiting, gives the job, or fails in words.
 * @param timeIsUp whether the item has waited as long as it may
 */
export function judge(job: FineTuningJob, timeIsUp: boolean, options: WaitOptions): Verdict {
	if (isTerminal(job.status)) {
		return job.status !== 'succeeded' && options.failOnUnsuccessful
			? unsuccessful(job)
			: { kind: 'done' };
	}
	if (!timeIsUp) return { kind: 'wait' };
	return options.onTimeout === 'return' ? { kind: 'done' } : timedOut(job, options);
}

/** The job's own error, word for word where it gives one. */
function unsuccessful(job: FineTuningJob): Verdict {
	const failure = jobFailure(job);
	const reason = failure?.message || failure?.code;
	const advice = [
		failure?.code && `Code: ${failure.code}.`,
		failure?.param && `Field: ${failure.param}.`,
		job.status === 'failed'
			? 'Correct what it names and create the job again; Event → Get Many shows the whole log.'
			: 'Somebody or something stopped it before it had finished.',
	];
	return {
		kind: 'fail',
		message: `Job ${job.id} ${wordOf(job.status)}${reason ? `: ${reason}` : ''}`,
		advice: advice.filter(Boolean).join(' '),
	};
}

function wordOf(status: string): string {
	return status === 'cancelled' ? 'was cancelled' : status;
}

function timedOut(job: FineTuningJob, { maxMinutes }: WaitOptions): Verdict {
	const waited = humanDuration(maxMinutes * 60);
	return {
		kind: 'fail',
		message: `Job ${job.id} is still ${statusWords(job)} after ${waited}`,
		advice:
			"It goes on at the provider. Raise 'Max Wait', set 'On Timeout' to Return Job, or let the Fine-Tuning Trigger start a workflow when the job ends.",
	};
}

/** Where a job stands, for the editor's console: `Job ftjob-1 is running`. */
export function standing(job: FineTuningJob): string {
	const end = isTerminal(job.status) ? null : isoTime(job.estimated_finish);
	return `Job ${job.id} ${isTerminal(job.status) ? wordOf(job.status) : `is ${statusWords(job)}`}${
		end ? `, expected to finish at ${end}` : ''
	}`;
}

function statusWords({ status }: FineTuningJob): string {
	return status.replaceAll('_', ' ');
}
