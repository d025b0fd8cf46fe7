import type { IDataObject } from 'n8n-workflow';

import { camelKeys } from '../text';
import { humanDuration, isoTime } from '../time';

export type TrainingMethod = 'supervised' | 'dpo' | 'reinforcement';

export type JobStatus =
	| 'validating_files'
	| 'queued'
	| 'running'
	| 'paused'
	| 'succeeded'
	| 'failed'
	| 'cancelled'
	// A provider's own word for anything else; none of these ends a job.
	| (string & {});

/** Why a job failed, as far as the provider says. */
export interface JobFailure {
	code: string | null;
	message: string | null;
	param: string | null;
}

/** How far a training is, in steps; null where that is not known. */
export interface Steps {
	current: number | null;
	total: number | null;
}

/** The pair of metadata by which a job is known to come from one create and no other: nobody's but this package's. */
export const KEY_NAME = 'n8n_create_key';

/** A fine-tuning job, the same for every provider. Times are Unix seconds, by the provider's clock. */
export interface Job {
	id: string;
	status: JobStatus;
	/** The base model; empty where the provider does not tell. */
	model: string;
	/** The name by which the trained model is used; null until it can be. */
	fineTunedModel: string | null;
	method: string;
	trainingFile: string | null;
	validationFile: string | null;
	suffix: string | null;
	seed: number | null;
	/** Names and values as the provider has them: they differ by provider and method. */
	hyperparameters: Readonly<Record<string, unknown>> | null;
	/** How often the training goes through the file; null while the provider has not decided. */
	epochs: number | null;
	metadata: Readonly<Record<string, unknown>> | null;
	createdAt: number;
	finishedAt: number | null;
	estimatedFinish: number | null;
	trainedTokens: number | null;
	/** IDs of the files with the training's metrics. */
	resultFiles: readonly string[];
	failure: JobFailure | null;
	/** How far the training is, where the job itself tells. */
	steps?: Steps;
	/** Whether it was asked to end as cancelled and has not done so yet. */
	isCancelling?: true;
	/** Whether it may have ended all the same: what would tell could not be read. */
	isUnsettled?: true;
	/** The provider's object as it came, but for a failure that says nothing, which is null. */
	raw: IDataObject;
}

const TERMINAL: ReadonlySet<JobStatus> = new Set(['succeeded', 'failed', 'cancelled']);

/** Whether a job in this status can never change again. An unknown status can. */
export function isTerminal(status: JobStatus): boolean {
	return TERMINAL.has(status);
}

/** A status as a sentence has it: `validating files`, `was cancelled`. */
export function statusWords(status: JobStatus): string {
	return status === 'cancelled' ? 'was cancelled' : status.replaceAll('_', ' ');
}

/** Seconds from creation to end; null while the job has none. */
export function durationOf({ createdAt, finishedAt }: Job): number | null {
	return finishedAt === null ? null : Math.max(0, Math.round(finishedAt - createdAt));
}

/**
 * When a job ended, in Unix seconds; where the provider does not tell, the earliest that it can have been. Null
 * while it has not.
 */
export function endOf({ status, createdAt, finishedAt }: Job): number | null {
	return finishedAt ?? (isTerminal(status) ? createdAt : null);
}

/** How long a job took, in words: ` after 12 min`; empty while it has no end. */
export function afterDuration(job: Job): string {
	const seconds = durationOf(job);
	return seconds === null ? '' : ` after ${humanDuration(seconds)}`;
}

/**
 * A job made flat: dates in ISO 8601, duration in seconds from creation to end, the failure as two
 * plain fields, and nothing of how it is found again. There is never a field `error`: n8n's Retry On Fail runs a node again when its first
 * item has one, and a create would train twice.
 * @param url the job's page at the provider; null where none is known
 */
export function simplifyJob(job: Job, url: string | null): IDataObject {
	return {
		id: job.id,
		status: job.status,
		model: job.model,
		fineTunedModel: job.fineTunedModel,
		method: job.method,
		trainingFile: job.trainingFile,
		validationFile: job.validationFile,
		suffix: job.suffix,
		seed: job.seed,
		hyperparameters: camelKeys(job.hyperparameters),
		metadata: job.metadata && withoutKey(job.metadata),
		createdAt: isoTime(job.createdAt),
		finishedAt: isoTime(job.finishedAt),
		estimatedFinish: isoTime(job.estimatedFinish),
		durationSeconds: durationOf(job),
		trainedTokens: job.trainedTokens,
		resultFiles: [...job.resultFiles],
		errorCode: job.failure?.code ?? null,
		errorMessage: job.failure?.message ?? null,
		url,
	} as IDataObject;
}

/** Metadata as the user gave it. */
export function withoutKey(metadata: Readonly<Record<string, unknown>>): Record<string, unknown> {
	return Object.fromEntries(Object.entries(metadata).filter(([name]) => name !== KEY_NAME));
}

/** How far a running job is, as output: whole per cent. */
export function stepsOutput({ current, total }: Steps): IDataObject {
	const known = current !== null && total !== null && total > 0;
	return {
		currentStep: current,
		totalSteps: total,
		percent: known ? Math.floor((100 * Math.min(current, total)) / total) : null,
	};
}

/** A job as the user wants it: flat, or as the provider sent it. */
export function jobOutput(job: Job, simplify: boolean, url: string | null): IDataObject {
	return simplify ? simplifyJob(job, url) : { ...job.raw };
}

/** Which jobs a user asked for; empty parts match everything. */
export interface JobFilter {
	model: string;
	suffix: string;
	metadata: Readonly<Record<string, string>>;
}

/** Whether a model is the one named, or a dated version of it (`gpt-4.1-mini` ← `…-2025-04-14`). */
export function matchesModel(model: string, wanted: string): boolean {
	if (wanted === '' || model === wanted) return true;
	return (
		model.startsWith(`${wanted}-`) && /^\d{4}-\d{2}-\d{2}$/.test(model.slice(wanted.length + 1))
	);
}

/**
 * Whether a job is one that was asked for, or `unknown` while its suffix cannot be told: some providers
 * show it only in the finished model's name.
 */
export function matchesJob(job: Job, filter: JobFilter): boolean | 'unknown' {
	if (!matchesModel(job.model, filter.model)) return false;
	const pairs = Object.entries(filter.metadata);
	if (!pairs.every(([key, value]) => job.metadata?.[key] === value)) return false;
	if (filter.suffix === '') return true;
	return job.suffix === null ? 'unknown' : job.suffix === filter.suffix;
}
