import type { INodeProperties } from 'n8n-workflow';

import type { Provider } from '../../../shared/providers';
import type { Result } from '../../../shared/result';
import { shown } from '../../../shared/text';
import type { TrainingMethod } from '../../../shared/types';

/** One hyperparameter: how the editor asks for it, how the API calls it, what values it takes. */
interface Hyperparameter {
	field: INodeProperties;
	apiName: string;
	/** Null: all methods. */
	methods: readonly TrainingMethod[] | null;
	accepts: (value: number) => boolean;
	range: string;
}

const whole = (from: number, to: number) => (value: number) =>
	Number.isInteger(value) && value >= from && value <= to;

function numberField(
	field: Pick<INodeProperties, 'displayName' | 'name' | 'description' | 'default'>,
	methods: readonly TrainingMethod[] | null,
	wholeNumber: boolean,
): INodeProperties {
	return {
		...field,
		type: 'number',
		...(wholeNumber && { typeOptions: { numberPrecision: 0 } }),
		...(methods && { displayOptions: { show: { '/method': [...methods] } } }),
	};
}

const NUMBERS: readonly Hyperparameter[] = [
	{
		apiName: 'batch_size',
		methods: null,
		accepts: whole(1, 256),
		range: 'a whole number from 1 to 256',
		field: numberField(
			{
				displayName: 'Batch Size',
				name: 'batchSize',
				default: 8,
				description:
					'How many examples are trained on at once, 1 to 256. Larger batches learn more steadily, but in fewer steps.',
			},
			null,
			true,
		),
	},
	{
		apiName: 'beta',
		methods: ['dpo'],
		accepts: (value) => value > 0 && value <= 2,
		range: 'a number above 0 and up to 2',
		field: numberField(
			{
				displayName: 'Beta',
				name: 'beta',
				default: 0.1,
				description:
					'How closely the model stays to what it was, above 0 and up to 2. Higher is more cautious.',
			},
			['dpo'],
			false,
		),
	},
	{
		apiName: 'compute_multiplier',
		methods: ['reinforcement'],
		accepts: (value) => value > 0.00001 && value <= 10,
		range: 'a number above 0.00001 and up to 10',
		field: numberField(
			{
				displayName: 'Compute Multiplier',
				name: 'computeMultiplier',
				default: 1,
				description: 'How much the model explores during training, up to 10. More costs more.',
			},
			['reinforcement'],
			false,
		),
	},
	{
		apiName: 'n_epochs',
		methods: null,
		accepts: whole(1, 50),
		range: 'a whole number from 1 to 50',
		field: numberField(
			{
				displayName: 'Epochs',
				name: 'nEpochs',
				default: 3,
				description:
					'How often training goes through the whole file, 1 to 50. The cost grows in proportion.',
			},
			null,
			true,
		),
	},
	{
		apiName: 'eval_interval',
		methods: ['reinforcement'],
		accepts: whole(1, Number.MAX_SAFE_INTEGER),
		range: 'a whole number from 1',
		field: numberField(
			{
				displayName: 'Evaluation Interval',
				name: 'evalInterval',
				default: 5,
				description: 'After how many training steps the model is evaluated',
			},
			['reinforcement'],
			true,
		),
	},
	{
		apiName: 'eval_samples',
		methods: ['reinforcement'],
		accepts: whole(1, Number.MAX_SAFE_INTEGER),
		range: 'a whole number from 1',
		field: numberField(
			{
				displayName: 'Evaluation Samples',
				name: 'evalSamples',
				default: 2,
				description: 'How many answers are taken for each example of the validation file',
			},
			['reinforcement'],
			true,
		),
	},
	{
		apiName: 'learning_rate_multiplier',
		methods: null,
		accepts: (value) => value > 0 && Number.isFinite(value),
		range: 'a number above 0',
		field: numberField(
			{
				displayName: 'Learning Rate Multiplier',
				name: 'learningRateMultiplier',
				default: 1,
				description:
					'Factor on the default learning rate, above 0. Smaller can help against over-fitting.',
			},
			null,
			false,
		),
	},
];

const EFFORTS = ['default', 'low', 'medium', 'high'];

/** The fields of the Hyperparameters collection; a field that is not added stays automatic. */
export const hyperparameterFields: INodeProperties[] = [
	...NUMBERS.map(({ field }) => field),
	{
		displayName: 'Reasoning Effort',
		name: 'reasoningEffort',
		type: 'options',
		default: 'default',
		description: 'How much the model thinks before it answers during training',
		displayOptions: { show: { '/method': ['reinforcement'] } },
		options: [
			{ name: 'Default', value: 'default' },
			{ name: 'High', value: 'high' },
			{ name: 'Low', value: 'low' },
			{ name: 'Medium', value: 'medium' },
		],
	},
];

/**
 * The entered hyperparameters under the API's names, or what is wrong with the first bad one. Those of
 * another method are left out: the editor keeps them hidden after the method was changed.
 * Ranges: the API's specification 2.3.0. `auto` is the API's own word for its default.
 */
export function checkHyperparameters(
	entered: Readonly<Record<string, unknown>>,
	method: TrainingMethod,
	provider: Provider,
): Result<Record<string, unknown>> {
	const sent: Record<string, unknown> = {};
	for (const { field, apiName, methods, accepts, range } of NUMBERS) {
		const value = entered[field.name];
		if (value === undefined || value === null || value === '') continue;
		if (methods && !methods.includes(method)) continue;
		const refusal = provider.refusedHyperparameters[field.name];
		if (refusal) {
			return {
				ok: false,
				problem: `'${field.displayName}' is not known to ${provider.displayName}`,
				advice: `${refusal}.`,
			};
		}
		const number = typeof value === 'string' ? Number(value) : value;
		if (value !== 'auto' && !(typeof number === 'number' && accepts(number))) {
			return {
				ok: false,
				problem: `'${field.displayName}' is ${shown(value)}`,
				advice: `It must be ${range}. Remove it to let the provider choose.`,
			};
		}
		sent[apiName] = value === 'auto' ? value : number;
	}
	const effort = entered.reasoningEffort;
	if (method === 'reinforcement' && effort !== undefined && effort !== null && effort !== '') {
		if (!EFFORTS.includes(shown(effort))) {
			return {
				ok: false,
				problem: `'Reasoning Effort' is ${shown(effort)}`,
				advice: `It must be one of ${EFFORTS.join(', ')}.`,
			};
		}
		sent.reasoning_effort = effort;
	}
	return { ok: true, value: sent };
}
