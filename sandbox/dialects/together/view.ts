import type { Context } from '../../context';
import { checkpointsAt, eventsAt, trainingOf } from '../../events';
import { isJson, type Json } from '../../json';
import { past } from '../../life';
import { token } from '../../random';
import type { JobRecord } from '../../store';
import type { FineTuningJob } from '../../types';
import { nested } from './createBody';

const STATUSES: Record<string, string> = {
	validating_files: 'pending',
	succeeded: 'completed',
	failed: 'error',
};

export function iso(seconds: number): string {
	return new Date(seconds * 1000).toISOString();
}

/** `ft:BASE:sandbox:SUFFIX:HASH`, as the sandbox names models, in Together's form. */
export function tunedName(name: string): string {
	const [, base = name, suffix = '', hash = ''] = /^ft:(.+):sandbox:(.*):([^:]+)$/.exec(name) ?? [];
	const parts = [base.split('/').at(-1), suffix, token(hash, 8, '0123456789abcdef')];
	return `sandbox/${parts.filter(Boolean).join('-')}`;
}

/** The trained model that Together's name means, if its job has succeeded. */
export function modelNamed({ store }: Context, name: string): string | undefined {
	return [...store.models.keys()].find((id) => id.startsWith('ft:') && tunedName(id) === name);
}

/** Running ends with two stages that only Together has: the last tenth and the last twentieth of it. */
function stage({ transitions }: JobRecord, now: number): string {
	const start = past(transitions, now).at(-1);
	const end = transitions.find(({ at, status }) => status === 'succeeded' && at > now);
	if (start?.status !== 'running' || !end) return 'running';
	const left = (end.at - now) / (end.at - start.at);
	return left < 0.05 ? 'uploading' : left < 0.1 ? 'compressing' : 'running';
}

/**
 * A job as Together shows it: whole when it is asked for, else cut short, but with its suffix and seed.
 * @param shown OpenAI's object, as the quirks left it: what is none is given as it is
 */
export function jobView(context: Context, shown: unknown, now: number, whole = false): unknown {
	const record = isJson(shown) ? context.store.jobs.get(String(shown.id)) : undefined;
	if (!isJson(shown) || !record) return shown;
	const { status } = shown;
	const job = shown as unknown as FineTuningJob;
	const settings = job.hyperparameters ?? {};
	const plain = Object.entries(settings).filter(([name]) => !name.includes('.'));
	const model = job.fine_tuned_model ?? record.plan?.outcome.fine_tuned_model;
	const ended = past(record.transitions, now).at(-1);
	return {
		id: shown.id,
		status: status === 'running' ? stage(record, now) : (STATUSES[String(status)] ?? status),
		created_at: timeOf(shown.created_at),
		started_at: timeOf(shown.created_at),
		updated_at: timeOf(shown.finished_at) ?? iso(Math.max(ended?.at ?? 0, record.createdAt)),
		user_id: 'user_sandbox',
		model: shown.model,
		training_file: shown.training_file,
		...(shown.validation_file !== null && { validation_file: shown.validation_file }),
		batch_size: 'max',
		n_evals: 0,
		n_checkpoints: 1,
		...Object.fromEntries(plain.filter(([, value]) => value !== 'auto')),
		training_method: nested('training_method', settings) ?? {
			method: 'sft',
			train_on_inputs: false,
		},
		training_type: nested('training_type', settings) ?? { type: 'Lora', lora_r: 8, lora_alpha: 16 },
		token_count: job.trained_tokens ?? 0,
		total_price: 0,
		// It is given at once, and of use only at the end.
		...(model && { model_output_name: tunedName(model) }),
		progress: progress(job, now),
		...(whole ? wholeView(record, now) : cutView(job)),
	};
}

function timeOf(value: unknown): unknown {
	return typeof value === 'number' ? iso(value) : value;
}

function progress({ status, estimated_finish }: FineTuningJob, now: number): Json {
	const left = status === 'running' && estimated_finish ? estimated_finish - now : 0;
	return { estimate_available: left > 0, seconds_remaining: Math.max(0, Math.floor(left)) };
}

function cutView({ user_provided_suffix, seed }: FineTuningJob): Json {
	return {
		owner_address: 'sandbox',
		random_seed: seed,
		...(user_provided_suffix !== null && { suffix: user_provided_suffix }),
		events: [],
	};
}

function wholeView(record: JobRecord, now: number): Json {
	return {
		job_id: record.base.id,
		epochs_completed: checkpointsAt(record, now).length,
		events: eventsView(record, now),
	};
}

interface Entry {
	at: number;
	type: string;
	message: string;
	level?: string;
	more?: Json;
}

/** The log up to `now`, oldest first, without ids. */
export function eventsView(record: JobRecord, now: number): Json[] {
	const { base } = record;
	const { totalSteps } = trainingOf(record);
	const entries = record.transitions.flatMap(({ at, status, patch }, index): Entry[] => {
		const before = record.transitions[index - 1]?.status;
		switch (status) {
			case 'validating_files':
				return [{ at, type: 'job_pending', message: 'Fine-tune request created' }];
			case 'running':
				return [
					{ at, type: 'job_start', message: 'Job started' },
					{
						at,
						type: 'training_start',
						message: `Training started for model ${base.model}`,
						more: { total_steps: totalSteps },
					},
				];
			case 'succeeded':
				if (before === 'succeeded') return [];
				return [
					{ at, type: 'training_complete', message: 'Training completed' },
					{ at, type: 'job_complete', message: 'Job finished' },
				];
			case 'failed':
				return [
					{
						at,
						type: 'job_error',
						level: 'error',
						message: patch?.error?.message ?? base.error?.message ?? 'Job failed',
					},
				];
			case 'cancel_requested':
				return [{ at, type: 'cancel_requested', message: 'Cancel requested' }];
			case 'cancelled':
				return [{ at, type: 'job_stopped', message: 'Job stopped' }];
			default:
				return [];
		}
	});
	const started = record.transitions.find(({ status }) => status === 'running')?.at ?? 0;
	const saved = checkpointsAt(record, now).map(
		({ created_at, step_number: step }): Entry => ({
			// It comes in whole seconds, of which the training's start may be in the middle.
			at: Math.max(created_at, started),
			type: 'checkpoint_save',
			message: `Checkpoint saved at step ${step}`,
			more: { step, checkpoint_path: pathOf(base.id, step) },
		}),
	);
	return [...entries, ...saved]
		.filter(({ at }) => at <= now)
		.sort((a, b) => a.at - b.at)
		.map(({ at, type, message, level = 'info', more }) => ({
			object: 'fine-tune-event',
			created_at: iso(at),
			level,
			message,
			type,
			...more,
		}));
}

function pathOf(jobId: string, step: number): string {
	return `s3://together-sandbox/finetune/${jobId}/step_${step}`;
}

/** The checkpoints, oldest first. */
export function checkpointsView(record: JobRecord, now: number): Json[] {
	return checkpointsAt(record, now)
		.reverse()
		.map(({ created_at, step_number: step }) => ({
			step,
			path: pathOf(record.base.id, step),
			created_at: iso(created_at),
			checkpoint_type: step === trainingOf(record).totalSteps ? 'Final' : 'Intermediate',
			checkpoint: 'model',
		}));
}

/** What the steps so far measured, in order; of an evaluation in an entry of its own. */
export function metricsView(record: JobRecord, now: number): Json[] {
	return eventsAt(record, now)
		.filter(({ type }) => type === 'metrics')
		.reverse()
		.flatMap(({ data }) => {
			const step = { 'train/global_step': data?.step };
			const valid = data?.full_valid_loss ?? data?.valid_loss;
			return [
				{ ...step, 'train/loss': data?.train_loss },
				...(valid === undefined ? [] : [{ ...step, 'eval/loss': valid }]),
			];
		});
}
