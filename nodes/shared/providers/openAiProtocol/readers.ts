/**
 * The objects of OpenAI's protocol as the wire carries them, read into the domain. Providers leave fields
 * out and add their own, so only what identifies an object is required.
 * Source: OpenAI's published specification 2.3.0, https://github.com/openai/openai-openapi
 */
import type { IDataObject } from 'n8n-workflow';

import type { Job, JobFailure } from '../../domain/job';
import type { Checkpoint, JobEvent } from '../../domain/jobLog';
import type { CheckpointPermission, Model } from '../../domain/model';
import type { Page } from '../../domain/page';
import { isRecord } from '../../text';
import { isoTime } from '../../time';
import { readStep, readTotalSteps } from './metrics';

/** Reads one object; null for anything that is none. `now`: the server's time, in Unix seconds. */
export type Reader<T> = (raw: unknown, now: number) => T | null;

export function textOf(value: unknown): string | null {
	return typeof value === 'string' && value.trim() !== '' ? value : null;
}

export function numberOf(value: unknown): number | null {
	return typeof value === 'number' && Number.isFinite(value) ? value : null;
}

function recordOf(value: unknown): Readonly<Record<string, unknown>> | null {
	return isRecord(value) ? value : null;
}

/** What an answer that refuses says of its error; nothing where it has none. */
export function errorIn(answer: unknown): Readonly<Record<string, unknown>> {
	return recordOf(recordOf(answer)?.error) ?? {};
}

/** Needs a text id, a text status, and a time of creation that is a number. */
export function readJob(raw: unknown): Job | null {
	if (!isRecord(raw)) return null;
	const id = textOf(raw.id);
	const status = textOf(raw.status);
	const createdAt = numberOf(raw.created_at);
	if (id === null || status === null || createdAt === null) return null;
	const fineTunedModel = textOf(raw.fine_tuned_model);
	const method = recordOf(raw.method);
	const methodName = textOf(method?.type) ?? 'supervised';
	const failure = readFailure(raw.error);
	const hyperparameters =
		recordOf(recordOf(method?.[methodName])?.hyperparameters) ?? recordOf(raw.hyperparameters);
	return {
		id,
		status,
		model: textOf(raw.model) ?? '',
		fineTunedModel,
		method: methodName,
		trainingFile: textOf(raw.training_file),
		validationFile: textOf(raw.validation_file),
		suffix: textOf(raw.user_provided_suffix) ?? textOf(raw.suffix) ?? suffixIn(fineTunedModel),
		seed: numberOf(raw.seed),
		hyperparameters,
		epochs: numberOf(hyperparameters?.n_epochs),
		metadata: recordOf(raw.metadata),
		createdAt,
		finishedAt: numberOf(raw.finished_at),
		estimatedFinish: numberOf(raw.estimated_finish),
		trainedTokens: numberOf(raw.trained_tokens),
		resultFiles: Array.isArray(raw.result_files)
			? raw.result_files.filter((file): file is string => textOf(file) !== null)
			: [],
		failure,
		raw: { ...raw, ...('error' in raw && failure === null && { error: null }) } as IDataObject,
	};
}

/** Not every provider repeats the suffix; the finished model's name, `ft:BASE:ORGANIZATION:SUFFIX:ID`, holds it. */
function suffixIn(fineTunedModel: string | null): string | null {
	const parts = fineTunedModel?.split(':') ?? [];
	return parts[0] === 'ft' ? textOf(parts[3]) : null;
}

/** Healthy jobs carry `null`, `{}` or an object of nulls, depending on the provider and the job's age. */
function readFailure(value: unknown): JobFailure | null {
	if (typeof value === 'string') {
		return textOf(value) === null ? null : { code: null, message: value, param: null };
	}
	const error = recordOf(value);
	const failure = {
		code: textOf(error?.code),
		message: textOf(error?.message),
		param: textOf(error?.param),
	};
	return failure.code !== null || failure.message !== null ? failure : null;
}

export function readEvent(raw: unknown): JobEvent | null {
	if (!isRecord(raw)) return null;
	const id = textOf(raw.id);
	const createdAt = numberOf(raw.created_at);
	if (id === null || createdAt === null) return null;
	const data = recordOf(raw.data);
	return {
		id,
		createdAt,
		level: textOf(raw.level) ?? 'info',
		message: typeof raw.message === 'string' ? raw.message : '',
		type: textOf(raw.type) ?? 'message',
		data,
		metrics: data && readStep(data),
		step: numberOf(data?.step),
		totalSteps: data && readTotalSteps(data),
		raw: { ...raw } as IDataObject,
	};
}

export function readCheckpoint(raw: unknown): Checkpoint | null {
	if (!isRecord(raw)) return null;
	const id = textOf(raw.id);
	if (id === null) return null;
	return {
		id,
		model: textOf(raw.fine_tuned_model_checkpoint),
		step: numberOf(raw.step_number),
		createdAt: numberOf(raw.created_at),
		jobId: textOf(raw.fine_tuning_job_id),
		metrics: recordOf(raw.metrics) ?? {},
		raw: { ...raw } as IDataObject,
	};
}

/** Names of models that OpenAI has documented as trainable; a hint for the order, never a filter. */
const TRAINABLE =
	/^(gpt-4\.1(-mini|-nano)?-\d|gpt-4o(-mini)?-2024|gpt-3\.5-turbo-(0125|1106|0613)|o4-mini-\d|(davinci|babbage)-002)/;

/** Names of models that make or read something else than text, which no job of this protocol trains; a hint, too. */
const NOT_TRAINABLE =
	/^(dall-e|whisper|tts|sora|(text-)?embedding|(text|omni)-(embedding|moderation|similarity|search)|(gpt|chatgpt)-(image|audio|realtime)|computer-use)|^(gpt|o\d).*-(audio|realtime|transcribe|tts|search|deep-research)(-|$)/;

function isTrainable(id: string): boolean | null {
	if (TRAINABLE.test(id)) return true;
	return NOT_TRAINABLE.test(id) ? false : null;
}

/** A day as `YYYY-MM-DD`; null for one that the calendar does not have. */
function dayOf(value: unknown): string | null {
	const day = textOf(value)?.trim() ?? '';
	const date = /^\d{4}-\d{2}-\d{2}$/.test(day) ? isoTime(Date.parse(day) / 1000) : null;
	return date?.slice(0, 10) === day ? day : null;
}

/**
 * Azure's form of the same, in Unix seconds.
 * Source: https://learn.microsoft.com/rest/api/azureopenai/models/list
 */
function lastDay(value: unknown): string | null {
	return isoTime(numberOf(value))?.slice(0, 10) ?? null;
}

export function readModel(raw: unknown): Model | null {
	if (!isRecord(raw)) return null;
	const id = textOf(raw.id);
	if (id === null) return null;
	// Azure's own field: what it says of fine-tuning is sure.
	const told = recordOf(raw.capabilities)?.fine_tune;
	return {
		id,
		createdAt: numberOf(raw.created) ?? numberOf(raw.created_at),
		// `ft:BASE:…`, older `BASE:ft-…`, Azure's `BASE.ft-…`.
		fineTuned: id.startsWith('ft:') || id.includes(':ft-') || id.includes('.ft-'),
		trainable: typeof told === 'boolean' ? told : isTrainable(id),
		owner: textOf(raw.owned_by),
		shutdownDate: dayOf(raw.shutdown_date) ?? lastDay(recordOf(raw.deprecation)?.inference),
		raw: { ...raw } as IDataObject,
	};
}

export function readPermission(raw: unknown): CheckpointPermission | null {
	const id = isRecord(raw) ? textOf(raw.id) : null;
	return id === null ? null : { id, raw: { ...(raw as IDataObject) } };
}

/** What only has to have an ID, such as a part of an upload. */
export function readId(raw: unknown): { id: string } | null {
	const id = isRecord(raw) ? textOf(raw.id) : null;
	return id === null ? null : { id };
}

export function readDeleted(raw: unknown): true | null {
	return isRecord(raw) && raw.deleted === true ? true : null;
}

/**
 * Reads `{data: […], has_more}`. Objects that are none are left out and counted; a list without `data`, or of
 * nothing but what has not even an ID, is no answer. The cursor is the last object's ID.
 * @param paged whether the list has pages: where the server does not say, another may follow any that holds
 * something, since it may give fewer than were asked for
 */
export function pageReader<T extends { id: string }>(
	read: Reader<T>,
	paged = true,
): Reader<Page<T>> {
	return (raw, now) => {
		if (!isRecord(raw) || !Array.isArray(raw.data)) return null;
		const { data } = raw;
		if (data.length > 0 && data.every((one) => readId(one) === null)) return null;
		const items = data.flatMap((one: unknown) => read(one, now) ?? []);
		const more = paged && (typeof raw.has_more === 'boolean' ? raw.has_more : data.length > 0);
		// Of the last object only the ID is needed: one that cannot be read does not end the list.
		const last = readId(data.at(-1))?.id ?? items.at(-1)?.id ?? null;
		return { items, next: more ? last : null, unsound: data.length - items.length };
	};
}
