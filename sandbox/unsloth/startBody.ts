import { flag, list, number, oneOf, shape, text, wrongType, type Rule } from '../check';
import type { CreateBody } from '../createBody';
import { badRequest, type ApiError } from '../errors';
import type { Json } from '../json';
import type { Hyperparameters } from '../types';
import { fileIdOf } from './paths';

const share = number({ min: 0, max: 1 });
const whole = (min: number, max: number) => number({ min, max, integer: true });

/** Below 1, as a text or a number. */
const rate: Rule = (value, param) => {
	const parsed = typeof value === 'string' || typeof value === 'number' ? Number(value) : NaN;
	return parsed > 0 && parsed < 1
		? null
		: badRequest(`learning_rate must be > 0 and < 1.0 (got ${String(value)})`, param);
};

const dropout: Rule = (value, param) =>
	typeof value === 'number' && value >= 0 && value < 1
		? null
		: badRequest(`lora_dropout must be in [0.0, 1.0) (got ${String(value)})`, param);

/** An opaque ID of the client's. */
export const requestId: Rule = (value, param) =>
	typeof value === 'string' && /^[A-Za-z0-9][A-Za-z0-9._:-]{0,127}$/.test(value)
		? null
		: wrongType(value, param, "a string matching '^[A-Za-z0-9][A-Za-z0-9._:-]*$'");

/** https://github.com/unslothai/unsloth (studio/backend/models/training.py, TrainingStartRequest) */
const rules = shape(
	{
		model_name: text(1),
		training_type: oneOf('LoRA/QLoRA', 'Full Finetuning', 'Continued Pretraining'),
		format_type: text(),
		local_datasets: list(text()),
		local_eval_datasets: list(text()),
		eval_steps: number({}),
		project_name: text(0, 80),
		start_request_id: requestId,
		num_epochs: whole(0, 1000),
		max_steps: whole(0, 1_000_000),
		learning_rate: rate,
		batch_size: whole(1, 4096),
		gradient_accumulation_steps: whole(1, 4096),
		warmup_ratio: share,
		weight_decay: number({ min: 0, max: 10 }),
		max_seq_length: whole(1, 2_000_000),
		lora_r: whole(1, 16_384),
		lora_alpha: whole(1, 32_768),
		lora_dropout: dropout,
		packing: flag,
		random_seed: number({ integer: true }),
	},
	['model_name', 'training_type', 'format_type'],
	// What it does not know it ignores.
	true,
);

/** What is wrong with a request to start a training, or null. */
export function startProblem(body: unknown): ApiError | null {
	return rules(body, '');
}

/** Names of the configuration that are hyperparameters. */
/** Values that a training has unless it is given others. */
export const UNSLOTH_DEFAULTS = {
	training_type: 'LoRA/QLoRA',
	batch_size: 1,
	gradient_accumulation_steps: 1,
	learning_rate: '2e-4',
	lr_scheduler_type: 'linear',
	weight_decay: 0.001,
	max_seq_length: 2048,
	packing: false,
	lora_r: 16,
	lora_alpha: 16,
	lora_dropout: 0,
	load_in_4bit: true,
	train_on_completions: false,
};

const HYPERPARAMETERS = [...Object.keys(UNSLOTH_DEFAULTS), 'warmup_ratio'];

/** The request as the sandbox's own jobs are made from it. */
export function createBodyOf(body: Json): CreateBody {
	const given = Object.entries(body).filter(
		([name, value]) => HYPERPARAMETERS.includes(name) && value !== null,
	);
	const hyperparameters: Json = {
		...UNSLOTH_DEFAULTS,
		...Object.fromEntries(given),
		n_epochs: body.num_epochs ?? 1,
	};
	const evaluates = typeof body.eval_steps === 'number' && body.eval_steps > 0;
	const [validation] = evaluates ? pathsOf(body, 'local_eval_datasets') : [];
	const [training = ''] = pathsOf(body, 'local_datasets');
	return {
		model: String(body.model_name),
		training_file: fileIdOf(training),
		validation_file: validation === undefined ? null : fileIdOf(validation),
		suffix: typeof body.project_name === 'string' ? body.project_name : null,
		seed: typeof body.random_seed === 'number' ? body.random_seed : 3407,
		hyperparameters: hyperparameters as Hyperparameters,
	};
}

/** The paths under a field; those of evaluation count only where it evaluates at all. */
export function pathsOf(body: Json, field: 'local_datasets' | 'local_eval_datasets'): string[] {
	const paths = body[field];
	return Array.isArray(paths) ? paths.map(String) : [];
}
