import type { Provider } from '../../../shared/providers';
import type { TrainingMethod } from '../../../shared/types';
import { asNumber, asText, isRecord, shown } from '../../../shared/text';
import { checkHyperparameters } from './hyperparameters';

/** What a user entered for a new job; absent or empty means left alone. */
export interface JobInput {
	model: string;
	trainingFile: string;
	validationFile?: string;
	method: TrainingMethod;
	hyperparameters: Readonly<Record<string, unknown>>;
	grader?: Record<string, unknown>;
	suffix?: string;
	/** A number, or one as text; checked here. */
	seed?: unknown;
	metadata?: Readonly<Record<string, string>>;
	integrations?: readonly WandbInput[];
	extraBody?: Record<string, unknown>;
}

export interface WandbInput {
	project?: unknown;
	name?: unknown;
	entity?: unknown;
	tags?: unknown;
}

export type JobBody =
	| { ok: true; body: Record<string, unknown> }
	| { ok: false; problem: string; advice: string };

/**
 * The create call's body in the provider's form, or the first thing wrong with the input. Nothing that
 * the user left alone is sent. Limits: the API's specification 2.3.0.
 */
export function buildJobBody(input: JobInput, provider: Provider): JobBody {
	const seed = asNumber(input.seed);
	const wrong = firstProblem(input, seed);
	if (wrong) return { ok: false, ...wrong };
	const hyperparameters = checkHyperparameters(input.hyperparameters, input.method, provider);
	if (!hyperparameters.ok) return hyperparameters;
	const body = {
		model: input.model,
		training_file: input.trainingFile,
		...(input.validationFile && { validation_file: input.validationFile }),
		...methodPart(input, hyperparameters.value, provider),
		...(input.suffix && { suffix: input.suffix }),
		...(seed !== undefined && { seed }),
		...(input.metadata && Object.keys(input.metadata).length > 0 && { metadata: input.metadata }),
		...(input.integrations?.length && { integrations: input.integrations.map(wandb) }),
	};
	return { ok: true, body: mergeDeep(body, input.extraBody ?? {}) };
}

interface Problem {
	problem: string;
	advice: string;
}

function firstProblem(input: JobInput, seed: number | undefined): Problem | undefined {
	const metadata = Object.entries(input.metadata ?? {});
	const longKey = metadata.find(([key]) => length(key) > 64)?.[0];
	const longValue = metadata.find(([, value]) => length(value) > 512)?.[0];
	const checks: Array<[broken: boolean, problem: string, advice: string]> = [
		[
			input.method === 'reinforcement' && !input.grader,
			"'Grader' is empty",
			'Reinforcement training needs a grader that scores the answers.',
		],
		[
			input.method === 'reinforcement' && !input.validationFile,
			"'Validation File' is missing",
			'Reinforcement training needs one: add it under Additional Fields.',
		],
		[
			length(input.suffix ?? '') > 64,
			`'Suffix' is ${length(input.suffix ?? '')} characters long`,
			'It may have up to 64.',
		],
		[
			seed !== undefined && !isWhole(seed, 0, 2147483647),
			`'Seed' is ${shown(input.seed)}`,
			'It must be a whole number from 0 to 2147483647.',
		],
		[metadata.length > 16, `'Metadata' has ${metadata.length} pairs`, 'A job can carry up to 16.'],
		[
			longKey !== undefined,
			`The metadata key '${(longKey ?? '').slice(0, 20)}…' is longer than 64 characters`,
			'Shorten the key.',
		],
		[
			longValue !== undefined,
			`The value of the metadata key '${longValue ?? ''}' is longer than 512 characters`,
			'Shorten the value.',
		],
		[
			(input.integrations?.length ?? 0) > 5,
			`'Weights & Biases' has ${input.integrations?.length ?? 0} integrations`,
			'A job can have up to 5.',
		],
		[
			input.integrations?.some(({ project }) => !asText(project)) ?? false,
			"'Project' of Weights & Biases is empty",
			'Enter the project that the metrics go to, or remove the integration.',
		],
	];
	const found = checks.find(([broken]) => broken);
	return found && { problem: found[1], advice: found[2] };
}

/**
 * A supervised job without hyperparameters needs neither form: it is what the API does by default.
 * The other methods exist in the `method` form only, whatever the provider prefers.
 */
function methodPart(
	{ method, grader }: JobInput,
	hyperparameters: Record<string, unknown>,
	provider: Provider,
): Record<string, unknown> {
	const any = Object.keys(hyperparameters).length > 0;
	if (method === 'supervised' && !any) return {};
	if (method === 'supervised' && provider.hyperparameters === 'topLevel') {
		return { hyperparameters };
	}
	const settings = {
		...(method === 'reinforcement' && { grader }),
		...(any && { hyperparameters }),
	};
	return {
		method: { type: method, ...(Object.keys(settings).length > 0 && { [method]: settings }) },
	};
}

function wandb({ project, name, entity, tags }: WandbInput): Record<string, unknown> {
	const list = asText(tags)
		.split(',')
		.map((tag) => tag.trim())
		.filter(Boolean);
	return {
		type: 'wandb',
		wandb: {
			project: asText(project),
			...(asText(name) && { name: asText(name) }),
			...(asText(entity) && { entity: asText(entity) }),
			...(list.length > 0 && { tags: list }),
		},
	};
}

/** `over` laid upon `base`: objects are merged, everything else replaced. */
export function mergeDeep(
	base: Readonly<Record<string, unknown>>,
	over: Readonly<Record<string, unknown>>,
): Record<string, unknown> {
	const merged: Record<string, unknown> = { ...base };
	for (const [key, value] of Object.entries(over)) {
		// A plain assignment would set the object's prototype instead of a field.
		if (key === '__proto__') continue;
		const below = merged[key];
		merged[key] = isRecord(below) && isRecord(value) ? mergeDeep(below, value) : value;
	}
	return merged;
}

export function isWhole(value: unknown, from: number, to: number): boolean {
	return Number.isInteger(value) && (value as number) >= from && (value as number) <= to;
}

/** In characters as a reader counts them, not in UTF-16 units. */
function length(text: string): number {
	return [...text].length;
}
