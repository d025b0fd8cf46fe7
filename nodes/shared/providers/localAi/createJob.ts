import type { IDataObject } from 'n8n-workflow';

import { KEY_NAME, type Job } from '../../domain/job';
import type { JobRequest } from '../../domain/jobRequest';
import type { Exchange } from '../../http';
import type { Problem, Result } from '../../result';
import { isRecord, mergeDeep } from '../../text';
import { carryKey, firstProblem } from '../openAiProtocol/createJob';
import {
	above,
	between,
	convertHyperparameters,
	flag,
	oneOf,
	whole,
	type HyperparameterTable,
} from '../openAiProtocol/hyperparameters';
import { textOf } from '../openAiProtocol/readers';
import type { JobPart } from '../protocol';
import { readJob, withoutToken } from './readers';
import { jobPath, METADATA_PREFIX, SUFFIX_OPTION } from './wire';

const NAME = 'LocalAI';
/** What its numbers hold. */
const LARGEST = 2_147_483_647;
const count = whole(1, LARGEST, false);
const decay = between(0, Number.POSITIVE_INFINITY);
/** As good as none: zero itself would mean its own default of 0.01. */
const NO_DECAY = 1e-12;

/**
 * Zero is left out on the wire, and its own default taken.
 * Source: https://github.com/mudler/LocalAI, core/schema/finetune.go and backend/python/trl/backend.py
 */
export const HYPERPARAMETERS = {
	nEpochs: { name: 'num_epochs', ...count },
	batchSize: { name: 'batch_size', ...count },
	learningRate: { name: 'learning_rate', ...above(0, Number.POSITIVE_INFINITY, false) },
	adapter: { name: 'training_type', ...oneOf(['lora', 'full']) },
	loraRank: { name: 'adapter_rank', ...count },
	loraAlpha: { name: 'adapter_alpha', ...count },
	loraDropout: { name: 'adapter_dropout', ...between(0, 1) },
	weightDecay: {
		name: 'weight_decay',
		range: decay.range,
		convert(value) {
			const converted = decay.convert(value);
			return converted === 0 ? NO_DECAY : converted;
		},
	},
	maxSequenceLength: { name: 'max_seq_length', ...count },
	packing: { name: 'packing', methods: ['supervised'], ...flag() },
	beta: { name: 'beta', methods: ['dpo'], ...above(0, Number.POSITIVE_INFINITY, false) },
} satisfies HyperparameterTable;

const INSTEAD = {
	learningRateMultiplier: `${NAME} takes an absolute learning rate: remove the multiplier, and add 'Learning Rate' with your own rate, such as 0.0002.`,
	warmupRatio: `${NAME} takes a number of steps: remove the ratio, and add Extra Body under Additional Fields, such as {"warmup_steps": 10}.`,
};

/** Models that nobody but OpenAI has. */
const OPENAI_MODEL = /^(gpt-(?!oss|2|neo|j)|o\d|ft:|babbage-002|davinci-002)/i;
/** A data set of Hugging Face, `owner/name`; a file that was uploaded has a path from the root. */
const HUB_DATASET = /^[\w.-]+\/[\w.-]+$/;

function ownProblem(request: JobRequest): Problem | undefined {
	const { model, seed, validationFile, integrations, extraBody } = request;
	const checks: Array<[broken: boolean, problem: string, advice: string]> = [
		[
			OPENAI_MODEL.test(model),
			`${NAME} does not train '${model}'`,
			"It trains open models of Hugging Face: set Model to one's ID, such as Qwen/Qwen2.5-0.5B-Instruct, or to a folder on LocalAI's machine.",
		],
		[seed === 0, "'Seed' is 0", 'It must be a whole number from 1 to 2147483647.'],
		[
			validationFile !== undefined && !HUB_DATASET.test(validationFile),
			`${NAME} cannot read an uploaded validation file`,
			'Remove it. To measure on a share of the training file, add Extra Body under Additional Fields: {"extra_options": {"eval_strategy": "steps", "eval_split_ratio": "0.1"}}.',
		],
		[
			integrations.length > 0,
			`${NAME} sends no metrics to Weights & Biases`,
			'Remove the integration under Additional Fields.',
		],
		[
			!isRecord(extraBody.extra_options ?? {}),
			"'extra_options' in Extra Body is no object",
			'Enter pairs, such as {"extra_options": {"load_in_4bit": "true"}}.',
		],
	];
	const found = checks.find(([broken]) => broken);
	return found && { problem: found[1], advice: found[2] };
}

/** The create call, or the first thing wrong with the request. */
export const create: JobPart['create'] = (request) => {
	const body = jobBody(request);
	if (!body.ok) return body;
	return { ok: true, value: createCall(body.value) };
};

function createCall(body: IDataObject): Exchange<Job> {
	return {
		method: 'POST',
		...jobPath(),
		body,
		refusal: (answer, status) => (status === 500 && isFinal(answer) ? 400 : null),
		// It tells no more than the ID and the status.
		read(answer, now) {
			const raw = withoutToken(answer);
			const created_at = new Date(Math.floor(now) * 1000).toISOString();
			const { model, training_type, training_method, extra_options } = body;
			const job = readJob({
				...raw,
				...{ model, training_type, training_method, extra_options, config: body, created_at },
			});
			return raw && job && { ...job, raw };
		},
	};
}

/**
 * Whether a create that failed has left no job behind: LocalAI answers any failure to start with 500 and a text, and
 * records the job only after the start. Its errors of other kinds are objects.
 * Source: https://github.com/mudler/LocalAI, core/services/finetune/service.go (StartJob)
 */
function isFinal(answer: unknown): boolean {
	return isRecord(answer) && textOf(answer.error) !== null;
}

export function jobBody(request: JobRequest): Result<IDataObject> {
	const wrong =
		firstProblem(request, {
			displayName: NAME,
			methods: ['supervised', 'dpo'],
			longestSuffix: 64,
		}) ?? ownProblem(request);
	if (wrong) return { ok: false, ...wrong };
	const converted = convertHyperparameters(request.hyperparameters, request.method, {
		displayName: NAME,
		table: HYPERPARAMETERS,
		instead: INSTEAD,
	});
	if (!converted.ok) return converted;
	const { max_seq_length, packing, beta, ...settings } = converted.value;
	const { model, trainingFile, method, seed } = request;
	const body = {
		model,
		dataset_source: trainingFile,
		training_method: method === 'dpo' ? 'dpo' : 'sft',
		...settings,
		...(seed !== undefined && { seed }),
		extra_options: {
			...validation(request),
			[method === 'dpo' ? 'max_length' : 'max_seq_length']: max_seq_length,
			packing,
			beta,
			...kept(request),
		},
	};
	const merged = mergeDeep(body, request.extraBody);
	return { ok: true, value: { ...merged, extra_options: texts(merged.extra_options, request) } };
}

/** Unless told otherwise, it takes a tenth of the training file for itself, of which a small one has too little. */
function validation({ validationFile }: JobRequest): Record<string, string> {
	return validationFile ? { eval_dataset_source: validationFile } : { eval_strategy: 'no' };
}

function kept({ suffix, metadata }: JobRequest): Record<string, string> {
	const pairs = Object.entries(metadata).map(([name, value]) => [METADATA_PREFIX + name, value]);
	return { ...(suffix && { [SUFFIX_OPTION]: suffix }), ...Object.fromEntries(pairs) };
}

const KEY_OPTION = METADATA_PREFIX + KEY_NAME;

/** It takes options as texts only; the key is none of an earlier job's. */
function texts(options: unknown, { idempotencyKey }: JobRequest): IDataObject {
	const entries = Object.entries(isRecord(options) ? options : {}).flatMap(([name, value]) => {
		const told = value !== undefined && value !== null && name !== KEY_OPTION;
		return told ? [[name, typeof value === 'object' ? value : String(value)]] : [];
	});
	return {
		...(Object.fromEntries(entries) as IDataObject),
		...(idempotencyKey !== undefined && { [KEY_OPTION]: idempotencyKey }),
	};
}

export const idempotency: JobPart['idempotency'] = {
	byDefault: true,
	longestKey: 512,
	carry: (request, key) => carryKey(request, key),
	query: () => ({}),
	tokenOf: (key) => key,
	carriedBy: ({ metadata }) => textOf(metadata?.[KEY_NAME]),
	sign: (key) => `It would carry the extra option ${KEY_OPTION}: ${key}.`,
};
