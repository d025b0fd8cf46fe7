/**
 * Together's objects as the wire carries them, read into the domain.
 * Source: https://github.com/togethercomputer/openapi and the types of npm together-ai 0.52.0
 */
import type { IDataObject } from 'n8n-workflow';

import type { Job, JobStatus, TrainingMethod } from '../../domain/job';
import type { StepMetrics } from '../../domain/metrics';
import type { Model } from '../../domain/model';
import { isRecord } from '../../text';
import { unixSeconds } from '../../time';
import { readStep } from '../openAiProtocol/metrics';
import { numberOf, textOf } from '../openAiProtocol/readers';
import { failureIn } from './jobLog';
import { userSuffix } from './suffix';

/** Together's words for the statuses where they are not ours; any other stays, and an unknown one ends no job. */
const STATUSES: ReadonlyMap<string, JobStatus> = new Map([
	['pending', 'queued'],
	['compressing', 'running'],
	['uploading', 'running'],
	['cancel_requested', 'running'],
	['completed', 'succeeded'],
	['error', 'failed'],
	['user_error', 'failed'],
]);

/** What a job tells of how it is trained. */
const SETTINGS = [
	'n_epochs',
	'batch_size',
	'learning_rate',
	'lr_scheduler',
	'warmup_ratio',
	'weight_decay',
	'max_grad_norm',
	'max_seq_length',
	'packing',
	'n_evals',
	'n_checkpoints',
	'training_type',
	'training_method',
] as const;

/**
 * Needs an ID, a status and a time of creation.
 * @param asked the method of a job that was just created, which not every answer repeats
 */
export function readJob(
	raw: unknown,
	now: number,
	asked: TrainingMethod = 'supervised',
): Job | null {
	if (!isRecord(raw)) return null;
	const id = textOf(raw.id);
	const word = textOf(raw.status);
	const createdAt = wholeSeconds(raw.created_at);
	if (id === null || word === null || createdAt === null) return null;
	const status = STATUSES.get(word) ?? word;
	const method = isRecord(raw.training_method) ? textOf(raw.training_method.method) : null;
	const settings = SETTINGS.filter((name) => raw[name] !== undefined && raw[name] !== null);
	return {
		id,
		status,
		model: textOf(raw.model) ?? '',
		// It is told long before the model is there.
		fineTunedModel: status === 'succeeded' ? textOf(raw.model_output_name) : null,
		method: method === 'sft' ? 'supervised' : (method ?? asked),
		trainingFile: textOf(raw.training_file),
		validationFile: textOf(raw.validation_file),
		suffix: userSuffix(raw),
		seed: numberOf(raw.random_seed),
		hyperparameters:
			settings.length === 0 ? null : Object.fromEntries(settings.map((name) => [name, raw[name]])),
		epochs: numberOf(raw.n_epochs),
		metadata: null,
		createdAt,
		finishedAt: ENDED.has(status) ? wholeSeconds(raw.updated_at) : null,
		estimatedFinish: word === 'running' ? estimate(raw.progress, now) : null,
		trainedTokens: numberOf(raw.token_count),
		resultFiles: [],
		failure: status === 'failed' && Array.isArray(raw.events) ? failureIn(raw.events) : null,
		...(word === 'cancel_requested' && { isCancelling: true }),
		raw: { ...raw } as IDataObject,
	};
}

/** Only of a job in one of these its last change is its end. */
const ENDED: ReadonlySet<JobStatus> = new Set(['succeeded', 'failed', 'cancelled']);

/** As all providers tell the times of jobs: fractions would put a job after the server's own time of an answer. */
function wholeSeconds(text: unknown): number | null {
	const seconds = unixSeconds(text);
	return seconds === null ? null : Math.floor(seconds);
}

/** The end of the training, which goes on until then; what comes after it takes minutes at most. */
function estimate(progress: unknown, now: number): number | null {
	if (!isRecord(progress) || progress.estimate_available !== true) return null;
	const left = numberOf(progress.seconds_remaining);
	return left === null || left < 0 ? null : Math.floor(now + left);
}

/** Together's names of figures as OpenAI's protocol has them. */
function figureName(name: string): string {
	const [part, figure = ''] = name.split('/');
	if (figure === '') return name;
	if (figure === 'global_step') return 'step';
	if (figure === 'epoch') return figure;
	return `${part === 'eval' || part === 'validation' ? 'valid' : part}_${figure}`;
}

/** The steps of `{metrics: [{"train/loss", "train/global_step"}, …]}`, what was measured at one put together. */
export function readMetrics(raw: unknown): StepMetrics[] | null {
	if (!isRecord(raw) || !Array.isArray(raw.metrics)) return null;
	const bySteps = new Map<number, StepMetrics>();
	for (const entry of raw.metrics.filter(isRecord)) {
		const figures = Object.entries(entry).map(([name, value]) => [figureName(name), value]);
		const read = readStep(Object.fromEntries(figures) as Record<string, unknown>);
		if (!read) continue;
		const known = Object.entries(bySteps.get(read.step) ?? {}).filter(
			([, value]) => value !== null,
		);
		bySteps.set(read.step, { ...read, ...Object.fromEntries(known) });
	}
	return [...bySteps.values()];
}

/** One of the models of the list, which comes without `{data}`. */
export function readModel(raw: unknown): Model | null {
	if (!isRecord(raw)) return null;
	const id = textOf(raw.id);
	if (id === null) return null;
	const created = numberOf(raw.created);
	return {
		id,
		// Of many it says 0.
		createdAt: created === 0 ? null : created,
		fineTuned: false,
		trainable: null,
		owner: textOf(raw.organization),
		shutdownDate: null,
		raw: { ...raw } as IDataObject,
	};
}

/** `{models: ["meta-llama/…", …]}` */
export function readTrainable(raw: unknown): readonly string[] | null {
	if (!isRecord(raw) || !Array.isArray(raw.models)) return null;
	return raw.models.filter((name): name is string => textOf(name) !== null);
}
