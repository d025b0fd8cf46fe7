import type { IDataObject } from 'n8n-workflow';

import { collect } from '../../../shared/api/pages';
import { jobOutput, matchesJob, type Job } from '../../../shared/domain/job';
import {
	limitField,
	metadataField,
	metadataPairs,
	returnAllField,
	simplifyField,
} from '../../../shared/fields';
import { asText } from '../../../shared/text';
import type { Operation } from '../operation';
import { collectionParameter, limitParameter, wantsSimplified } from '../parameters';

interface Filters {
	status?: string[];
	model?: string;
	metadata?: IDataObject;
}

export const getAll: Operation = {
	value: 'getAll',
	name: 'Get Many',
	action: 'Get many jobs',
	description: 'Get a list of fine-tuning jobs, newest first',
	fields: [
		returnAllField,
		limitField,
		{
			displayName: 'Filters',
			name: 'filters',
			type: 'collection',
			placeholder: 'Add Filter',
			default: {},
			description: 'Only jobs that match all of these; the limit counts what is left',
			options: [
				metadataField('Only jobs that carry all of these key-value pairs'),
				{
					displayName: 'Model',
					name: 'model',
					type: 'string',
					default: '',
					placeholder: 'e.g. gpt-4.1-mini',
					description: 'Only jobs that train this base model, with or without its date',
				},
				{
					displayName: 'Status',
					name: 'status',
					type: 'multiOptions',
					default: [],
					description: 'Only jobs in one of these statuses',
					options: [
						{ name: 'Cancelled', value: 'cancelled' },
						{ name: 'Failed', value: 'failed' },
						{ name: 'Paused', value: 'paused' },
						{ name: 'Queued', value: 'queued' },
						{ name: 'Running', value: 'running' },
						{ name: 'Succeeded', value: 'succeeded' },
						{ name: 'Validating Files', value: 'validating_files' },
					],
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
		const filters = collectionParameter(run, 'filters') as Filters;
		const options = collectionParameter(run, 'options') as { after?: string };
		const metadata = metadataPairs(filters.metadata);
		const jobs = await collect(async (part) => await run.api.jobs.list({ metadata, ...part }), {
			limit: limitParameter(run),
			start: asText(options.after) || undefined,
			accept: acceptOf(filters, metadata),
		});
		const simplified = wantsSimplified(run);
		return jobs.map((job) => ({ json: jobOutput(job, simplified) }));
	},
};

/** Providers filter by metadata at most, and not every one does even that: all is compared here. */
function acceptOf(
	{ status, model }: Filters,
	metadata: Record<string, string>,
): ((job: Job) => boolean) | undefined {
	const statuses = status ?? [];
	const base = asText(model);
	if (statuses.length === 0 && base === '' && Object.keys(metadata).length === 0) return undefined;
	return (job) =>
		(statuses.length === 0 || statuses.includes(job.status)) &&
		matchesJob(job, { model: base, suffix: '', metadata }) === true;
}
