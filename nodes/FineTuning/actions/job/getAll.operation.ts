import { collect } from '../../../shared/api/pages';
import { jobOutput } from '../../../shared/domain/job';
import { limitField, returnAllField, simplifyField } from '../../../shared/fields';
import { asText } from '../../../shared/text';
import type { Operation } from '../operation';
import { collectionParameter, limitParameter, wantsSimplified } from '../parameters';
import { acceptOf, endOfList, filtersField, readFilters } from './getAll/filters';

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
		const jobs = await collect(async (part) => await run.api.jobs.list({ metadata, ...part }), {
			limit: limitParameter(run),
			start: asText(options.after) || undefined,
			accept: acceptOf(filters),
			ends: endOfList(filters),
		});
		const simplified = wantsSimplified(run);
		return jobs.map((job) => ({ json: jobOutput(job, simplified) }));
	},
};
