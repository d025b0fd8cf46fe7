import type { INodeProperties } from 'n8n-workflow';

import { metadataField, simplifyField } from '../shared/fields';

/** What the editor shows for the trigger. */
export const triggerProperties: INodeProperties[] = [
	{
		displayName: 'Events',
		name: 'events',
		type: 'multiOptions',
		required: true,
		default: ['succeeded', 'failed', 'cancelled'],
		description: 'What has to happen to a job for the workflow to start',
		options: [
			{
				name: 'Job Cancelled',
				value: 'cancelled',
				description: 'It was stopped before it finished',
			},
			{
				name: 'Job Created',
				value: 'created',
				description: 'A new job was created',
			},
			{
				name: 'Job Failed',
				value: 'failed',
				description: 'It ended with an error, for example in the training file',
			},
			{
				name: 'Job Paused',
				value: 'paused',
				description: 'It was interrupted and can be resumed',
			},
			{
				name: 'Job Running',
				value: 'running',
				description: 'Training has started, or resumed after a pause',
			},
			{
				name: 'Job Succeeded',
				value: 'succeeded',
				description: 'Training has ended and the fine-tuned model can be used',
			},
		],
	},
	{
		displayName: 'Filters',
		name: 'filters',
		type: 'collection',
		placeholder: 'Add Filter',
		default: {},
		description: 'Only jobs that match all of these. By default, all jobs of the account.',
		options: [
			{
				displayName: 'Job IDs',
				name: 'jobIds',
				type: 'string',
				default: '',
				placeholder: 'e.g. ftjob-abc123, ftjob-def456',
				description: 'Only these jobs, separated by commas',
			},
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
				displayName: 'Suffix',
				name: 'suffix',
				type: 'string',
				default: '',
				placeholder: 'e.g. support-classifier',
				description:
					'Only jobs created with this suffix. A provider that does not repeat it shows it only when a job succeeds.',
			},
		],
	},
	simplifyField,
	{
		displayName: 'Options',
		name: 'options',
		type: 'collection',
		placeholder: 'Add Option',
		default: {},
		options: [
			{
				displayName: 'Include Checkpoints',
				name: 'includeCheckpoints',
				type: 'boolean',
				default: true,
				description: "Whether to add the job's checkpoints, with their metrics, to each item",
			},
			{
				displayName: 'Include Events',
				name: 'includeEvents',
				type: 'number',
				typeOptions: { minValue: 0 },
				default: 10,
				description: "How many of the newest events of the job's log to add to each item",
			},
		],
	},
];
