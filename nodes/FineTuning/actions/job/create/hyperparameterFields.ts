import type { INodeProperties } from 'n8n-workflow';

import type { TrainingMethod } from '../../../../shared/domain/job';
import {
	HYPERPARAMETER_LABELS,
	type HyperparameterName,
} from '../../../../shared/domain/jobRequest';
import { PROVIDERS } from '../../../../shared/providers';

/** How the editor asks for one hyperparameter, beside its name and label. */
type Field = Pick<INodeProperties, 'type' | 'default' | 'options' | 'typeOptions'> & {
	description: string;
	/** None: shown with every method. */
	methods?: TrainingMethod[];
};

const whole = { type: 'number', typeOptions: { numberPrecision: 0 } } as const;
const decimal = { type: 'number' } as const;

/** What a provider takes, and in what range, stands with the provider. */
const FIELDS: Readonly<Record<HyperparameterName, Field>> = {
	nEpochs: {
		...whole,
		default: 3,
		description:
			'How often training goes through the whole file, most often 1 to 50. The cost grows in proportion.',
	},
	batchSize: {
		...whole,
		default: 16,
		description:
			'How many examples are trained on at once. Larger batches learn more steadily, but in fewer steps.',
	},
	learningRateMultiplier: {
		...decimal,
		default: 1,
		description:
			'Factor on the default learning rate, above 0. Smaller can help against over-fitting',
	},
	learningRate: {
		...decimal,
		default: 0.00001,
		description: 'How far each training step changes the model, above 0, most often around 0.00001',
	},
	adapter: {
		type: 'options',
		default: 'lora',
		description: 'How much of the model is trained',
		options: [
			{ name: 'Full', value: 'full', description: 'All of the model: slower, and costs more' },
			{ name: 'LoRA', value: 'lora', description: 'A small addition to the model' },
		],
	},
	loraRank: {
		...whole,
		default: 8,
		description: 'Size of the addition that LoRA trains',
	},
	loraAlpha: {
		...whole,
		default: 8,
		description: 'How strongly the addition counts, most often the same as the rank or twice it',
	},
	loraDropout: {
		...decimal,
		default: 0,
		description:
			'Share of the addition left out at random in each step, 0 to 1, against over-fitting',
	},
	warmupRatio: {
		...decimal,
		default: 0,
		description: 'Share of the training, 0 to 1, in which the learning rate rises from 0',
	},
	weightDecay: {
		...decimal,
		default: 0,
		description: 'How strongly large weights are reduced, from 0',
	},
	maxSequenceLength: {
		...whole,
		default: 8192,
		description: 'Tokens of an example that are trained on; what is over is cut off',
	},
	packing: {
		type: 'boolean',
		default: true,
		description: 'Whether to put several short examples into one sequence, which is faster',
	},
	beta: {
		...decimal,
		methods: ['dpo'],
		default: 0.1,
		description:
			'How closely the model stays to what it was, above 0 and up to 2. Higher is more cautious.',
	},
	computeMultiplier: {
		...decimal,
		methods: ['reinforcement'],
		default: 1,
		description: 'How much the model explores during training, up to 10. More costs more.',
	},
	evalInterval: {
		...whole,
		methods: ['reinforcement'],
		default: 5,
		description: 'After how many training steps the model is evaluated',
	},
	evalSamples: {
		...whole,
		methods: ['reinforcement'],
		default: 2,
		description: 'How many answers are taken for each example of the validation file',
	},
	reasoningEffort: {
		type: 'options',
		methods: ['reinforcement'],
		default: 'default',
		description: 'How much the model thinks before it answers during training',
		options: [
			{ name: 'Default', value: 'default' },
			{ name: 'High', value: 'high' },
			{ name: 'Low', value: 'low' },
			{ name: 'Medium', value: 'medium' },
		],
	},
};

/** The fields of the Hyperparameters collection, by label; a field that is not added stays automatic. */
export const hyperparameterFields: INodeProperties[] = [...HYPERPARAMETER_LABELS]
	.sort(([, a], [, b]) => a.localeCompare(b))
	.map(([name, displayName]) => {
		const { methods, description, ...field } = FIELDS[name];
		return {
			displayName,
			name,
			...field,
			description: described(description, name),
			...(methods && { displayOptions: { show: { '/method': methods } } }),
		};
	});

/** The description with who takes it, where not everybody does. One sentence alone has no full stop. */
function described(description: string, name: HyperparameterName): string {
	const takers = PROVIDERS.filter(({ jobs }) => jobs.hyperparameters.has(name));
	if (takers.length === PROVIDERS.length) return description;
	const names = takers.map(({ displayName }) => displayName).join(', ');
	return `${description.replace(/\.$/, '')}. For ${names}.`;
}
