import type { IDataObject } from 'n8n-workflow';

import type { JobRequest, WandbTarget } from '../../domain/jobRequest';
import type { Problem, Result } from '../../result';
import { mergeDeep } from '../../text';
import { firstProblem } from '../openAiProtocol/createJob';
import {
	above,
	between,
	convertHyperparameters,
	flag,
	loraSwitch,
	whole,
	type HyperparameterTable,
} from '../openAiProtocol/hyperparameters';
import { LONGEST_SUFFIX, suffixOf, withoutToken } from './suffix';

const NAME = 'Together AI';
const FREE = Number.MAX_SAFE_INTEGER;

/**
 * Names and ranges by https://github.com/togethercomputer/openapi (FinetuneCreate). The bounds of a model are its
 * own, and the server's to check.
 */
export const HYPERPARAMETERS = {
	nEpochs: { name: 'n_epochs', ...whole(1, FREE, false) },
	batchSize: {
		name: 'batch_size',
		range: 'a whole number from 1, or max',
		convert: (value) => (value === 'max' ? value : whole(1, FREE, false).convert(value)),
	},
	learningRate: { name: 'learning_rate', ...above(0, Number.POSITIVE_INFINITY, false) },
	adapter: { name: 'type', ...loraSwitch() },
	loraRank: { name: 'lora_r', ...whole(1, FREE, false) },
	loraAlpha: { name: 'lora_alpha', ...whole(1, FREE, false) },
	loraDropout: { name: 'lora_dropout', ...between(0, 1) },
	warmupRatio: { name: 'warmup_ratio', ...between(0, 1) },
	weightDecay: { name: 'weight_decay', ...between(0, Number.POSITIVE_INFINITY) },
	maxSequenceLength: { name: 'max_seq_length', ...whole(1, FREE, false) },
	packing: { name: 'packing', ...flag() },
	beta: { name: 'dpo_beta', methods: ['dpo'], ...above(0, Number.POSITIVE_INFINITY, false) },
} satisfies HyperparameterTable;

const INSTEAD = {
	learningRateMultiplier: `${NAME} takes an absolute learning rate: remove the multiplier, and add 'Learning Rate' with your own rate, such as 0.00001.`,
};

/** The create call's body, or the first thing wrong with the request. */
export function jobBody(request: JobRequest): Result<IDataObject> {
	const wrong =
		firstProblem(request, {
			displayName: NAME,
			methods: ['supervised', 'dpo'],
			longestSuffix: LONGEST_SUFFIX,
		}) ?? ownProblem(request);
	if (wrong) return { ok: false, ...wrong };
	const converted = convertHyperparameters(request.hyperparameters, request.method, {
		displayName: NAME,
		table: HYPERPARAMETERS,
		instead: INSTEAD,
	});
	if (!converted.ok) return converted;
	const { type, lora_r, lora_alpha, lora_dropout, dpo_beta, ...settings } = converted.value;
	const trained = trainingType({ type, lora_r, lora_alpha, lora_dropout });
	if (!trained.ok) return trained;
	const { model, trainingFile, validationFile, method, seed, integrations } = request;
	const suffix = suffixOf(request);
	const body = {
		model,
		training_file: trainingFile,
		// Left alone, it would take the file and never look at it.
		...(validationFile && { validation_file: validationFile, n_evals: settings.n_epochs ?? 1 }),
		...settings,
		training_method:
			method === 'dpo'
				? { method: 'dpo', ...(dpo_beta !== undefined && { dpo_beta }) }
				: { method: 'sft', train_on_inputs: false },
		...(trained.value && { training_type: trained.value }),
		...(suffix && { suffix }),
		...(seed !== undefined && { random_seed: seed }),
		...wandb(integrations[0]),
	};
	return { ok: true, value: mergeDeep(body, extraOf(request)) as IDataObject };
}

/** What Together's own examples and clients send: it takes rank and alpha together, or neither. */
const USUAL_RANK = 8;
const ALPHA_BY_RANK = 2;

/** How much of the model is trained; nothing where the user left it alone, which is Together's own LoRA. */
function trainingType({
	type: isLora,
	...lora
}: Record<'type' | 'lora_r' | 'lora_alpha' | 'lora_dropout', unknown>): Result<
	Record<string, unknown> | undefined
> {
	const given = Object.fromEntries(Object.entries(lora).filter(([, value]) => value !== undefined));
	const any = Object.keys(given).length > 0;
	if (isLora !== false) {
		const rank = Number(given.lora_r ?? USUAL_RANK);
		const usual = { type: 'Lora', lora_r: rank, lora_alpha: rank * ALPHA_BY_RANK };
		return { ok: true, value: any ? { ...usual, ...given } : undefined };
	}
	if (!any) return { ok: true, value: { type: 'Full' } };
	return {
		ok: false,
		problem: "'Adapter' is Full, but settings of LoRA are given",
		advice: "Remove 'LoRA Rank', 'LoRA Alpha' and 'LoRA Dropout', or set Adapter to LoRA.",
	};
}

function ownProblem(request: JobRequest): Problem | undefined {
	const { metadata, integrations, extraBody } = request;
	const checks: Array<[broken: boolean, problem: string, advice: string]> = [
		[
			Object.keys(metadata).length > 0,
			`${NAME} keeps no metadata with a job`,
			"Remove 'Metadata' under Additional Fields. A suffix is kept.",
		],
		[
			integrations.length > 1,
			`'Weights & Biases' has ${integrations.length} integrations`,
			`${NAME} sends the metrics to one project.`,
		],
		[
			integrations.some(({ tags }) => tags.length > 0),
			`${NAME} gives runs of Weights & Biases no tags`,
			"Remove 'Tags'.",
		],
		[
			integrations.length > 0 && extraBody.wandb_api_key === undefined,
			`${NAME} needs your API key of Weights & Biases with each job`,
			'Add it under Additional Fields → Extra Body as {"wandb_api_key": "…"}, or remove the integration.',
		],
	];
	const found = checks.find(([broken]) => broken);
	return found && { problem: found[1], advice: found[2] };
}

function wandb(target: WandbTarget | undefined): Record<string, string> {
	if (!target) return {};
	const { project, name, entity } = target;
	return {
		wandb_project_name: project,
		...(name && { wandb_name: name }),
		...(entity && { wandb_entity: entity }),
	};
}

function extraOf({ extraBody }: JobRequest): Readonly<Record<string, unknown>> {
	const { suffix } = extraBody;
	return typeof suffix === 'string' ? { ...extraBody, suffix: withoutToken(suffix) } : extraBody;
}
