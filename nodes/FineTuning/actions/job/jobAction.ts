import { jobIdField, simplifyField } from '../../../shared/fields';
import { rawJob, simplifyJob } from '../../../shared/simplify';
import type { FineTuningJob } from '../../../shared/types';
import type { ItemRun, Operation } from '../operation';
import { flagParameter, requiredLocator } from '../parameters';
import { changeJob, getJob, type JobVerb } from './changeJob';

/** A job as the user wants it: flat, or as the API sent it. */
export function jobOutput(run: ItemRun, job: FineTuningJob) {
	return flagParameter(run, 'simplify') ? simplifyJob(job) : rawJob(job);
}

/**
 * An operation on one job that answers with the job.
 * @param verb the route's last segment; none reads the job
 */
export function jobAction(
	words: Pick<Operation, 'value' | 'name' | 'action' | 'description'>,
	verb?: JobVerb,
): Operation {
	return {
		...words,
		fields: [jobIdField, simplifyField],
		async execute(run) {
			const id = requiredLocator(run, 'jobId', 'Job');
			return [jobOutput(run, await (verb ? changeJob(run, id, verb) : getJob(run, id)))];
		},
	};
}
