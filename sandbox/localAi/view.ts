import type { Context } from '../context';
import { checkpointsAt } from '../events';
import { isJson, type Json } from '../json';
import { token, HEX } from '../random';
import type { JobRecord } from '../store';
import type { FileObject } from '../types';
import { stateOf, type Update } from './state';

const DATA = '/data/fine-tune';

export function iso(seconds: number): string {
	return new Date(Math.floor(seconds) * 1000).toISOString().replace('.000Z', 'Z');
}

/** Where an uploaded file lies. */
export function pathOf({ id, filename }: Pick<FileObject, 'id' | 'filename'>): string {
	return `${DATA}/datasets/${token(id, 8, HEX)}-${filename}`;
}

export function outputOf({ base }: JobRecord): string {
	return `${DATA}/${base.id}`;
}

/**
 * A job as LocalAI shows it, with what it was created with in full.
 * @param shown OpenAI's object, as the quirks left it: what is none is given as it is
 */
export function jobView({ clock, store }: Context, shown: unknown): unknown {
	const record = isJson(shown) ? store.jobs.get(String(shown.id)) : undefined;
	if (!isJson(shown) || !record) return shown;
	const { status, message, request, export: exported } = stateOf(record, clock.now());
	const odd = shown.status === null || typeof shown.status !== 'string';
	return {
		id: shown.id,
		model: shown.model,
		backend: 'trl',
		model_id: `trl-finetune-${record.base.id}`,
		training_type: request.training_type ?? '',
		training_method: request.training_method ?? '',
		status: odd ? shown.status : status,
		...(message && { message }),
		output_dir: outputOf(record),
		...(isJson(request.extra_options) && { extra_options: request.extra_options }),
		created_at: typeof shown.created_at === 'number' ? iso(shown.created_at) : shown.created_at,
		...(exported && {
			export_status: exported.status,
			...(exported.message && { export_message: exported.message }),
			...(exported.status === 'completed' && { export_model_name: exported.name }),
		}),
		config: { backend: '', ...request },
	};
}

/** The checkpoints in the order of their folders' names; what is zero is left out. */
export function checkpointsView(record: JobRecord, now: number): Json[] | null {
	const perEpoch = record.plan?.stepsPerEpoch ?? 1;
	const all = checkpointsAt(record, now).map(({ step_number: step, created_at, metrics }) => ({
		path: `${outputOf(record)}/checkpoint-${step}`,
		step,
		epoch: step / perEpoch,
		...('train_loss' in metrics && metrics.train_loss !== 0 && { loss: metrics.train_loss }),
		created_at: iso(created_at),
	}));
	return all.length > 0 ? all.sort((a, b) => (a.path < b.path ? -1 : 1)) : null;
}

/** An update as the stream tells it. */
export function updateView(record: JobRecord, update: Update): Json {
	const { figures = {}, checkpointStep } = update;
	const total = (record.plan?.epochs ?? 0) * (record.plan?.stepsPerEpoch ?? 0);
	const step = Number(
		figures.step ?? checkpointStep ?? (update.status === 'completed' ? total : 0),
	);
	// What is said in passing, such as that a checkpoint is saved, tells of nothing else.
	const measured = figures.step !== undefined;
	const told = measured || update.status === 'completed';
	return {
		job_id: record.base.id,
		current_step: step,
		total_steps: told ? total : 0,
		current_epoch: measured ? step / (record.plan?.stepsPerEpoch ?? 1) : 0,
		total_epochs: measured ? (record.plan?.epochs ?? 0) : 0,
		loss: Number(figures.train_loss ?? 0),
		learning_rate: 0,
		grad_norm: 0,
		eval_loss: 0,
		eta_seconds: 0,
		progress_percent: told && total > 0 ? (step / total) * 100 : 0,
		status: update.status,
		...(update.message && { message: update.message }),
		...(checkpointStep && { checkpoint_path: `${outputOf(record)}/checkpoint-${checkpointStep}` }),
	};
}
