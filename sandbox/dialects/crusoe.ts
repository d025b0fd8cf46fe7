import { number, oneOf, shape, unknownParameter, type Rule } from '../check';
import { COMMON_FIELDS, referencesProblem, REQUIRED_FIELDS, type Known } from '../createBody';
import type { ApiError } from '../errors';
import { isJson } from '../json';
import { openAi, type Dialect } from './dialect';

/** Base models that Crusoe trains, by its own ids. */
const MODELS: Record<string, string> = {
	'llama-3-1-8b-instruct': 'meta-llama/Llama-3.1-8B-Instruct',
	'llama-3-3-70b-instruct': 'meta-llama/Llama-3.3-70B-Instruct',
	'qwen3-32b': 'Qwen/Qwen3-32B',
	'gpt-oss-20b': 'openai/gpt-oss-20b',
};

const anything: Rule = () => null;
const share = number({ min: 0, max: 1 });

/** As its documentation names and bounds them: https://docs.crusoecloud.com/serverless-fine-tuning/fine-tune-a-model */
const HYPERPARAMETERS: Record<string, Rule> = {
	n_epochs: number({ min: 1, max: 50, integer: true, auto: true }),
	batch_size: number({ min: 16, max: 1024, integer: true, auto: true }),
	learning_rate_multiplier: number({ above: 0, auto: true }),
	learning_rate: number({ above: 0, auto: true }),
	lr_scheduler: oneOf('cosine', 'constant', 'constant_with_warmup', 'linear'),
	lora_variant: oneOf('lora', 'rslora'),
	lora_rank: number({ min: 2, max: 256, integer: true }),
	lora_alpha: number({ min: 1, max: 512, integer: true }),
	lora_dropout: share,
	early_stopping_patience: number({ min: 1, integer: true }),
	warmup_ratio: share,
	weight_decay: number({ min: 0 }),
	top_k_gating: anything,
	checkpoint_steps: number({ min: 20, integer: true }),
	eval_steps_per_epoch: number({ min: 1, integer: true }),
	overlong_row_behavior: oneOf('error', 'drop'),
};

const method = shape(
	{
		type: oneOf('supervised'),
		supervised: shape({ hyperparameters: shape(HYPERPARAMETERS) }),
	},
	['type'],
);

function createProblem(body: unknown, known: Known): ApiError | null {
	// The older form beside `method`, which OpenAI still reads.
	if (isJson(body) && body.hyperparameters) return unknownParameter('hyperparameters');
	return (
		shape({ ...COMMON_FIELDS, method }, REQUIRED_FIELDS)(body, '') ?? referencesProblem(body, known)
	);
}

/**
 * Crusoe's managed fine-tuning. After `succeeded` the model is registered for up to two minutes:
 * https://github.com/crusoecloud/solutions-library (crusoe-managed-finetuning-example/src/constants.py)
 */
export const crusoe: Dialect = {
	...openAi,
	name: 'crusoe',
	fineTunable: Object.keys(MODELS),
	otherModels: [],
	modelName: (id) => MODELS[id] ?? id,
	lacks: ['content', 'events', 'modelDeletion', 'pause', 'permissions', 'uploads'],
	keepsMetadata: false,
	registering: 120,
	defaults: { batch_size: 16 },
	createProblem,
};
