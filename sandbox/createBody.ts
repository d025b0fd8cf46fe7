import { list, missingParameter, number, oneOf, shape, text, wrongType, type Rule } from './check';
import { badRequest, type ApiError } from './errors';
import { grader } from './graders';
import { isJson } from './json';
import type { Hyperparameters, JobMethod } from './types';

/** A create request that has passed `createBodyProblem`. */
export interface CreateBody {
	model: string;
	training_file: string;
	validation_file?: string | null;
	suffix?: string | null;
	seed?: number | null;
	metadata?: Record<string, string> | null;
	integrations?: unknown[] | null;
	method?: JobMethod | null;
	hyperparameters?: Hyperparameters | null;
}

/** What the server knows of models and files when it judges a create request. */
export interface Known {
	isFineTunable(model: string): boolean;
	file(id: string): { purpose: string; status: string } | undefined;
}

/** The hyperparameters of every method. */
export const COMMON_HYPERPARAMETERS: Record<string, Rule> = {
	n_epochs: number({ min: 1, max: 50, integer: true, auto: true }),
	batch_size: number({ min: 1, max: 256, integer: true, auto: true }),
	learning_rate_multiplier: number({ above: 0, auto: true }),
};

const REINFORCEMENT: Record<string, Rule> = {
	reasoning_effort: oneOf('default', 'low', 'medium', 'high'),
	compute_multiplier: number({ above: 0.00001, max: 10, auto: true }),
	eval_interval: number({ min: 1, integer: true, auto: true }),
	eval_samples: number({ min: 1, integer: true, auto: true }),
};

/** The hyperparameters that each method of training takes, with their bounds. */
export const HYPERPARAMETERS: Record<JobMethod['type'], Record<string, Rule>> = {
	supervised: COMMON_HYPERPARAMETERS,
	dpo: { ...COMMON_HYPERPARAMETERS, beta: number({ above: 0, max: 2, auto: true }) },
	reinforcement: { ...COMMON_HYPERPARAMETERS, ...REINFORCEMENT },
};

const method: Rule = (value, param) => {
	if (!isJson(value)) return wrongType(value, param, 'an object');
	const { type } = value;
	if (type !== 'supervised' && type !== 'dpo' && type !== 'reinforcement') {
		return oneOf('supervised', 'dpo', 'reinforcement')(type ?? null, `${param}.type`);
	}
	const hyperparameters = shape(HYPERPARAMETERS[type]);
	const settings =
		type === 'reinforcement'
			? shape({ hyperparameters, grader }, ['grader'])
			: shape({ hyperparameters });
	const required = type === 'reinforcement' ? ['type', type] : ['type'];
	return shape({ type: text(), [type]: settings }, required)(value, param);
};

const metadata: Rule = (value, param) => {
	if (!isJson(value)) return wrongType(value, param, 'an object');
	const pairs = Object.entries(value);
	if (pairs.length > 16) {
		return badRequest(
			`Invalid '${param}': too many properties. Expected an object with at most 16 properties, but got an object with ${pairs.length} properties instead.`,
			param,
			'object_above_max_properties',
		);
	}
	for (const [key, item] of pairs) {
		if (key.length > 64) {
			return badRequest(
				`Invalid '${param}': property name too long. Expected a property name with maximum length 64, but got one with length ${key.length} instead.`,
				param,
				'property_name_above_max_length',
			);
		}
		const fault = text(0, 512)(item, `${param}.${key}`);
		if (fault) return fault;
	}
	return null;
};

const integration = shape(
	{
		type: oneOf('wandb'),
		wandb: shape({ project: text(1), name: text(), entity: text(), tags: list(text()) }, [
			'project',
		]),
	},
	['type', 'wandb'],
);

/** The fields that every provider's create request has, with their rules. */
export const COMMON_FIELDS: Record<string, Rule> = {
	model: text(1),
	training_file: text(1),
	validation_file: text(1),
	suffix: text(1, 64),
	seed: number({ min: 0, max: 2_147_483_647, integer: true }),
	metadata,
	integrations: list(integration, 5),
	hyperparameters: shape(COMMON_HYPERPARAMETERS),
};

/** The fields that no create request can do without. */
export const REQUIRED_FIELDS = ['model', 'training_file'];

/** What OpenAI, or one that takes `more` fields, would refuse a create request for, or null. Pure. */
export function createBodyProblem(
	body: unknown,
	known: Known,
	more: Record<string, Rule> = {},
): ApiError | null {
	return (
		shape({ ...COMMON_FIELDS, method, ...more }, REQUIRED_FIELDS)(body, '') ??
		referencesProblem(body, known) ??
		validationProblem(body)
	);
}

/** What is wrong with the model and files that a create request names, or null. */
export function referencesProblem(body: unknown, known: Known): ApiError | null {
	if (!isJson(body)) return null;
	const { model } = body;
	if (typeof model === 'string' && !known.isFineTunable(model)) {
		const message = `Model ${model} is not available for fine-tuning or does not exist.`;
		// Recorded without a param.
		return badRequest(message, null, 'model_not_available');
	}
	for (const param of ['training_file', 'validation_file']) {
		const id = body[param];
		const fault = typeof id === 'string' && fileProblem(id, known.file(id));
		if (fault) return badRequest(fault, param, 'invalid_file');
	}
	return null;
}

/** OpenAI does no reinforcement without a validation file. */
function validationProblem(body: unknown): ApiError | null {
	if (!isJson(body) || !isJson(body.method) || body.method.type !== 'reinforcement') return null;
	return typeof body.validation_file === 'string' ? null : missingParameter('validation_file');
}

function fileProblem(id: string, file: ReturnType<Known['file']>): string | null {
	if (!file) return `File '${id}' does not exist.`;
	if (file.purpose !== 'fine-tune') {
		return `File '${id}' has the purpose '${file.purpose}', but 'fine-tune' is needed.`;
	}
	return file.status === 'processed'
		? null
		: `File '${id}' is still being processed and is not ready to be used for fine-tuning. Please try again later.`;
}
