import { momentOf, past, type Plan, type Transition } from './life';
import { metricsOfStep, reportedSteps, rewardsOfStep, type Training } from './metrics';
import { token } from './random';
import { MOST_ANSWERS, MOST_EXAMPLES } from './training/train';
import type { FineTuningJob, JobCheckpoint, JobEvent, Metrics, Rewards } from './types';

/** What was measured of a job's training. */
export interface Figures {
	/** Those of the steps that are told. */
	steps: Metrics[];
	/** How many different answers there are, how many examples, and from how many of those it learned. */
	answers: number;
	examples: number;
	taught: number;
}

/** All that a job's log and checkpoints are computed from. */
export interface JobHistory {
	base: FineTuningJob;
	plan: Plan | null;
	transitions: Transition[];
	/** Known when it is trained; null where training is simulated. */
	figures?: Figures | null;
}

/** What the figures of a job depend on. */
export function trainingOf(history: JobHistory): Training {
	const { epochs = 0, stepsPerEpoch = 0, hasValidation = false } = history.plan ?? {};
	const seed = `${history.base.seed}/${history.base.training_file}`;
	return { seed, totalSteps: epochs * stepsPerEpoch, stepsPerEpoch, hasValidation };
}

/** Number of training steps done by `now`. */
export function stepsDone(history: JobHistory, now: number): number {
	const { totalSteps } = trainingOf(history);
	let [low, high] = [0, totalSteps];
	while (low < high) {
		const middle = Math.ceil((low + high) / 2);
		if ((momentOfStep(history, middle) ?? Infinity) <= now) low = middle;
		else high = middle - 1;
	}
	return low;
}

function momentOfStep({ plan, transitions }: JobHistory, step: number): number | undefined {
	if (!plan) return undefined;
	const totalSteps = plan.epochs * plan.stepsPerEpoch;
	return momentOf(transitions, (plan.running * step) / totalSteps);
}

interface Entry {
	at: number;
	message: string;
	level?: JobEvent['level'];
	data?: Record<string, unknown>;
}

/** The job's log up to `now`, newest first, in the API's own wording. */
export function eventsAt(history: JobHistory, now: number): JobEvent[] {
	const entries = [...steps(history, now), ...messages(history)].filter(({ at }) => at <= now);
	// A stable sort: what happens at the same moment stays in the order it was told.
	entries.sort((a, b) => a.at - b.at);
	return entries
		.map(({ at, message, level = 'info', data }, index): JobEvent => {
			const id = `ftevent-${token(`${history.base.id}/${index}/${message}`, 24)}`;
			const type = data ? 'metrics' : 'message';
			const created_at = Math.floor(at);
			const shape = { object: 'fine_tuning.job.event', id, created_at } as const;
			return { ...shape, level, message, type, data: data ?? {} };
		})
		.reverse();
}

/** What the steps of a job measure, in order: as it was trained, or simulated. */
function measurements(history: JobHistory): Array<Metrics | Rewards> {
	const { figures, plan } = history;
	if (plan?.recipe) return figures?.steps ?? [];
	const training = trainingOf(history);
	const simulated = plan?.measures === 'rewards' ? rewardsOfStep : metricsOfStep;
	return reportedSteps(training).map((step) => simulated(training, step));
}

/** The losses of a job's steps, for its result file. */
export function lossesOf(history: JobHistory): Metrics[] {
	return measurements(history).filter(isLosses);
}

function isLosses(measured: Metrics | Rewards): measured is Metrics {
	return 'train_loss' in measured;
}

function steps(history: JobHistory, now: number): Entry[] {
	const training = trainingOf(history);
	return measurements(history).flatMap((measured) => {
		const { step } = measured;
		const at = momentOfStep(history, step);
		if (at === undefined || at > now) return [];
		const told = isLosses(measured) ? losses(measured) : 'training metrics';
		const message = `Step ${step}/${training.totalSteps}: ${told}`;
		const data = { ...measured, total_steps: training.totalSteps };
		const epochEnds = step % training.stepsPerEpoch === 0 && step < training.totalSteps;
		const checkpoint = { at, message: `Checkpoint created at step ${step}` };
		return [{ at, message, data }, ...(epochEnds ? [checkpoint] : [])];
	});
}

function losses(measured: Metrics): string {
	return [
		`training loss=${measured.train_loss.toFixed(2)}`,
		measured.valid_loss !== undefined && `validation loss=${measured.valid_loss.toFixed(2)}`,
		measured.full_valid_loss !== undefined &&
			`full validation loss=${measured.full_valid_loss.toFixed(2)}`,
	]
		.filter((part) => part !== false)
		.join(', ');
}

function messages(history: JobHistory): Entry[] {
	const { base, transitions } = history;
	const caution = cautionOf(history);
	const files = base.validation_file
		? `${base.training_file} and validation file: ${base.validation_file}`
		: base.training_file;
	const entries: Entry[] = [
		{ at: transitions[0]?.at ?? base.created_at, message: `Created fine-tuning job: ${base.id}` },
	];
	transitions.forEach(({ at, status, patch }, index) => {
		const before = transitions[index - 1]?.status;
		const resumed = transitions.slice(0, index).some(({ status: old }) => old === 'paused');
		const tell = (message: string, level?: JobEvent['level']) =>
			entries.push({ at, message, level });
		if (status === 'validating_files') tell(`Validating training file: ${files}`);
		else if (status === 'queued' && before === 'paused') tell('Fine-tuning job resumed');
		else if (status === 'queued') tell('Files validated, moving job to queued state');
		else if (status === 'running' && !resumed) {
			tell('Fine-tuning job started');
			if (caution) tell(caution, 'warn');
		} else if (status === 'paused') tell('Fine-tuning job paused');
		else if (status === 'cancelled') tell('Fine-tuning job cancelled');
		else if (status === 'failed') tell(patch?.error?.message ?? 'The job has failed', 'error');
		else if (status === 'succeeded' && before !== 'succeeded') {
			tell(`New fine-tuned model created: ${patch?.fine_tuned_model ?? ''}`);
			tell('The job has successfully completed');
		}
	});
	return entries;
}

/** What the sandbox's training is not, where that is less than one would expect. */
function cautionOf({ figures, plan }: JobHistory): string | null {
	if (!plan) return null;
	if (!plan.recipe) {
		return 'The sandbox only simulates this method: the figures are made up, and the model answers like its base model';
	}
	if (!figures) return null;
	const [answers, examples, taught] = [figures.answers, figures.examples, figures.taught].map(
		(count) => count.toLocaleString('en-US'),
	);
	if (figures.taught < figures.examples) {
		return `The sandbox learns from ${taught} of the ${examples} examples: from the first ${MOST_EXAMPLES.toLocaleString('en-US')} at most, and only from those with an answer to learn`;
	}
	return figures.answers > MOST_ANSWERS
		? `The training file has ${answers} different answers: the sandbox learns the ${MOST_ANSWERS} commonest, and its model can only recall the nearest of them`
		: null;
}

/** The checkpoints at `now`, newest first: one an epoch, the last three kept. */
export function checkpointsAt(history: JobHistory, now: number): JobCheckpoint[] {
	const { base, plan } = history;
	const model = plan?.outcome.fine_tuned_model;
	if (!plan || !model) return [];
	const training = trainingOf(history);
	const ended = past(history.transitions, now).at(-1);
	const measured = new Map(measurements(history).map((metrics) => [metrics.step, metrics]));
	const checkpoints: JobCheckpoint[] = [];
	for (let step = plan.stepsPerEpoch; step <= training.totalSteps; step += plan.stepsPerEpoch) {
		const at = momentOfStep(history, step);
		const metrics = measured.get(step);
		if (at === undefined || at > now || !metrics) break;
		const last = step === training.totalSteps;
		// The last epoch's checkpoint is the model itself, which exists only when the job succeeded.
		if (last && ended?.status !== 'succeeded') break;
		checkpoints.unshift({
			object: 'fine_tuning.job.checkpoint',
			id: `ftckpt_${token(`${base.id}/${step}`, 24)}`,
			created_at: Math.floor(at),
			fine_tuned_model_checkpoint: last ? model : `${model}:ckpt-step-${step}`,
			fine_tuning_job_id: base.id,
			metrics,
			step_number: step,
		});
	}
	return checkpoints.slice(0, 3);
}
