import type { CreateBody } from './createBody';
import type { Dialect } from './dialects';
import type { Plan } from './life';
import { fraction, token } from './random';
import type { Recipe } from './training/train';
import type { DataReport } from './trainingData';
import type { FineTuningJob, Hyperparameters, JobMethod } from './types';

/** What a plan is made from, beside the request. */
export interface PlanInput {
	jobId: string;
	seed: number;
	training: DataReport;
	validation: DataReport | null;
	/** How many times faster than life. */
	speed: number;
	/** The name of the file of figures. */
	resultFile: string;
	dialect: Dialect;
}

/** The documented default: three epochs, more for few examples, fewer for very many. */
export function defaultEpochs(examples: number): number {
	const target = 3;
	if (examples * target < 100) return Math.min(25, Math.max(1, Math.floor(100 / examples)));
	if (examples * target > 25_000) return Math.max(1, Math.floor(25_000 / examples));
	return target;
}

/** What the job will do and show, decided at creation. A job of 50 to 80 examples takes a minute. */
export function makePlan(body: CreateBody, input: PlanInput): Plan {
	const { dialect, speed, training, validation } = input;
	const failure = training.error ?? validation?.error ?? null;
	const type = body.method?.type ?? 'supervised';
	const hyperparameters = resolve(requested(body), type, input);
	const epochs = Number(hyperparameters.n_epochs) || 1;
	const batch = Number(hyperparameters.batch_size) || 1;
	const stepsPerEpoch = Math.max(1, Math.ceil(training.examples / batch));
	const recipe: Recipe = {
		seed: String(input.seed),
		totalSteps: epochs * stepsPerEpoch,
		stepsPerEpoch,
		hasValidation: validation !== null,
		batchSize: batch,
		rate: rateOf(hyperparameters),
	};
	const running = 30 + Math.min(2700, epochs * stepsPerEpoch) / 10;
	const name = `${body.suffix ?? ''}:${token(`model/${input.jobId}`, 8)}`;
	return {
		validating: 5 / speed,
		queued: 5 / speed,
		running: running / speed,
		pausing: dialect.pausing / speed,
		registering: registration(input) / speed,
		epochs,
		stepsPerEpoch,
		hasValidation: validation !== null,
		measures: dialect.measures,
		recipe: type === 'supervised' && dialect.measures === 'losses' ? recipe : null,
		failure,
		started: echo(body, type, hyperparameters, dialect.flat !== null),
		outcome: {
			fine_tuned_model: `ft:${body.model}:sandbox:${name}`,
			result_files: dialect.resultFiles ? [input.resultFile] : [],
			trained_tokens: null,
		},
	};
}

/** What an absolute learning rate must be to count as a multiplier of 1. */
const USUAL_RATE = 1e-5;

/**
 * The learning rate as a multiple of the sandbox's own. Absolute rates go by the square root: those of
 * language models span orders of magnitude that would be far too wide for its small model.
 */
function rateOf({ learning_rate, learning_rate_multiplier }: Hyperparameters): number {
	if (typeof learning_rate === 'number') return Math.sqrt(learning_rate / USUAL_RATE);
	return typeof learning_rate_multiplier === 'number' ? learning_rate_multiplier : 1;
}

/** Seconds at speed 1 until the model has its name: no less than a quarter of the longest time. */
function registration({ dialect, jobId }: PlanInput): number {
	return dialect.registering * (0.25 + 0.75 * fraction(`registering/${jobId}`));
}

/** The hyperparameters of a request, in either form; those of `method` win. */
export function requested(body: CreateBody): Hyperparameters {
	const { method } = body;
	return { ...body.hyperparameters, ...(method?.[method.type]?.hyperparameters ?? {}) };
}

/**
 * How a job shows its hyperparameters: at the top level (not for preference data) and in `method`;
 * only at the top level, all of them, when `flat`.
 */
export function echo(
	{ method }: CreateBody,
	type: JobMethod['type'],
	values: Hyperparameters,
	flat: boolean,
): Partial<FineTuningJob> {
	if (flat) return { hyperparameters: values };
	const { n_epochs = 'auto', batch_size = 'auto', learning_rate_multiplier = 'auto' } = values;
	const common = { n_epochs, batch_size, learning_rate_multiplier };
	const settings = { ...method?.[type], hyperparameters: { ...common, ...values } };
	return {
		hyperparameters: type === 'dpo' ? null : common,
		method: { type, [type]: settings },
	};
}

function resolve(
	wanted: Hyperparameters,
	type: JobMethod['type'],
	{ dialect, seed, training }: PlanInput,
): Hyperparameters {
	const examples = Math.max(1, training.examples);
	const defaults: Hyperparameters = dialect.flat ?? {
		n_epochs: defaultEpochs(examples),
		batch_size: Math.min(256, Math.max(1, Math.round(examples * 0.002))),
		learning_rate_multiplier: fraction(`rate/${seed}`) < 0.5 ? 1.8 : 2,
		...(type === 'dpo' && { beta: 0.1 }),
		...(type === 'reinforcement' &&
			dialect.measures === 'losses' && {
				compute_multiplier: 1,
				eval_interval: 10,
				eval_samples: 1,
				reasoning_effort: 'medium',
			}),
		...dialect.defaults,
	};
	const chosen = Object.entries(wanted).filter(
		([, value]) => value !== 'auto' && value !== 'default' && value !== null,
	);
	return { ...defaults, ...Object.fromEntries(chosen) };
}
