import type { IDataObject } from 'n8n-workflow';

import { KEY_NAME, withoutKey, type TrainingMethod } from '../../domain/job';
import type { JobRequest, WandbTarget } from '../../domain/jobRequest';
import type { Problem, Result } from '../../result';
import { isRecord, isWhole, mergeDeep } from '../../text';
import { convertHyperparameters, type HyperparameterTable, type Instead } from './hyperparameters';
import { tierPart, type Tiers } from './trainingTier';

/** Characters that the value of a metadata pair may have. */
export const LONGEST_VALUE = 512;

/** How one provider takes a new job. */
export interface JobForm {
	displayName: string;
	/** None: whatever the protocol has. */
	methods?: readonly TrainingMethod[];
	hyperparameters: HyperparameterTable;
	instead?: Instead;
	/**
	 * Where a supervised job's hyperparameters go: under `method` with its type, or at the top level,
	 * the older form that is the only one some compatible servers know.
	 */
	place: 'method' | 'topLevel';
	/** Characters of a suffix; 0 where there is none. */
	longestSuffix: number;
	/** Whether reinforcement training needs a validation file. */
	validatesReinforcement?: boolean;
	/** None: it has no tiers. */
	tiers?: Tiers;
	/** What the provider wants besides, by its own rules. */
	check?(request: JobRequest): Problem | undefined;
}

/**
 * The create call's body in the provider's form, or the first thing wrong with the request. Nothing that
 * the user left alone is sent. Limits: the API's specification 2.3.0.
 */
export function jobBody(request: JobRequest, form: JobForm): Result<IDataObject> {
	const wrong = firstProblem(request, form) ?? form.check?.(request);
	if (wrong) return { ok: false, ...wrong };
	const hyperparameters = convertHyperparameters(request.hyperparameters, request.method, {
		...form,
		table: form.hyperparameters,
	});
	if (!hyperparameters.ok) return hyperparameters;
	const tier = tierPart(request.trainingTier, form);
	if (!tier.ok) return tier;
	const { validationFile, suffix, seed, integrations } = request;
	const metadata = metadataOf(request);
	const body = {
		model: request.model,
		training_file: request.trainingFile,
		...(validationFile && { validation_file: validationFile }),
		...methodPart(request, hyperparameters.value, form),
		...(suffix && { suffix }),
		...(seed !== undefined && { seed }),
		...tier.value,
		...(Object.keys(metadata).length > 0 && { metadata }),
		...(integrations.length > 0 && { integrations: integrations.map(wandb) }),
	};
	return { ok: true, value: mergeDeep(body, extraOf(request)) as IDataObject };
}

/** What is wrong with a request, whichever provider it goes to. */
export function firstProblem(
	request: JobRequest,
	form: Pick<
		JobForm,
		'displayName' | 'methods' | 'longestSuffix' | 'validatesReinforcement' | 'tiers'
	>,
): Problem | undefined {
	const { displayName, methods, longestSuffix, validatesReinforcement = false } = form;
	const { method, seed, suffix = '', integrations } = request;
	const metadata = Object.entries(request.metadata);
	const longKey = metadata.find(([key]) => length(key) > 64)?.[0];
	const longValue = metadata.find(([, value]) => length(value) > LONGEST_VALUE)?.[0];
	const tier = tierPart(request.trainingTier, form);
	if (!tier.ok) return tier;
	const checks: Array<[broken: boolean, problem: string, advice: string]> = [
		[
			methods !== undefined && !methods.includes(method),
			`${displayName} has no training by the method '${method}'`,
			`Set Method to ${(methods ?? []).join(' or ')}, or choose another provider in the credential.`,
		],
		[
			method === 'reinforcement' && !request.grader,
			"'Grader' is empty",
			'Reinforcement training needs a grader that scores the answers.',
		],
		[
			validatesReinforcement && method === 'reinforcement' && !request.validationFile,
			"'Validation File' is missing",
			'Reinforcement training needs one: add it under Additional Fields.',
		],
		[
			suffix !== '' && longestSuffix === 0,
			`${displayName} takes no suffix`,
			"Remove 'Model Name Suffix' under Additional Fields.",
		],
		[
			length(suffix) > longestSuffix,
			`'Model Name Suffix' is ${length(suffix)} characters long`,
			`It may have up to ${longestSuffix}.`,
		],
		[
			seed !== undefined && !isWhole(seed, 0, 2147483647),
			`'Seed' is ${Number.isNaN(seed) ? 'no number' : String(seed)}`,
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
			integrations.length > 5,
			`'Weights & Biases' has ${integrations.length} integrations`,
			'A job can have up to 5.',
		],
		[
			integrations.some(({ project }) => project === ''),
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
	{ method, grader }: JobRequest,
	hyperparameters: Record<string, unknown>,
	{ place }: JobForm,
): Record<string, unknown> {
	const any = Object.keys(hyperparameters).length > 0;
	if (method === 'supervised' && !any) return {};
	if (method === 'supervised' && place === 'topLevel') return { hyperparameters };
	const settings = {
		...(method === 'reinforcement' && { grader }),
		...(any && { hyperparameters }),
	};
	return {
		method: { type: method, ...(Object.keys(settings).length > 0 && { [method]: settings }) },
	};
}

function wandb({ project, name, entity, tags }: WandbTarget): Record<string, unknown> {
	return {
		type: 'wandb',
		wandb: {
			project,
			...(name && { name }),
			...(entity && { entity }),
			...(tags.length > 0 && { tags }),
		},
	};
}

/** In characters as a reader counts them, not in UTF-16 units. */
function length(text: string): number {
	return [...text].length;
}

/** The API's limit of metadata pairs on a job. */
const MOST_PAIRS = 16;

/**
 * The request with the key, or null when it has no room for one: all pairs are in use, or the user has put
 * something else than pairs there.
 */
export function carryKey(request: JobRequest, key: string): JobRequest | null {
	const { metadata: extra = {} } = request.extraBody;
	if (!isRecord(extra)) return null;
	const pairs = Object.keys(withoutKey({ ...request.metadata, ...extra })).length;
	return pairs < MOST_PAIRS ? { ...request, idempotencyKey: key } : null;
}

/** The key as the only one: metadata copied from another job may bring that one's. */
function metadataOf({ metadata, idempotencyKey }: JobRequest): Record<string, unknown> {
	return {
		...withoutKey(metadata),
		...(idempotencyKey !== undefined && { [KEY_NAME]: idempotencyKey }),
	};
}

function extraOf({ extraBody }: JobRequest): Readonly<Record<string, unknown>> {
	if (!isRecord(extraBody.metadata)) return extraBody;
	return { ...extraBody, metadata: withoutKey(extraBody.metadata) };
}
