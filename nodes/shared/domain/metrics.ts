/** What one training step measured; null where it did not. Further figures under their own names. */
export interface StepMetrics {
	step: number;
	/** The epoch the step belongs to, from 1; null when that is not known. */
	epoch: number | null;
	trainLoss: number | null;
	trainAccuracy: number | null;
	validLoss: number | null;
	validAccuracy: number | null;
	[other: string]: number | null;
}

/** How far a whole training goes, as far as that is known. */
export interface Extent {
	totalSteps: number | null;
	epochs: number | null;
}

/** Steps in their order, each once (the last given), with their epochs as far as they do not tell them. */
export function inOrder(steps: readonly StepMetrics[], extent: Extent): StepMetrics[] {
	const byStep = new Map(steps.map((one) => [one.step, one]));
	return [...byStep.values()]
		.sort((a, b) => a.step - b.step)
		.map((one) => ({ ...one, epoch: one.epoch ?? epochOf(one.step, extent) }));
}

/** Epochs are equally long. */
function epochOf(step: number, { totalSteps, epochs }: Extent): number | null {
	if (!totalSteps || !epochs || step < 1 || step > totalSteps) return null;
	return Math.ceil((step * epochs) / totalSteps);
}
