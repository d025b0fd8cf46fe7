import type { INodeProperties } from 'n8n-workflow';

/** What the editor shows for Dataset → Convert. */
export const convertFields: INodeProperties[] = [
	{
		displayName:
			"Takes Alpaca, ShareGPT, chosen and rejected, prompt and completion, question and answer: as JSONL, as a JSON array, or as CSV. Read Excel files with n8n's Extract From File node, and use Build with Example Source set to Whole Item.",
		name: 'convertNotice',
		type: 'notice',
		default: '',
		description: 'What can be converted',
	},
	{
		displayName: 'Input Data Field Name',
		name: 'binaryPropertyName',
		type: 'string',
		default: 'data',
		required: true,
		placeholder: 'e.g. data',
		hint: 'The name of the input field containing the binary file data to be converted',
		description: 'The field of the incoming item that holds the file',
	},
	{
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
				description: 'Name of the training file. By default, that of the file it is made of.',
			},
			{
				displayName: 'System Prompt',
				name: 'systemPrompt',
				type: 'string',
				typeOptions: { rows: 2 },
				default: '',
				placeholder: 'e.g. Name the category of the ticket.',
				description:
					'What the model is told to be or do, for examples that have no system message of their own',
			},
		],
	},
];
