import { flag, list, number, shape, text, unknownParameter, type Rule } from './check';
import { COMMON_FIELDS, REQUIRED_FIELDS, referencesProblem, type Known } from './createBody';
import type { ApiError } from './errors';
import { isJson } from './json';
import type { Hyperparameters } from './types';

/** Nebius' own hyperparameters, with the values they have unless given. */
export const NEBIUS_DEFAULTS: Hyperparameters = {
	batch_size: 8,
	learning_rate: 0.00001,
	n_epochs: 3,
	warmup_ratio: 0,
	weight_decay: 0,
	lora: false,
	lora_r: 8,
	lora_alpha: 8,
	lora_dropout: 0,
	packing: true,
	max_grad_norm: 1,
	context_length: 8192,
};

const anything: Rule = () => null;
const share = number({ min: 0, max: 1 });

const NEBIUS_HYPERPARAMETERS: Record<string, Rule> = {
	batch_size: number({ min: 1, integer: true }),
	learning_rate: number({ min: 0 }),
	n_epochs: number({ min: 1, integer: true }),
	warmup_ratio: share,
	weight_decay: number({ min: 0 }),
	lora: flag,
	lora_r: number({ min: 1, integer: true }),
	lora_alpha: number({ min: 1, integer: true }),
	lora_dropout: share,
	packing: flag,
	max_grad_norm: number({ min: 0 }),
	context_length: number({ min: 1, integer: true }),
};

const wandb = shape(
	{ api_key: text(1), project: text(1), name: text(), entity: text(), tags: list(text()) },
	['api_key', 'project'],
);

/** What Nebius would refuse a create request for, or null: `method` and `auto` among others. */
export function nebiusProblem(body: unknown, known: Known): ApiError | null {
	const rules = {
		...COMMON_FIELDS,
		hyperparameters: shape(NEBIUS_HYPERPARAMETERS),
		integrations: list(shape({ type: text(1), wandb }, ['type'])),
		tags: text(),
		from_checkpoint: anything,
		extra_body: anything,
	};
	return shape(rules, REQUIRED_FIELDS)(body, '') ?? referencesProblem(body, known);
}

/** What a plain compatible server would refuse: it knows no `method`, and minds no unknown field. */
export function customProblem(body: unknown, known: Known): ApiError | null {
	if (isJson(body) && body.method !== undefined) return unknownParameter('method');
	return shape(COMMON_FIELDS, REQUIRED_FIELDS, true)(body, '') ?? referencesProblem(body, known);
}
