import type { INodeProperties } from 'n8n-workflow';

import type { RowInput } from '../../../dataset/build';
import { buildOptions } from './options';

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
			{
				name: 'Reinforcement',
				value: 'reinforcement',
				description: 'Questions with fields that a grader reads, for reinforcement training',
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
			{
				name: 'Whole Item',
				value: 'item',
				description:
					'The item itself is a row of Alpaca, ShareGPT, question and answer or similar data',
			},
		],
	},
	textField(
		'systemPrompt',
		'System Prompt',
		{ exampleSource: ['fields', 'item'] },
		{
			placeholder: 'e.g. Name the category of the ticket.',
			description: 'What the model is told to be or do, the same as later in use. May be empty.',
		},
	),
	textField('userMessage', 'User Message', FROM_FIELDS, {
		required: true,
		placeholder: 'e.g. {{ $json.question }}',
		description: 'What the user says: drag the input field with the question here',
	}),
	textField(
		'assistantMessage',
		'Assistant Message',
		{ ...FROM_FIELDS, format: ['chat'] },
		{
			required: true,
			placeholder: 'e.g. {{ $json.answer }}',
			description: 'The answer to learn: drag the input field with the answer here',
		},
	),
	{
		displayName: 'Messages',
		name: 'messages',
		type: 'json',
		default: '',
		required: true,
		placeholder: 'e.g. {{ $json.messages }}',
		description:
			'The conversation: drag the input field with the list of messages here, or with an object of "messages" and "tools". For the preference format, the messages before the answer.',
		displayOptions: { show: { exampleSource: ['messages'] } },
	},
	textField(
		'preferredOutput',
		'Preferred Output',
		{ format: ['preference'], exampleSource: ['fields', 'messages'] },
		{
			required: true,
			placeholder: 'e.g. {{ $json.better }}',
			description: 'The better answer: its text, or an assistant message',
		},
	),
	textField(
		'nonPreferredOutput',
		'Non-Preferred Output',
		{ format: ['preference'], exampleSource: ['fields', 'messages'] },
		{
			required: true,
			placeholder: 'e.g. {{ $json.worse }}',
			description: 'The worse answer: its text, or an assistant message',
		},
	),
	{
		displayName: 'Fields for the Grader',
		name: 'graderFields',
		type: 'json',
		default: '={{ { "reference": $json.answer } }}',
		required: true,
		description:
			'What the grader compares the answer with, as an object: the grader reads its fields as {{item.reference}}',
		displayOptions: {
			show: { format: ['reinforcement'], exampleSource: ['fields', 'messages'] },
		},
	},
	buildOptions,
];
