import type { Context } from '../context';
import { eventsAt, stepsDone, trainingOf } from '../events';
import { showJob } from '../jobs';
import { isJson, type Json } from '../json';
import { isTerminal } from '../life';
import type { JobRecord } from '../store';
import type { FineTuningJob } from '../types';
import { outputDirOf, pathOf } from './paths';

const STATUSES: Readonly<Record<string, string>> = {
	validating_files: 'running',
	queued: 'running',
	succeeded: 'completed',
	cancelled: 'stopped',
	failed: 'error',
};

/** A run as the history lists it. */
export function viewRun(context: Context, record: JobRecord, now: number): unknown {
	const shown = showJob(context, record, now);
	if (!isJson(shown)) return shown;
	const job = shown as Partial<FineTuningJob>;
	const { created_at, error, finished_at, id, model, status, training_file, ...rest } = job;
	const ended = status !== undefined && isTerminal(status);
	const begun = ended || status === 'running';
	return {
		id,
		status: STATUSES[String(status)] ?? status,
		model_name: model,
		project_name: rest.user_provided_suffix ?? null,
		dataset_name: pathOf(context.store, String(training_file)),
		display_name: null,
		started_at: iso(created_at),
		ended_at: iso(finished_at) ?? null,
		total_steps: begun && record.plan ? trainingOf(record).totalSteps : null,
		final_step: begun ? stepsDone(record, now) : null,
		final_loss: null,
		output_dir: begun ? outputDirOf(job) : null,
		duration_seconds: null,
		error_message: isJson(error) ? (error.message ?? null) : (error ?? null),
		loss_sparkline: null,
		can_resume: false,
		artifacts_available: ended,
	};
}

/** As Python writes a moment; what is no number is shown as it is. */
function iso(seconds: unknown): unknown {
	if (typeof seconds !== 'number') return seconds;
	return new Date(seconds * 1000).toISOString().replace('Z', '000+00:00');
}

/** One run with its configuration and figures. */
export function viewDetail(context: Context, record: JobRecord, now: number): unknown {
	const { n_epochs, ...hyperparameters } = record.base.hyperparameters ?? {};
	const validation = record.base.validation_file;
	return {
		run: viewRun(context, record, now),
		config: {
			model_name: record.base.model,
			project_name: record.base.user_provided_suffix,
			local_datasets: [pathOf(context.store, record.base.training_file)],
			local_eval_datasets: validation === null ? [] : [pathOf(context.store, validation)],
			random_seed: record.base.seed,
			num_epochs: n_epochs,
			...hyperparameters,
		},
		metrics: metricsOf(record, now),
	};
}

function metricsOf(record: JobRecord, now: number): Json {
	const measured = eventsAt(record, now)
		.flatMap(({ data, type }) => (type === 'metrics' && data ? [data] : []))
		.reverse();
	const series = (name: string) => measured.filter((data) => typeof data[name] === 'number');
	const steps = (name: string) => series(name).map(({ step }) => step);
	const figures = (name: string) => series(name).map((data) => data[name]);
	return {
		step_history: steps('step'),
		loss_history: figures('train_loss'),
		loss_step_history: steps('train_loss'),
		lr_history: [],
		lr_step_history: [],
		grad_norm_history: [],
		grad_norm_step_history: [],
		eval_loss_history: figures('valid_loss'),
		eval_step_history: steps('valid_loss'),
		final_epoch: null,
		final_num_tokens: record.plan?.outcome.trained_tokens ?? null,
	};
}
