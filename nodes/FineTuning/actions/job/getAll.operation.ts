import { collect } from '../../../shared/api/pages';
import { jobOutput, type Job } from '../../../shared/domain/job';
import { warn } from '../../../shared/execution';
import { limitField, returnAllField, simplifyField } from '../../../shared/fields';
import { asText } from '../../../shared/text';
import type { Operation } from '../operation';
import { collectionParameter, limitParameter, wantsSimplified } from '../parameters';
import { acceptOf, endOfList, filtersField, isUndated, readFilters } from './getAll/filters';

export const getAll: Operation = {
	value: 'getAll',
	name: 'Get Many',
	action: 'Get many jobs',
	description: 'Get a list of fine-tuning jobs, newest first',
	fields: [
		returnAllField,
		limitField,
		filtersField,
		{
			displayName: 'Options',
			name: 'options',
			type: 'collection',
			placeholder: 'Add Option',
			default: {},
			options: [
				{
					displayName: 'After',
					name: 'after',
					type: 'string',
					default: '',
					placeholder: 'e.g. ftjob-abc123',
					description:
						'ID of the job after which the list starts, to go on where an earlier run ended',
				},
			],
		},
		simplifyField,
	],
	async execute(run) {
		const filters = readFilters(run);
		const options = collectionParameter(run, 'options') as { after?: string };
		const { metadata } = filters;
		const wanted = acceptOf(filters);
		let undated = 0;
		const accept = (job: Job) => {
			if (isUndated(job, filters)) undated += 1;
			return wanted?.(job) ?? true;
		};
		const jobs = await collect(async (part) => await run.api.jobs.list({ metadata, ...part }), {
			limit: limitParameter(run),
			start: asText(options.after) || undefined,
			...(wanted && { accept }),
			ends: endOfList(filters),
		});
		if (undated > 0) {
			const { displayName } = run.api.provider;
			warn(
				run.context,
				`${undated === 1 ? 'A job that has ended was' : `${undated} jobs that have ended were`} left out by 'Finished After': ${displayName} does not tell when jobs ended, only that ${undated === 1 ? 'this one was' : 'these were'} created before. To be told of each end once, use the Fine-Tuning Trigger.`,
			);
		}
		const simplified = wantsSimplified(run);
		const { url } = run.api.jobs;
		return jobs.map((job) => ({ json: jobOutput(job, simplified, url(job)) }));
	},
};
