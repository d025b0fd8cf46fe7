import type { IDataObject } from 'n8n-workflow';

import { jobFailure } from './status';
import { camel } from './text';
import { isoTime } from './time';
import type { ApiFile, FineTuningJob, Hyperparameters, JobCheckpoint, JobEvent } from './types';

/**
 * The suffix a job was created with, or null when it cannot be known. Not every provider repeats it;
 * the name of the finished model, `ft:BASE:ORGANIZATION:SUFFIX:ID`, holds it too.
 */
export function suffixOf(job: FineTuningJob): string | null {
	const parts = job.fine_tuned_model?.split(':') ?? [];
	const fromModel = parts[0] === 'ft' ? parts[3] : undefined;
	return job.user_provided_suffix || job.suffix || fromModel || null;
}

/** The method's own hyperparameters where the provider gives them, else the job's. */
export function hyperparametersOf(job: FineTuningJob): Hyperparameters | null {
	const type = job.method?.type;
	return (type && job.method?.[type]?.hyperparameters) || job.hyperparameters || null;
}

/**
 * A job made flat: dates in ISO 8601, duration in seconds from creation to end, the failure as two
 * plain fields. There is never a field `error`: n8n's Retry On Fail runs a node again when its first
 * item has one, and a create would train twice.
 */
export function simplifyJob(job: FineTuningJob): IDataObject {
	const failure = jobFailure(job);
	return {
		id: job.id,
		status: job.status,
		model: job.model,
		fineTunedModel: job.fine_tuned_model ?? null,
		method: job.method?.type ?? 'supervised',
		trainingFile: job.training_file ?? null,
		validationFile: job.validation_file ?? null,
		suffix: suffixOf(job),
		seed: job.seed ?? null,
		hyperparameters: hyperparametersOf(job) as IDataObject | null,
		metadata: job.metadata ?? null,
		createdAt: isoTime(job.created_at),
		finishedAt: isoTime(job.finished_at),
		estimatedFinish: isoTime(job.estimated_finish),
		durationSeconds:
			typeof job.finished_at === 'number'
				? Math.max(0, Math.round(job.finished_at - job.created_at))
				: null,
		trainedTokens: job.trained_tokens ?? null,
		resultFiles: job.result_files ?? [],
		errorCode: failure?.code ?? null,
		errorMessage: failure?.message ?? null,
	};
}

/** The API's job untouched, but for an `error` that says nothing, which becomes null. */
export function rawJob(job: FineTuningJob): IDataObject {
	return { ...job, ...('error' in job && { error: jobFailure(job) }) } as unknown as IDataObject;
}

/** What a reader looks for first stands first: n8n's table shows the columns in this order. */
export function simplifyEvent(event: JobEvent): IDataObject {
	return {
		createdAt: isoTime(event.created_at),
		level: event.level,
		message: event.message,
		type: event.type ?? 'message',
		data: (event.data ?? null) as IDataObject | null,
		id: event.id,
	};
}

/** A checkpoint with its metrics beside it, under the API's names in camel case. */
export function simplifyCheckpoint(checkpoint: JobCheckpoint): IDataObject {
	const metrics: Array<[string, IDataObject[string]]> = Object.entries(checkpoint.metrics ?? {});
	const own = {
		id: checkpoint.id,
		model: checkpoint.fine_tuned_model_checkpoint,
		step: checkpoint.step_number,
		createdAt: isoTime(checkpoint.created_at),
	};
	return {
		...own,
		...Object.fromEntries(metrics.map(([name, value]) => [camel(name), value])),
		// Again, for first place and last word: some servers count a `step` among the metrics.
		...own,
		jobId: checkpoint.fine_tuning_job_id,
	};
}

export function simplifyFile(file: ApiFile): IDataObject {
	return {
		id: file.id,
		fileName: file.filename,
		purpose: file.purpose,
		bytes: file.bytes,
		status: file.status ?? null,
		statusDetails: file.status_details ?? null,
		createdAt: isoTime(file.created_at),
		expiresAt: isoTime(file.expires_at),
	};
}
