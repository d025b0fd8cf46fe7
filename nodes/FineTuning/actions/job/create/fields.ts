import type { INodeProperties } from 'n8n-workflow';

import { fileField, metadataField, modelField, simplifyField } from '../../../../shared/fields';
import { hyperparameterFields } from './hyperparameterFields';
import { createOptions } from './options';
import { wandbField } from './wandbField';

const additionalFields: INodeProperties = {
	displayName: 'Additional Fields',
	name: 'additionalFields',
	type: 'collection',
	placeholder: 'Add Field',
	default: {},
	options: [
		{
			displayName: 'Extra Body (JSON)',
			name: 'extraBody',
			type: 'json',
			default: '{}',
			description:
				'Fields merged into the request last, for what only your provider knows, e.g. {"hyperparameters": {"lora": true}}',
		},
		metadataField('Key-value pairs kept with the job, up to 16; jobs can be filtered by them'),
		{
			displayName: 'Model Name Suffix',
			name: 'suffix',
			type: 'string',
			default: '',
			placeholder: 'e.g. support-classifier',
			description: "Up to 64 characters that become part of the fine-tuned model's name",
		},
		{
			displayName: 'Seed',
			name: 'seed',
			type: 'number',
			typeOptions: { minValue: 0, maxValue: 2147483647, numberPrecision: 0 },
			default: 42,
			description: 'The same seed and settings should give the same result, in most cases',
		},
		{
			displayName: 'Training Tier',
			name: 'trainingTier',
			type: 'options',
			default: 'standard',
			description: 'Where Azure OpenAI trains, and at what price. For Azure OpenAI only.',
			options: [
				{
					name: 'Developer',
					value: 'developer',
					description: 'At half the price, on idle capacity: the job may pause and go on by itself',
				},
				{
					name: 'Global Standard',
					value: 'globalStandard',
					description: 'In any region, for less; open-weight models train nowhere else',
				},
				{
					name: 'Standard',
					value: 'standard',
					description: "In the resource's own region",
				},
			],
		},
		fileField({
			displayName: 'Validation File',
			name: 'validationFile',
			description:
				'File with examples to measure the model on during training. It is not trained on.',
		}),
		{
			displayName: 'Validation Input Data Field Name',
			name: 'validationBinaryProperty',
			type: 'string',
			default: 'validation',
			placeholder: 'e.g. validation',
			description:
				"The field of the incoming item that holds a validation file to upload first. Used instead of Validation File. If not added: 'validation', when the item has it.",
		},
		wandbField,
	],
};

/** What the editor shows for Job → Create. */
export const createFields: INodeProperties[] = [
	modelField,
	{
		displayName: 'Training Source',
		name: 'trainingSource',
		type: 'options',
		default: 'binary',
		description: 'Where the training examples come from',
		options: [
			{
				name: 'File Already at the Provider',
				value: 'file',
				description: 'A file that the provider already has',
			},
			{
				name: 'File From the Previous Node',
				value: 'binary',
				description:
					'A JSONL file in the incoming item, such as from Dataset → Build; it is uploaded first',
			},
		],
	},
	{
		...fileField({
			displayName: 'Training File',
			name: 'trainingFile',
			required: true,
			description: 'The uploaded JSONL file with the examples to learn from',
		}),
		displayOptions: { show: { trainingSource: ['file'] } },
	},
	{
		displayName: 'Input Data Field Name',
		name: 'trainingBinaryProperty',
		type: 'string',
		default: 'data',
		required: true,
		placeholder: 'e.g. data',
		hint: "A validation file in the field 'validation', as Dataset → Build makes it, is uploaded, too",
		description: 'The field of the incoming item that holds the JSONL training file',
		displayOptions: { show: { trainingSource: ['binary'] } },
	},
	{
		displayName: 'Method',
		name: 'method',
		type: 'options',
		default: 'supervised',
		description: 'How the model learns from the examples',
		options: [
			{
				name: 'Direct Preference Optimization (DPO)',
				value: 'dpo',
				description: 'From pairs of a better and a worse answer',
			},
			{
				name: 'Reinforcement',
				value: 'reinforcement',
				description: 'From scores that a grader gives its answers; needs a validation file',
			},
			{
				name: 'Supervised',
				value: 'supervised',
				description: 'From examples of the answer that is wanted',
			},
		],
	},
	{
		displayName: 'Grader',
		name: 'grader',
		type: 'json',
		default:
			'{\n  "type": "string_check",\n  "name": "exact answer",\n  "operation": "eq",\n  "input": "{{sample.output_text}}",\n  "reference": "{{item.answer}}"\n}',
		required: true,
		description: 'The grader that scores answers, in the JSON form of the API',
		displayOptions: { show: { method: ['reinforcement'] } },
	},
	{
		displayName: 'Hyperparameters',
		name: 'hyperparameters',
		type: 'collection',
		placeholder: 'Add Hyperparameter',
		default: {},
		description: 'What is not added here, the provider chooses by the size of the training file',
		options: hyperparameterFields,
	},
	additionalFields,
	createOptions,
	simplifyField,
];
