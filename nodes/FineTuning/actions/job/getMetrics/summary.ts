import type { StepMetrics } from '../../../../shared/domain/metrics';
import type { Point } from '../../../chart/chart';
import { losses } from './curves';

/** Noise moves a validation loss by a few per cent: less is no sign of over-fitting. */
const RISE = 1.05;

/**
 * A training in a few figures.
 * - `overfitting`: the validation loss ended more than 5 % above its best; null with fewer than two
 * - `sparkline`: the course of the training loss
 * - `summary`: one line fit for Slack
 */
export function summarize(steps: readonly StepMetrics[]) {
	const { train, valid, best } = losses(steps);
	const last = valid.at(-1);
	const overfitting =
		best && last && valid.length >= 2
			? last.step > best.step && last.value > best.value * RISE
			: null;
	const curve = sparkline(train.map(({ value }) => value));
	return {
		steps: steps.at(-1)?.step ?? 0,
		firstTrainLoss: train[0]?.value ?? null,
		lastTrainLoss: train.at(-1)?.value ?? null,
		firstValidLoss: valid[0]?.value ?? null,
		lastValidLoss: last?.value ?? null,
		bestValidLoss: best?.value ?? null,
		bestValidStep: best?.step ?? null,
		overfitting,
		sparkline: curve,
		summary: inWords(train, best, overfitting, curve),
	};
}

function inWords(
	train: readonly Point[],
	best: Point | undefined,
	overfitting: boolean | null,
	curve: string,
): string {
	const [first] = train;
	const last = train.at(-1);
	if (!first || !last) return 'No training metrics yet';
	const parts = [
		`Training loss ${first.value.toFixed(3)} → ${last.value.toFixed(3)} at step ${last.step} ${curve}`,
		best && `best validation loss ${best.value.toFixed(3)} at step ${best.step}`,
		overfitting && 'rose after that (over-fitting)',
	];
	return parts.filter(Boolean).join(', ');
}

/** Without ▄ and █, which stand lower than the others in some fonts, Slack's among them. */
const BARS = ['▁', '▂', '▃', '▅', '▆', '▇'];

/**
 * A curve as text, e.g. `▇▅▃▂▁`: neighbours are averaged to fit the width; what does not move lies at the
 * bottom. Empty without values.
 */
export function sparkline(values: readonly number[], width = 20): string {
	const points = averaged(values, Math.min(width, values.length));
	const low = Math.min(...points);
	const range = Math.max(...points) - low;
	return points
		.map((point) => BARS[range > 0 ? Math.round(((point - low) / range) * (BARS.length - 1)) : 0])
		.join('');
}

function averaged(values: readonly number[], width: number): number[] {
	return Array.from({ length: width }, (_, at) => {
		const from = Math.floor((at * values.length) / width);
		const part = values.slice(from, Math.floor(((at + 1) * values.length) / width));
		return part.reduce((sum, value) => sum + value, 0) / part.length;
	});
}
