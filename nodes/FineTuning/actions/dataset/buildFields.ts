import type { INodeProperties } from 'n8n-workflow';

import type { RowInput } from '../../dataset/build';

/** A field that each item fills, mostly by an expression. */
function textField(
	name: keyof RowInput,
	displayName: string,
	show: Record<string, string[]>,
	words: Pick<INodeProperties, 'description' | 'placeholder' | 'required'>,
): INodeProperties {
	return {
		displayName,
		name,
		type: 'string',
		typeOptions: { rows: 2 },
		default: '',
		...words,
		displayOptions: { show },
	};
}

const FROM_FIELDS = { exampleSource: ['fields'] };

/** What the editor shows for Dataset → Build. */
export const buildFields: INodeProperties[] = [
	{
		displayName: 'Format',
		name: 'format',
		type: 'options',
		noDataExpression: true,
		default: 'chat',
		description: 'What the examples show the model',
		options: [
			{
				name: 'Chat',
				value: 'chat',
				description: 'Conversations with the answer that is wanted, for supervised training',
			},
			{
				name: 'Preference',
				value: 'preference',
				description: 'Conversations with a better and a worse answer, for DPO training',
			},
		],
	},
	{
		displayName: 'Example Source',
		name: 'exampleSource',
		type: 'options',
		noDataExpression: true,
		default: 'fields',
		description: 'How each item gives its example',
		options: [
			{
				name: 'Fields',
				value: 'fields',
				description: 'One question and its answer, each from a field of the item',
			},
			{
				name: 'Messages',
				value: 'messages',
				description: 'A list of messages in the form of the API, e.g. with tools or images',
			},
		],
	},
	textField('systemPrompt', 'System Prompt', FROM_FIELDS, {
		placeholder: 'e.g. Name the category of the ticket.',
		description: 'What the model is told to be or do, the same as later in use. May be empty.',
	}),
	textField('userMessage', 'User Message', FROM_FIELDS, {
		required: true,
		placeholder: 'e.g. {{ $json.question }}',
		description: 'What the user says: an expression that takes it from each item',
	}),
	textField(
		'assistantMessage',
		'Assistant Message',
		{ ...FROM_FIELDS, format: ['chat'] },
		{
			required: true,
			placeholder: 'e.g. {{ $json.answer }}',
			description: 'The answer to learn: an expression that takes it from each item',
		},
	),
	{
		displayName: 'Messages',
		name: 'messages',
		type: 'json',
		default: '={{ $json.messages }}',
		required: true,
		description:
			'The messages of the conversation, or an object with "messages" and "tools". For the preference format, those before the answer.',
		displayOptions: { show: { exampleSource: ['messages'] } },
	},
	textField(
		'preferredOutput',
		'Preferred Output',
		{ format: ['preference'] },
		{
			required: true,
			placeholder: 'e.g. {{ $json.better }}',
			description: 'The better answer: its text, or an assistant message',
		},
	),
	textField(
		'nonPreferredOutput',
		'Non-Preferred Output',
		{ format: ['preference'] },
		{
			required: true,
			placeholder: 'e.g. {{ $json.worse }}',
			description: 'The worse answer: its text, or an assistant message',
		},
	),
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
				displayName: 'Validation Share (%)',
				name: 'validationShare',
				type: 'number',
				typeOptions: { minValue: 0, maxValue: 90 },
				default: 10,
				description:
					'Share of the examples that go into a second file, which the model is measured on and not trained on. Equal examples stay in the same file.',
			},
		],
	},
];
