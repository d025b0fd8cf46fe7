import { stepScale, valueScale, type Tick } from './scale';

/** A figure at a training step. */
export interface Point {
	step: number;
	value: number;
}

/** What is to be drawn. */
export interface ChartData {
	title: string;
	subtitle: string;
	measure: 'loss' | 'reward';
	train: readonly Point[];
	valid: readonly Point[];
	best: Point | undefined;
}

/** From 0 to 1, from the left and from the bottom of where the curves are. */
export type Place = readonly [x: number, y: number];

/** A chart as it is drawn, but for sizes and colours. */
export interface Chart {
	title: string;
	subtitle: string;
	/** The words of the vertical axis. */
	measure: string;
	xTicks: readonly Tick[];
	yTicks: readonly Tick[];
	curves: ReadonlyArray<{ of: 'training' | 'validation'; name: string; places: readonly Place[] }>;
	/** Where the validation was best. */
	best: { place: Place; label: string } | undefined;
}

/** More columns than these are not seen. */
const COLUMNS = 500;
/** A loss beyond this is no number to draw; nor is a step that is not exact. */
const LARGEST = 1e100;

/**
 * Curves laid out.
 * @returns null where there is nothing to draw
 */
export function layOut({ title, subtitle, measure, best, ...data }: ChartData): Chart | null {
	const lines = [
		{ of: 'training' as const, name: `Training ${measure}`, points: data.train.filter(isDrawable) },
		{
			of: 'validation' as const,
			name: `Validation ${measure}`,
			points: data.valid.filter(isDrawable),
		},
	].filter(({ points }) => points.length > 0);
	if (lines.length === 0) return null;
	const all = lines.flatMap(({ points }) => points);
	const steps = all.map(({ step }) => step).sort((a, b) => a - b);
	const x = stepScale(steps[0] ?? 0, steps.at(-1) ?? 0);
	const y = valueScale(
		all.map(({ value }) => value),
		measure,
	);
	const place = ({ step, value }: Point): Place => [x.at(step), y.at(value)];
	return {
		title,
		subtitle,
		measure: `${measure === 'loss' ? 'Loss' : 'Reward'}${y.isLogarithmic ? ' (log scale)' : ''}`,
		xTicks: x.ticks,
		yTicks: y.ticks,
		curves: lines.map(({ points, ...line }) => ({ ...line, places: thinned(points.map(place)) })),
		best: best && isDrawable(best) ? { place: place(best), label: bestLabel(best) } : undefined,
	};
}

function isDrawable({ step, value }: Point): boolean {
	return Number.isSafeInteger(Math.round(step)) && Math.abs(value) < LARGEST;
}

function bestLabel({ step, value }: Point): string {
	return `Best ${Number(value.toPrecision(3))} at step ${step.toLocaleString('en-US')}`;
}

/**
 * As many places as can be seen: of each column the first, the lowest, the highest and the last, so that
 * the picture is that of all of them.
 * @param places from left to right
 */
export function thinned(places: readonly Place[]): Place[] {
	if (places.length <= COLUMNS * 2) return [...places];
	const columns: Place[][] = [];
	let column = Number.NaN;
	for (const place of places) {
		const its = Math.floor(place[0] * COLUMNS);
		if (its === column) columns.at(-1)?.push(place);
		else columns.push([place]);
		column = its;
	}
	return columns.flatMap(outline);
}

function outline(column: readonly Place[]): Place[] {
	const lowest = column.reduce((found, place) => (place[1] < found[1] ? place : found));
	const highest = column.reduce((found, place) => (place[1] > found[1] ? place : found));
	const kept = new Set([column[0], lowest, highest, column.at(-1)]);
	return column.filter((place) => kept.has(place));
}
