import type { IDataObject } from 'n8n-workflow';

import { camel } from '../../shared/text';

/** What one training step measured; null where it did not. Further figures under their own names. */
export interface StepMetrics {
	step: number;
	/** The epoch the step belongs to, from 1; null when that cannot be told. */
	epoch: number | null;
	trainLoss: number | null;
	trainAccuracy: number | null;
	validLoss: number | null;
	validAccuracy: number | null;
	[other: string]: number | null;
}

/** Names of one figure in result files and events, by the provider and the file's age. */
const NAMES: Readonly<Record<string, string>> = {
	training_loss: 'trainLoss',
	train_accuracy: 'trainAccuracy',
	train_mean_token_accuracy: 'trainAccuracy',
	training_token_accuracy: 'trainAccuracy',
	validation_loss: 'validLoss',
	valid_accuracy: 'validAccuracy',
	valid_mean_token_accuracy: 'validAccuracy',
	validation_token_accuracy: 'validAccuracy',
	full_valid_mean_token_accuracy: 'fullValidAccuracy',
};

/** Told once for all, not at every step. `error` would make n8n's Retry On Fail run the node again. */
const LEFT_OUT: ReadonlySet<string> = new Set(['step', 'epoch', 'total_steps', 'error']);

/** How far a whole training goes, as far as that is known. */
export interface Extent {
	totalSteps: number | null;
	epochs: number | null;
}

/**
 * One step from figures under the API's names, given as numbers or texts; null without a step.
 * @returns without `epoch`, which only the whole training tells
 */
export function readStep(figures: Readonly<Record<string, unknown>>): StepMetrics | null {
	const step = figure(figures.step);
	if (step === null) return null;
	const read: StepMetrics = {
		step,
		epoch: null,
		trainLoss: null,
		trainAccuracy: null,
		validLoss: null,
		validAccuracy: null,
	};
	for (const [name, value] of Object.entries(figures)) {
		const number = figure(value);
		if (number !== null && !LEFT_OUT.has(name)) read[NAMES[name] ?? camel(name)] = number;
	}
	return read;
}

function figure(value: unknown): number | null {
	if (typeof value === 'string' && value.trim() === '') return null;
	if (typeof value !== 'number' && typeof value !== 'string') return null;
	const number = Number(value);
	return Number.isFinite(number) ? number : null;
}

/** Steps in their order, each once (the last told), with their epochs. */
export function inOrder(steps: readonly StepMetrics[], extent: Extent): StepMetrics[] {
	const byStep = new Map(steps.map((one) => [one.step, one]));
	return [...byStep.values()]
		.sort((a, b) => a.step - b.step)
		.map((one) => ({ ...one, epoch: epochOf(one.step, extent) }));
}

/** Epochs are equally long. */
function epochOf(step: number, { totalSteps, epochs }: Extent): number | null {
	if (!totalSteps || !epochs || step < 1 || step > totalSteps) return null;
	return Math.ceil((step * epochs) / totalSteps);
}

export function stepItem(jobId: string, step: StepMetrics): IDataObject {
	return { jobId, ...step };
}
