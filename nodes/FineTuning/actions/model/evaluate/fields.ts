import type { INodeProperties } from 'n8n-workflow';

import { anyModelField, modelIdField } from '../../../../shared/fields';
import type { Scoring } from './scoring';

export const DEFAULT_MAX_EXAMPLES = 100;
export const DEFAULT_SCORING: Scoring = 'exact';

/** What the editor shows for Model → Evaluate. */
export const evaluateFields: INodeProperties[] = [
	modelIdField('The model to evaluate, most often a new fine-tuned one'),
	{
		displayName: 'Input Data Field Name',
		name: 'binaryPropertyName',
		type: 'string',
		default: 'data',
		required: true,
		placeholder: 'e.g. validation',
		hint: 'The name of the input field containing the JSONL file with the expected answers',
		description:
			'The field of the incoming item that holds a JSONL file of chat examples: the last message of each is the expected answer, and the model is asked what comes before. Use examples that the model was not trained on.',
	},
	{
		displayName: 'Options',
		name: 'options',
		type: 'collection',
		placeholder: 'Add Option',
		default: {},
		options: [
			anyModelField({
				displayName: 'Compare With',
				name: 'compareWith',
				description:
					'Another model that is asked the same examples, e.g. the one in production now. Costs as many calls again.',
			}),
			{
				displayName: 'Max Examples',
				name: 'maxExamples',
				type: 'number',
				typeOptions: { minValue: 1, numberPrecision: 0 },
				default: DEFAULT_MAX_EXAMPLES,
				description:
					'How many examples to ask each model. Each is a call that you pay for. Of a larger file, examples from all over it are taken, the same each time.',
			},
			{
				displayName: 'Scoring',
				name: 'scoring',
				type: 'options',
				default: DEFAULT_SCORING,
				description: 'When an answer is right',
				options: [
					{
						name: 'Contains',
						value: 'contains',
						description: 'The expected answer stands somewhere in it',
					},
					{
						name: 'Exact',
						value: 'exact',
						description: 'It is the expected answer, but for blanks around it',
					},
					{
						name: 'JSON',
						value: 'json',
						description:
							'It is the same JSON, whatever the order of keys, also within a Markdown code fence',
					},
				],
			},
			{
				displayName: 'Temperature',
				name: 'temperature',
				type: 'number',
				typeOptions: { minValue: 0, maxValue: 2, numberPrecision: 2 },
				default: 0,
				description:
					'How much chance is in the answers, from 0 to 2. Not sent unless added: newer models refuse it.',
			},
		],
	},
];
