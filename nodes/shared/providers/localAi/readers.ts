import type { IDataObject } from 'n8n-workflow';

import type { Job, JobStatus } from '../../domain/job';
import type { Checkpoint } from '../../domain/jobLog';
import type { StepMetrics } from '../../domain/metrics';
import type { Page } from '../../domain/page';
import { isRecord } from '../../text';
import { unixSeconds } from '../../time';
import { numberOf, readId, textOf } from '../openAiProtocol/readers';
import { METADATA_PREFIX, SUFFIX_OPTION, TOKEN_OPTION } from './wire';

const STATUSES: Readonly<Record<string, JobStatus>> = {
	queued: 'queued',
	loading_model: 'running',
	loading_dataset: 'running',
	training: 'running',
	saving: 'running',
	completed: 'succeeded',
	failed: 'failed',
	stopped: 'cancelled',
};

const METHODS: Readonly<Record<string, string>> = { '': 'supervised', sft: 'supervised' };

/** What LocalAI writes into jobs that ran when it was restarted: nobody has stopped them. */
const RESTARTED = /server restarted/i;
/** Its trainer's own default. Source: https://github.com/mudler/LocalAI, backend/python/trl/backend.py */
export const DEFAULT_EPOCHS = 3;
/** Fields of a job's configuration that are no hyperparameters, or stand elsewhere in the job. */
const NO_HYPERPARAMETERS: ReadonlySet<string> = new Set([
	'model',
	'backend',
	'training_method',
	'dataset_source',
	'dataset_split',
	'seed',
	'extra_options',
	'reward_functions',
	'resume_from_checkpoint',
]);

type Fields = Readonly<Record<string, unknown>>;

/**
 * Needs a text id, a text status and a time of creation.
 * Source: https://github.com/mudler/LocalAI, core/schema/finetune.go
 */
export function readJob(answer: unknown): Job | null {
	const raw = withoutToken(answer);
	if (!isRecord(raw)) return null;
	const id = textOf(raw.id);
	const word = textOf(raw.status);
	const createdAt = unixSeconds(raw.created_at);
	if (id === null || word === null || createdAt === null) return null;
	const config = fieldsOf(raw.config);
	const extra = { ...fieldsOf(config.extra_options), ...fieldsOf(raw.extra_options) };
	const message = textOf(raw.message);
	const killed = word === 'stopped' && RESTARTED.test(message ?? '');
	const status = killed ? 'failed' : (STATUSES[word] ?? word);
	const method = textOf(raw.training_method) ?? textOf(config.training_method) ?? '';
	return {
		id,
		status,
		model: textOf(raw.model) ?? '',
		fineTunedModel: raw.export_status === 'completed' ? textOf(raw.export_model_name) : null,
		method: METHODS[method] ?? method,
		trainingFile: textOf(config.dataset_source),
		validationFile: textOf(extra.eval_dataset_source),
		suffix: textOf(extra[SUFFIX_OPTION]),
		seed: numberOf(config.seed),
		hyperparameters: hyperparametersOf(raw, config, extra),
		epochs: numberOf(config.num_epochs) ?? DEFAULT_EPOCHS,
		metadata: metadataOf(extra),
		createdAt,
		// It keeps no time but that of the creation.
		finishedAt: null,
		estimatedFinish: null,
		trainedTokens: null,
		resultFiles: [],
		failure:
			status === 'failed'
				? { code: killed ? 'server_restarted' : null, message: withAdvice(message), param: null }
				: null,
		raw,
	};
}

/** What everybody meets who has not set this up. */
function withAdvice(message: string | null): string | null {
	if (!/outside the allowed directory/i.test(message ?? '')) return message;
	return `${message ?? ''}. Set LOCALAI_DATASET_DIR of LocalAI to the folder of its data, such as /data, and restart it.`;
}

function fieldsOf(value: unknown): Fields {
	return isRecord(value) ? value : {};
}

function hyperparametersOf(raw: Fields, config: Fields, extra: Fields): Fields {
	const own = Object.entries({ training_type: raw.training_type, ...config }).filter(
		([name, value]) => !NO_HYPERPARAMETERS.has(name) && value !== '' && value !== undefined,
	);
	const options = Object.entries(extra).filter(
		([name]) => name !== SUFFIX_OPTION && !name.startsWith(METADATA_PREFIX),
	);
	return Object.fromEntries([...own, ...options]);
}

function metadataOf(extra: Fields): Record<string, unknown> | null {
	const pairs = Object.entries(extra).flatMap(([name, value]) =>
		name.startsWith(METADATA_PREFIX) ? [[name.slice(METADATA_PREFIX.length), value]] : [],
	);
	return pairs.length > 0 ? (Object.fromEntries(pairs) as Record<string, unknown>) : null;
}

/** An answer without the token of Hugging Face, also where a message quotes it; null for what is no object. */
export function withoutToken(answer: unknown): IDataObject | null {
	if (!isRecord(answer)) return null;
	const tokens = new Set(tokensIn(answer));
	const clean = (value: unknown): unknown => {
		if (typeof value === 'string') {
			return [...tokens].reduce((text, token) => text.replaceAll(token, '***'), value);
		}
		if (Array.isArray(value)) return value.map(clean);
		if (!isRecord(value)) return value;
		const kept = Object.entries(value).filter(([name]) => name !== TOKEN_OPTION);
		return Object.fromEntries(kept.map(([name, one]) => [name, clean(one)]));
	};
	return clean(answer) as IDataObject;
}

function tokensIn(value: unknown): string[] {
	if (!isRecord(value)) return [];
	return Object.entries(value).flatMap(([name, one]) =>
		name === TOKEN_OPTION && typeof one === 'string' && one !== '' ? [one] : tokensIn(one),
	);
}

/** LocalAI lists all jobs in one bare array, the newest first. */
export function readJobs(answer: unknown): Page<Job> | null {
	if (!Array.isArray(answer)) return null;
	if (answer.length > 0 && answer.every((one) => readId(one) === null)) return null;
	const items = answer.flatMap((one: unknown) => readJob(one) ?? []);
	return { items, next: null, unsound: answer.length - items.length };
}

/** `{checkpoints: […]}`, null for none; fields that are zero are left out. The newest first. */
export function readCheckpoints(answer: unknown, jobId: string): Page<Checkpoint> | null {
	if (!isRecord(answer) || !('checkpoints' in answer)) return null;
	const all: unknown = answer.checkpoints ?? [];
	if (!Array.isArray(all)) return null;
	const items = all
		.flatMap((one: unknown) => readCheckpoint(one, jobId) ?? [])
		.sort((a, b) => (b.step ?? 0) - (a.step ?? 0));
	return { items, next: null, unsound: all.length - items.length };
}

function readCheckpoint(raw: unknown, jobId: string): Checkpoint | null {
	const path = isRecord(raw) ? textOf(raw.path) : null;
	if (!isRecord(raw) || path === null) return null;
	const { epoch, loss } = raw;
	return {
		id: path,
		// It has none before it is exported.
		model: null,
		step: numberOf(raw.step),
		createdAt: unixSeconds(raw.created_at),
		jobId,
		metrics: { epoch: numberOf(epoch), loss: numberOf(loss) },
		raw: { ...raw } as IDataObject,
	};
}

/** A checkpoint's loss as the metrics of its step: LocalAI keeps no others. */
export function readSteps(answer: unknown, jobId: string): StepMetrics[] | null {
	const page = readCheckpoints(answer, jobId);
	return (
		page?.items.flatMap(({ step, metrics }): StepMetrics[] => {
			const epoch = numberOf(metrics.epoch);
			if (step === null) return [];
			return [
				{
					step,
					epoch: epoch === null ? null : Math.ceil(epoch),
					trainLoss: numberOf(metrics.loss),
					trainAccuracy: null,
					validLoss: null,
					validAccuracy: null,
				},
			];
		}) ?? null
	);
}
