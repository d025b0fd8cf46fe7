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
				displayName: 'Drop Invalid Lines',
				name: 'dropInvalidLines',
				type: 'boolean',
				default: true,
				description:
					'Whether to pass on a file without the lines that have errors. The workflow goes on as long as ten examples are left.',
			},
			{
				displayName: 'Epochs',
				name: 'epochs',
				type: 'number',
				typeOptions: { minValue: 1, maxValue: 50, numberPrecision: 0 },
				default: 3,
				description:
					'How often the training goes through the file, to estimate its tokens and cost. By default, what OpenAI chooses by the number of examples.',
			},
			{
				displayName: 'If Invalid',
				name: 'failOnInvalid',
				type: 'options',
				default: true,
				description: 'What to do when the file cannot be trained on',
				options: [
					{
						name: 'Report It',
						value: false,
						description: 'Go on, with "valid" set to false and the list of errors',
					},
					{
						name: 'Stop With an Error',
						value: true,
						description: 'Stop the workflow, before anything is uploaded or paid for',
					},
				],
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
			{
				displayName: 'Provider',
				name: 'provider',
				type: 'options',
				default: 'auto',
				description: 'Whose rules the file must follow',
				options: [
					{ name: 'Amazon Bedrock', value: 'bedrock', description: 'Reinforcement data only' },
					{
						name: 'Azure OpenAI',
						value: 'azureOpenAi',
						description: 'Refuses special tokens; takes longer outputs for DPO',
					},
					{
						name: 'By Model Name',
						value: 'auto',
						description: 'OpenAI or Azure when the model is theirs, else what holds for all',
					},
					{ name: 'Crusoe', value: 'crusoe', description: 'Chat data only' },
					{
						name: 'Custom',
						value: 'custom',
						description: 'What holds for any server that speaks the protocol of OpenAI',
					},
					{
						name: 'LocalAI',
						value: 'localAi',
						description: 'Takes prompt and completion, text and comparison data, too',
					},
					{
						name: 'Nebius',
						value: 'nebius',
						description: 'Takes prompt and completion and text data, too',
					},
					{ name: 'OpenAI', value: 'openAi', description: 'Refuses special tokens in texts' },
					{
						name: 'Together',
						value: 'together',
						description: 'Takes prompt and completion and text data, too; turns must alternate',
					},
					{
						name: 'Unsloth',
						value: 'unsloth',
						description: 'Takes Alpaca and ShareGPT data, too',
					},
				],
			},
			{
				displayName: 'Validation Data Field Name',
				name: 'validationBinaryProperty',
				type: 'string',
				default: 'validation',
				placeholder: 'e.g. validation',
				description:
					'The field of the incoming item that holds the validation file: it is checked, too, and compared with the training file',
			},
		],
	},
];
