import { jobIdField } from '../../../shared/fields';
import type { FineTuningJob } from '../../../shared/types';
import { fetchSteps } from '../../metrics/fetchSteps';
import { stepItem } from '../../metrics/steps';
import { summarize } from '../../metrics/summary';
import type { Operation } from '../operation';
import { requiredLocator, textParameter } from '../parameters';

export const getMetrics: Operation = {
	value: 'getMetrics',
	name: 'Get Metrics',
	action: 'Get job metrics',
	description: 'Get the loss and accuracy of a fine-tuning job, finished or running',
	fields: [
		jobIdField,
		{
			displayName: 'Output',
			name: 'output',
			type: 'options',
			default: 'summary',
			description: 'How much of the metrics to give',
			options: [
				{
					name: 'Steps',
					value: 'steps',
					description: 'One item for each training step, such as for a sheet or a chart',
				},
				{
					name: 'Summary',
					value: 'summary',
					description:
						'One item: first, last and best loss, whether the model over-fits, and the curve as text',
				},
			],
		},
	],
	async execute(run) {
		const id = requiredLocator(run, 'jobId', 'Job');
		const job = await run.connection.request<FineTuningJob>({
			method: 'GET',
			path: ['fine_tuning', 'jobs', id],
			action: 'get the job',
			subject: { kind: 'job', id },
			itemIndex: run.itemIndex,
		});
		const steps = await fetchSteps(run, job);
		if (textParameter(run, 'output') === 'steps') {
			return steps.map((step) => stepItem(job.id, step));
		}
		return [{ jobId: job.id, status: job.status, model: job.model, ...summarize(steps) }];
	},
};
