import type { JobChange } from '../../../shared/api/jobs';
import { isTerminal, jobOutput, stepsOutput } from '../../../shared/domain/job';
import { jobIdField, simplifyField } from '../../../shared/fields';
import type { Operation } from '../operation';
import { requiredLocator, wantsSimplified } from '../parameters';

/** Of more jobs at a time, their logs are not read: that would double the calls. */
const MOST_ASKED_OF_STEPS = 10;

/**
 * An operation on one job that answers with the job.
 * @param change none reads the job
 */
function jobAction(
	words: Pick<Operation, 'value' | 'name' | 'action' | 'description'>,
	change?: JobChange,
): Operation {
	return {
		...words,
		fields: [jobIdField, simplifyField],
		async execute(run) {
			const id = requiredLocator(run, 'jobId', 'Job');
			const { jobs } = run.api;
			const job = change ? await jobs.change(id, change) : await jobs.get(id);
			const simplify = wantsSimplified(run);
			const trains = !change && simplify && !isTerminal(job.status);
			const few = run.context.getInputData().length <= MOST_ASKED_OF_STEPS;
			const steps = trains ? stepsOutput(await jobs.steps(job, few)) : {};
			return [{ json: { ...jobOutput(job, simplify, jobs.url(job)), ...steps } }];
		},
	};
}

export const get = jobAction({
	value: 'get',
	name: 'Get',
	action: 'Get job',
	description: 'Get the current state of a fine-tuning job, and how far it is',
});

export const cancel = jobAction(
	{
		value: 'cancel',
		name: 'Cancel',
		action: 'Cancel job',
		description: 'Stop a fine-tuning job that has not finished, permanently',
	},
	'cancel',
);

export const pause = jobAction(
	{
		value: 'pause',
		name: 'Pause',
		action: 'Pause job',
		description: 'Pause a running fine-tuning job; it can be resumed',
	},
	'pause',
);

export const resume = jobAction(
	{
		value: 'resume',
		name: 'Resume',
		action: 'Resume job',
		description: 'Let a paused fine-tuning job go on',
	},
	'resume',
);
