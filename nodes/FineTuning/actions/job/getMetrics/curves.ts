import type { StepMetrics } from '../../../../shared/domain/metrics';
import type { Point } from '../../../chart/chart';

/** What a training measured, by step. */
export interface Curves {
	train: Point[];
	valid: Point[];
	/** Where the validation was best, the first of equals; none without a validation. */
	best: Point | undefined;
}

/** The losses of a training; the lowest is best. */
export function losses(steps: readonly StepMetrics[]): Curves {
	return curves(steps, ['trainLoss', 'validLoss', 'fullValidLoss'], (one, other) => one < other);
}

/** The mean rewards of a reinforcement training; the highest is best. */
export function rewards(steps: readonly StepMetrics[]): Curves {
	const names = ['trainReward', 'validReward', 'fullValidReward'] as const;
	return curves(steps, names, (one, other) => one > other);
}

/**
 * Where the figures over the whole validation file are told at least twice, or nothing else is, those
 * count; else the ones over samples of it.
 */
function curves(
	steps: readonly StepMetrics[],
	[ofTraining, ofSamples, ofWhole]: readonly [string, string, string],
	isBetter: (one: number, other: number) => boolean,
): Curves {
	const samples = points(steps, ofSamples);
	const whole = points(steps, ofWhole);
	const valid = whole.length >= 2 || samples.length === 0 ? whole : samples;
	const best = valid.reduce<Point | undefined>(
		(found, point) => (found && !isBetter(point.value, found.value) ? found : point),
		undefined,
	);
	return { train: points(steps, ofTraining), valid, best };
}

function points(steps: readonly StepMetrics[], name: string): Point[] {
	return steps.flatMap(({ step, [name]: value }) =>
		typeof value === 'number' ? [{ step: Number(step), value }] : [],
	);
}
