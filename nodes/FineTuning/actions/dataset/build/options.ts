import type { INodeProperties } from 'n8n-workflow';

/** The options of Dataset → Build. */
export const buildOptions: INodeProperties = {
	displayName: 'Options',
	name: 'options',
	type: 'collection',
	placeholder: 'Add Option',
	default: {},
	options: [
		{
			displayName: 'File Name',
			name: 'fileName',
			type: 'string',
			default: 'training.jsonl',
			placeholder: 'e.g. support-tickets.jsonl',
			description:
				'Name of the training file. The validation file gets the same with "-validation".',
		},
		{
			displayName: 'Seed',
			name: 'seed',
			type: 'number',
			typeOptions: { numberPrecision: 0 },
			default: 42,
			description: 'Another seed puts other examples aside for validation',
		},
		{
			displayName: 'Split By',
			name: 'splitBy',
			type: 'string',
			default: '',
			placeholder: 'e.g. customer',
			description:
				'Input field whose examples stay together, e.g. the customer: none is in the training file and in the validation file. Needs a Validation Share.',
		},
		{
			displayName: 'Tools',
			name: 'tools',
			type: 'json',
			default: '[]',
			description:
				'Functions that the model may call, as a list in the form of the API, for examples that bring none of their own',
		},
		{
			displayName: 'Validation Share (%)',
			name: 'validationShare',
			type: 'number',
			typeOptions: { minValue: 0, maxValue: 90 },
			default: 10,
			description:
				'Share of the examples that go into a second file, which the model is measured on and not trained on. Equal examples stay in the same file.',
		},
	],
};
