/** The log and the checkpoints of a job, which come without IDs. */
import { createHash } from 'node:crypto';
import type { IDataObject } from 'n8n-workflow';

import type { JobFailure } from '../../domain/job';
import type { Checkpoint, JobEvent } from '../../domain/jobLog';
import { isRecord } from '../../text';
import { unixSeconds } from '../../time';
import { numberOf, textOf } from '../openAiProtocol/readers';

/** What of an event is more than a message. */
const FIGURES = [
	'step',
	'total_steps',
	'token_count',
	'param_count',
	'checkpoint_path',
	'model_path',
	'wandb_url',
	'early_stopping_best_step',
	'early_stopping_best_metric_value',
] as const;

/** Needs a time. Its ID is made of what tells it from others. */
export function readEvent(raw: unknown): JobEvent | null {
	if (!isRecord(raw)) return null;
	const createdAt = unixSeconds(raw.created_at);
	if (createdAt === null) return null;
	const message = textOf(raw.message) ?? '';
	const type = textOf(raw.type) ?? 'message';
	const parts = JSON.stringify([raw.created_at, type, raw.step ?? null, message]);
	const figures = FIGURES.filter((name) => hasSaid(raw[name]));
	return {
		id: `event-${createHash('sha256').update(parts).digest('hex').slice(0, 24)}`,
		createdAt,
		level: level(raw.level),
		message,
		type,
		data:
			figures.length === 0 ? null : Object.fromEntries(figures.map((name) => [name, raw[name]])),
		metrics: null,
		step: numberOf(raw.step) || null,
		totalSteps: numberOf(raw.total_steps) || null,
		raw: { ...raw } as IDataObject,
	};
}

/** Fields that an event has no use for are left out, null, empty or 0. */
function hasSaid(value: unknown): boolean {
	return value !== undefined && value !== null && value !== '' && value !== 0;
}

/** `legacy_iwarning` → `warn`, the word of the other providers. */
function level(value: unknown): string {
	const word = (textOf(value) ?? 'info').replace(/^legacy_i?(?=info|warning|error)/, '');
	return word === 'warning' ? 'warn' : word;
}

/**
 * Why a job failed, as its log tells: the last error in it.
 * @param log in whichever order
 */
export function failureIn(log: readonly unknown[]): JobFailure | null {
	const events = log.flatMap((raw) => readEvent(raw) ?? []);
	const failures = events.filter(({ type }) => type === 'job_error');
	const errors = events.filter((event) => event.level === 'error');
	const last = (failures.length > 0 ? failures : errors).reduce<JobEvent | undefined>(
		(latest, event) => (latest && latest.createdAt > event.createdAt ? latest : event),
		undefined,
	);
	return last === undefined || last.message === ''
		? null
		: { code: last.type, message: last.message, param: null };
}

export function readFailure(raw: unknown): { failure: JobFailure | null } | null {
	return isRecord(raw) && Array.isArray(raw.data) ? { failure: failureIn(raw.data) } : null;
}

/** By the name under which a further job can start from it: `JOB:STEP`; of one step, model and adapter are kept. */
export function readCheckpoint(raw: unknown, jobId: string): Checkpoint | null {
	if (!isRecord(raw)) return null;
	const step = numberOf(raw.step);
	if (step === null) return null;
	return {
		id: [jobId, step, ...(raw.checkpoint === 'adapter' ? ['adapter'] : [])].join(':'),
		model: textOf(raw.object_name),
		step,
		createdAt: unixSeconds(raw.created_at),
		jobId,
		metrics: {},
		raw: { ...raw } as IDataObject,
	};
}
