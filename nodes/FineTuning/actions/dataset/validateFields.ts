import type { INodeProperties } from 'n8n-workflow';

/** What the editor shows for Dataset → Validate. */
export const validateFields: INodeProperties[] = [
	{
		displayName: 'Input Data Field Name',
		name: 'binaryPropertyName',
		type: 'string',
		default: 'data',
		required: true,
		placeholder: 'e.g. data',
		hint: 'The name of the input field containing the binary file data to be checked',
		description: 'The field of the incoming item that holds the JSONL file',
	},
	{
		displayName: 'Options',
		name: 'options',
		type: 'collection',
		placeholder: 'Add Option',
		default: {},
		options: [
			{
				displayName: 'Epochs',
				name: 'epochs',
				type: 'number',
				typeOptions: { minValue: 1, maxValue: 50, numberPrecision: 0 },
				default: 3,
				description:
					'How often the training goes through the file, to reckon its tokens and cost. By default, what OpenAI chooses by the number of examples.',
			},
			{
				displayName: 'Fail on Invalid',
				name: 'failOnInvalid',
				type: 'boolean',
				default: true,
				description:
					'Whether to stop with an error when the file cannot be trained on, instead of reporting it',
			},
			{
				displayName: 'Max Errors',
				name: 'maxErrors',
				type: 'number',
				typeOptions: { minValue: 0, maxValue: 10000, numberPrecision: 0 },
				default: 100,
				description:
					'Max number of errors, and of warnings, to list in full. Beyond that they are counted.',
			},
			{
				displayName: 'Model',
				name: 'model',
				type: 'string',
				default: '',
				placeholder: 'e.g. gpt-4.1-mini-2025-04-14',
				description:
					'The model to train, which decides how tokens are counted and how long an example may be. By default, a current model of OpenAI.',
			},
			{
				displayName: 'Price per Million Tokens',
				name: 'pricePerMillionTokens',
				type: 'number',
				typeOptions: { minValue: 0, numberPrecision: 4 },
				default: 0,
				placeholder: 'e.g. 5',
				description:
					"What your provider takes for training on a million tokens, in any currency: see its price list. Without it, the cost isn't estimated.",
			},
		],
	},
];
