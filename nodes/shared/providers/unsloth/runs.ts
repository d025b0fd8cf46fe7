/**
 * Training runs as the server's history keeps them.
 * Source: https://github.com/unslothai/unsloth, studio/backend/routes/training_history.py and
 * storage/studio_db.py
 */
import type { IDataObject } from 'n8n-workflow';

import type { Job, JobFailure, JobStatus } from '../../domain/job';
import type { StepMetrics } from '../../domain/metrics';
import type { Page } from '../../domain/page';
import { isRecord } from '../../text';
import { numberOf, textOf } from '../openAiProtocol/readers';
import { secondsOf } from './wire';

const STATUSES: ReadonlyMap<string, JobStatus> = new Map([
	['completed', 'succeeded'],
	['stopped', 'cancelled'],
	['error', 'failed'],
]);

/** A run that was stopped before there was anything to save is no failure, though the server calls it one. */
const STOPPED_EARLY = /^Stop and Save ended before/;

/** The parts of a run's configuration that are hyperparameters. */
const HYPERPARAMETERS = [
	'training_type',
	'num_epochs',
	'max_steps',
	'batch_size',
	'gradient_accumulation_steps',
	'learning_rate',
	'lr_scheduler_type',
	'warmup_ratio',
	'warmup_steps',
	'weight_decay',
	'max_seq_length',
	'packing',
	'lora_r',
	'lora_alpha',
	'lora_dropout',
	'load_in_4bit',
	'train_on_completions',
];

/** A run of the list. Needs a text id, a text status and the time of its start. */
export function readRun(raw: unknown): Job | null {
	if (!isRecord(raw)) return null;
	const id = textOf(raw.id);
	const told = textOf(raw.status);
	const createdAt = secondsOf(raw.started_at);
	if (id === null || told === null || createdAt === null) return null;
	const message = textOf(raw.error_message);
	const stoppedEarly = told === 'error' && STOPPED_EARLY.test(message ?? '');
	const status = stoppedEarly ? 'cancelled' : (STATUSES.get(told) ?? told);
	return {
		id,
		status,
		model: textOf(raw.model_name) ?? '',
		// A run has no name to be asked by until its model is loaded, see Model → Deploy.
		fineTunedModel: null,
		method: 'supervised',
		trainingFile: textOf(raw.dataset_name),
		validationFile: null,
		suffix: textOf(raw.project_name),
		seed: null,
		hyperparameters: null,
		epochs: null,
		metadata: null,
		createdAt,
		finishedAt: secondsOf(raw.ended_at),
		estimatedFinish: null,
		trainedTokens: null,
		resultFiles: [],
		failure: status === 'failed' ? failureOf(message) : null,
		steps: { current: numberOf(raw.final_step), total: numberOf(raw.total_steps) },
		raw: { ...raw } as IDataObject,
	};
}

function failureOf(message: string | null): JobFailure | null {
	return message === null ? null : { code: null, message, param: null };
}

/** `{run, config, metrics}`: one run with all that is known of it. */
export function readDetail(raw: unknown): Job | null {
	const job = isRecord(raw) ? readRun(raw.run) : null;
	if (!isRecord(raw) || !job) return null;
	const config = isRecord(raw.config) ? raw.config : {};
	const metrics = isRecord(raw.metrics) ? raw.metrics : {};
	const known = HYPERPARAMETERS.filter((name) => (config[name] ?? null) !== null);
	return {
		...job,
		validationFile: firstOf(config.local_eval_datasets),
		seed: numberOf(config.random_seed),
		hyperparameters: Object.fromEntries(known.map((name) => [name, config[name]])),
		// 0 says that the steps are counted instead.
		epochs: numberOf(config.num_epochs) || null,
		trainedTokens: numberOf(metrics.final_num_tokens),
		raw: { ...raw } as IDataObject,
	};
}

function firstOf(paths: unknown): string | null {
	return Array.isArray(paths) ? textOf(paths[0]) : null;
}

/**
 * `{runs, total}`. The cursor is the place in the list, as text: runs that begin meanwhile push the others on, so
 * that some come twice and none is missed; only one that is deleted meanwhile can hide another.
 * @param offset the place at which this part begins
 */
export function readRuns(raw: unknown, offset: number): Page<Job> | null {
	if (!isRecord(raw) || !Array.isArray(raw.runs)) return null;
	const { runs } = raw;
	if (runs.length > 0 && !runs.some((run) => isRecord(run) && textOf(run.id) !== null)) return null;
	const items = runs.flatMap((run: unknown) => readRun(run) ?? []);
	const end = offset + runs.length;
	const total = numberOf(raw.total) ?? Number.POSITIVE_INFINITY;
	const more = runs.length > 0 && end < total;
	return { items, next: more ? String(end) : null, unsound: runs.length - items.length };
}

/** Figures of a run, each a list with the steps that they are of in another. */
const SERIES: ReadonlyArray<[figures: string, steps: string, name: string]> = [
	['loss_history', 'loss_step_history', 'trainLoss'],
	['eval_loss_history', 'eval_step_history', 'validLoss'],
	['lr_history', 'lr_step_history', 'learningRate'],
	['grad_norm_history', 'grad_norm_step_history', 'gradNorm'],
];

export function readMetrics(raw: unknown): StepMetrics[] | null {
	const metrics = isRecord(raw) ? raw.metrics : undefined;
	if (!isRecord(metrics)) return null;
	const byStep = new Map<number, StepMetrics>();
	for (const [figures, steps, name] of SERIES) {
		for (const [at, value] of listOf(metrics[figures]).entries()) {
			const step = numberOf(listOf(metrics[steps])[at]);
			const figure = numberOf(value);
			if (step === null || figure === null) continue;
			const one = byStep.get(step) ?? {
				step,
				epoch: null,
				trainLoss: null,
				trainAccuracy: null,
				validLoss: null,
				validAccuracy: null,
			};
			byStep.set(step, { ...one, [name]: figure });
		}
	}
	return [...byStep.values()];
}

function listOf(value: unknown): readonly unknown[] {
	return Array.isArray(value) ? value : [];
}
