import { flag, number, oneOf, shape, text, wrongType, type Rule } from '../../check';
import type { ApiError } from '../../errors';
import { isJson, type Json } from '../../json';
import type { Hyperparameters } from '../../types';

const whole = (min: number) => number({ min, integer: true });
const positive = number({ above: 0 });
const share = number({ min: 0, max: 1 });

const batchSize: Rule = (value, param) => (value === 'max' ? null : whole(1)(value, param));

const onInputs: Rule = (value, param) => (value === 'auto' ? null : flag(value, param));

const trainingMethod: Rule = (value, param) => {
	if (!isJson(value)) return wrongType(value, param, 'an object');
	const fault = oneOf('sft', 'dpo')(value.method ?? null, `${param}.method`);
	if (fault) return fault;
	return value.method === 'sft'
		? shape({ method: text(), train_on_inputs: onInputs }, ['train_on_inputs'])(value, param)
		: shape({
				method: text(),
				dpo_beta: positive,
				dpo_normalize_logratios_by_length: flag,
				dpo_reference_free: flag,
				rpo_alpha: positive,
				simpo_gamma: positive,
			})(value, param);
};

const trainingType: Rule = (value, param) => {
	if (!isJson(value)) return wrongType(value, param, 'an object');
	const fault = oneOf('Full', 'Lora')(value.type ?? null, `${param}.type`);
	if (fault) return fault;
	const lora = {
		lora_r: whole(1),
		lora_alpha: whole(1),
		lora_dropout: share,
		lora_trainable_modules: text(),
	};
	return value.type === 'Full'
		? shape({ type: text() })(value, param)
		: shape({ type: text(), ...lora }, ['lora_r', 'lora_alpha'])(value, param);
};

const scheduler = shape({
	lr_scheduler_type: oneOf('linear', 'cosine'),
	lr_scheduler_args: shape({}, [], true),
});

/** The settings of a training that are kept with the job as they came. */
const SETTINGS: Record<string, Rule> = {
	n_epochs: whole(1),
	n_checkpoints: whole(1),
	n_evals: whole(0),
	batch_size: batchSize,
	learning_rate: positive,
	warmup_ratio: share,
	max_grad_norm: number({ min: 0 }),
	weight_decay: number({ min: 0 }),
	max_seq_length: whole(1),
	packing: flag,
	gradient_accumulation_steps: whole(0),
};

/** As https://github.com/togethercomputer/openapi has them, with npm together-ai 0.52.0 for what it lacks. */
const FIELDS: Record<string, Rule> = {
	model: text(1),
	training_file: text(1),
	validation_file: text(1),
	suffix: text(0, 64),
	random_seed: whole(0),
	lr_scheduler: scheduler,
	training_method: trainingMethod,
	training_type: trainingType,
	train_on_inputs: onInputs,
	from_checkpoint: text(1),
	from_hf_model: text(1),
	hf_model_revision: text(1),
	hf_api_token: text(1),
	hf_output_repo_name: text(1),
	wandb_api_key: text(1),
	wandb_base_url: text(1),
	wandb_project_name: text(1),
	wandb_name: text(1),
	wandb_entity: text(1),
	early_stopping_enabled: flag,
	early_stopping_patience: whole(1),
	early_stopping_min_delta: number({ min: 0 }),
	early_stopping_warmup_evals: whole(0),
	multimodal_params: shape({}, [], true),
	...SETTINGS,
};

/** What a create request is refused for, its model and files left aside. Pure. */
export function bodyProblem(body: unknown): ApiError | null {
	return shape(FIELDS, ['training_file', 'model'])(body, '');
}

/**
 * The same request as OpenAI would have it, by which the sandbox trains. What has no place there goes to the
 * hyperparameters, nested objects with a dot in the name.
 */
export function asOpenAi(body: unknown): unknown {
	if (!isJson(body)) return body;
	const { model, training_file, validation_file, suffix, random_seed } = body;
	const method = isJson(body.training_method) ? body.training_method : { method: 'sft' };
	const type = isJson(body.training_type) ? body.training_type : { type: 'Lora' };
	const settings = Object.keys(SETTINGS).flatMap(
		(name): Array<[string, unknown]> =>
			body[name] === undefined || body[name] === 'max' ? [] : [[name, body[name]]],
	);
	return {
		model,
		training_file,
		validation_file,
		suffix,
		seed: random_seed,
		method: { type: method.method === 'dpo' ? 'dpo' : 'supervised' },
		hyperparameters: {
			n_epochs: 1,
			...Object.fromEntries(settings),
			...dotted('training_method', method),
			...dotted('training_type', type),
		} as Hyperparameters,
	};
}

function dotted(name: string, fields: Json): Json {
	return Object.fromEntries(
		Object.entries(fields).map(([field, value]) => [`${name}.${field}`, value]),
	);
}

/** The fields that `dotted` put away. */
export function nested(name: string, hyperparameters: Hyperparameters): Json | undefined {
	const entries = Object.entries(hyperparameters).flatMap(([field, value]) =>
		field.startsWith(`${name}.`) ? [[field.slice(name.length + 1), value] as const] : [],
	);
	return entries.length > 0 ? Object.fromEntries(entries) : undefined;
}
