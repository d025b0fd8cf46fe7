/**
 * How a training is started, once.
 * Source: https://github.com/unslothai/unsloth, studio/backend/models/training.py (names and limits),
 * routes/training.py (answers), core/training/training.py (start requests)
 */
import { createHash } from 'node:crypto';
import type { IDataObject } from 'n8n-workflow';

import type { Job } from '../../domain/job';
import type { JobRequest } from '../../domain/jobRequest';
import type { Exchange } from '../../http';
import type { Problem, Result } from '../../result';
import { isRecord, mergeDeep } from '../../text';
import { firstProblem } from '../openAiProtocol/createJob';
import {
	above,
	between,
	convertHyperparameters,
	flag,
	whole,
	type HyperparameterTable,
} from '../openAiProtocol/hyperparameters';
import { textOf } from '../openAiProtocol/readers';
import type { Idempotency, KeyState } from '../protocol';
import { own } from './wire';

const NAME = 'Unsloth Studio';
const LONGEST_PROJECT = 80;
const TRAINING_TYPES: ReadonlyMap<unknown, string> = new Map([
	['lora', 'LoRA/QLoRA'],
	['full', 'Full Finetuning'],
]);

export const HYPERPARAMETERS = {
	nEpochs: { name: 'num_epochs', ...whole(1, 1000, false) },
	batchSize: { name: 'batch_size', ...whole(1, 4096, false) },
	// A text on the wire.
	learningRate: {
		name: 'learning_rate',
		range: 'a number above 0 and below 1',
		convert(value: unknown) {
			const rate = above(0, 1, false).convert(value);
			return rate === undefined || rate === 1 ? undefined : String(rate);
		},
	},
	adapter: {
		name: 'training_type',
		range: 'lora or full',
		convert: (value: unknown) => TRAINING_TYPES.get(value),
	},
	loraRank: { name: 'lora_r', ...whole(1, 16_384, false) },
	loraAlpha: { name: 'lora_alpha', ...whole(1, 32_768, false) },
	loraDropout: {
		name: 'lora_dropout',
		range: 'a number from 0 and below 1',
		convert(value: unknown) {
			const share = between(0, 1).convert(value);
			return share === 1 ? undefined : share;
		},
	},
	warmupRatio: { name: 'warmup_ratio', ...between(0, 1) },
	weightDecay: { name: 'weight_decay', ...between(0, 10) },
	maxSequenceLength: { name: 'max_seq_length', ...whole(1, 2_000_000, false) },
	packing: { name: 'packing', ...flag() },
} satisfies HyperparameterTable;

/** The call that starts the training, or the first thing wrong with the request by the server's limits. */
export function start(request: JobRequest): Result<Exchange<Job>> {
	const wrong = problemOf(request);
	if (wrong) return { ok: false, ...wrong };
	const hyperparameters = convertHyperparameters(request.hyperparameters, request.method, {
		displayName: NAME,
		table: HYPERPARAMETERS,
		instead: {
			learningRateMultiplier: `${NAME} takes an absolute learning rate: remove the multiplier, and add 'Learning Rate' with your own rate, such as 0.0002.`,
		},
	});
	if (!hyperparameters.ok) return hyperparameters;
	const { validationFile, suffix, seed, idempotencyKey } = request;
	const body = {
		model_name: request.model,
		training_type: TRAINING_TYPES.get('lora'),
		// Alpaca and ShareGPT become conversations, too; with `auto` the one stays a plain text.
		format_type: 'chatml',
		local_datasets: [request.trainingFile],
		// Without a share of steps, the server does not look at the validation file at all; 0.1 is its editor's.
		...(validationFile && { local_eval_datasets: [validationFile], eval_steps: 0.1 }),
		...hyperparameters.value,
		...(suffix && { project_name: suffix }),
		...(seed !== undefined && { random_seed: seed }),
	};
	return {
		ok: true,
		value: {
			...own('POST', 'train', 'start'),
			body: {
				...mergeDeep(body, request.extraBody),
				...(idempotencyKey !== undefined && { start_request_id: idempotencyKey }),
			} as IDataObject,
			refusal: refusalOf,
			read: (raw, now) => readStarted(raw, now, request),
		},
	};
}

function problemOf(request: JobRequest): Problem | undefined {
	const general = firstProblem(request, {
		displayName: NAME,
		methods: ['supervised'],
		longestSuffix: LONGEST_PROJECT,
	});
	if (general) return general;
	const { metadata, integrations } = request;
	const checks: Array<[broken: boolean, problem: string, advice: string]> = [
		[
			Object.keys(metadata).length > 0,
			`${NAME} keeps no metadata`,
			"Remove 'Metadata' under Additional Fields; 'Model Name Suffix' names the project that the run is shown under.",
		],
		[
			integrations.length > 0,
			`${NAME} needs a token of its own for Weights & Biases`,
			"Remove 'Weights & Biases' under Additional Fields, and give enable_wandb, wandb_project and wandb_token under Extra Body.",
		],
	];
	const found = checks.find(([broken]) => broken);
	return found && { problem: found[1], advice: found[2] };
}

/** Why a start does not happen although it is answered with success. Another training is a conflict. */
function refusalOf(answer: unknown): number | null {
	if (!isRecord(answer) || answer.status !== 'error') return null;
	return /already (active|pending|running)/i.test(textOf(answer.error) ?? '') ? 409 : 422;
}

/**
 * `{job_id, status: queued|pending|error}`. One that is `pending` is still being looked at, and may be refused: no
 * job yet.
 */
function readStarted(raw: unknown, now: number, request: JobRequest): Job | null {
	const id = isRecord(raw) ? textOf(raw.job_id) : null;
	if (!isRecord(raw) || id === null || raw.status !== 'queued') return null;
	return {
		id,
		status: 'queued',
		model: request.model,
		fineTunedModel: null,
		method: 'supervised',
		trainingFile: request.trainingFile,
		validationFile: request.validationFile ?? null,
		suffix: request.suffix ?? null,
		seed: request.seed ?? null,
		hyperparameters: null,
		epochs: null,
		metadata: null,
		createdAt: now,
		finishedAt: null,
		estimatedFinish: null,
		trainedTokens: null,
		resultFiles: [],
		failure: null,
		raw: { ...raw } as IDataObject,
	};
}

/**
 * The server itself starts no second training for one ID, and tells what became of the first: of the last 64 starts
 * since its own.
 */
export const idempotency: Idempotency = {
	byDefault: true,
	place: { words: 'by the server until it is restarted, as the ID of its start request' },
	longestKey: 512,
	carry: (request, key) => ({ ...request, idempotencyKey: startRequestId(key) }),
	sign: (key) => `The server knows it by the start request ${startRequestId(key)}.`,
	find: (key) => ({
		...own('GET', 'train', 'start-requests', startRequestId(key)),
		read: readKeyState,
	}),
};

/** A key that is no ID as the server takes it becomes one: its hash. */
function startRequestId(key: string): string {
	return /^[A-Za-z0-9][A-Za-z0-9._:-]{0,127}$/.test(key)
		? key
		: createHash('sha256').update(key).digest('hex');
}

function readKeyState(raw: unknown): KeyState | null {
	if (!isRecord(raw)) return null;
	const jobId = textOf(raw.job_id);
	if (raw.state === 'accepted') return jobId === null ? null : { state: 'found', jobId };
	if (raw.state === 'rejected') return { state: 'refused' };
	return raw.state === 'pending' ? { state: 'pending' } : null;
}
