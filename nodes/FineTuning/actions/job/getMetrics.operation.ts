import { incomingJobField } from '../../../shared/fields';
import type { Operation } from '../operation';
import { collectionParameter, requiredLocator, textParameter } from '../parameters';
import { fetchSteps } from './getMetrics/fetchSteps';
import { picture } from './getMetrics/picture';
import { summarize } from './getMetrics/summary';

export const getMetrics: Operation = {
	value: 'getMetrics',
	name: 'Get Metrics',
	action: 'Get job metrics',
	description: 'Get the loss and accuracy of a fine-tuning job, finished or running',
	fields: [
		incomingJobField,
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
		{
			displayName: 'Options',
			name: 'options',
			type: 'collection',
			placeholder: 'Add Option',
			default: {},
			options: [
				{
					displayName: 'Chart',
					name: 'chart',
					type: 'boolean',
					default: true,
					description:
						"Whether to add the loss curve as a PNG picture, in the binary field 'chart', such as for Slack. Steps carry it in their first item.",
				},
			],
		},
	],
	async execute(run) {
		const { api } = run;
		// The log of a job tells its metrics at any time, its result file only at the end.
		api.require(({ metrics, events }) => metrics ?? events, 'tell the metrics of jobs');
		const job = await api.jobs.get(requiredLocator(run, 'jobId', 'Job'));
		const steps = await fetchSteps(api, job);
		const { chart } = collectionParameter(run, 'options');
		const wantsChart = chart === true || chart === 'true';
		const binary = wantsChart ? await picture(run, job, steps) : undefined;
		if (textParameter(run, 'output') === 'steps') {
			return steps.map((step, index) => ({
				json: { jobId: job.id, ...step },
				...(index === 0 && binary && { binary }),
			}));
		}
		const { id, status, model, fineTunedModel } = job;
		const told = { id, jobId: id, status, model, fineTunedModel };
		return [{ json: { ...told, ...summarize(steps) }, ...(binary && { binary }) }];
	},
};
