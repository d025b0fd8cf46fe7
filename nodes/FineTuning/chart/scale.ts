/** A place on an axis: 0 is its beginning, 1 its end. */
export interface Tick {
	at: number;
	label: string;
}

/** How figures lie along an axis. */
export interface Scale {
	/** @returns from 0 to 1 for what the scale was made for */
	at(value: number): number;
	ticks: readonly Tick[];
	isLogarithmic: boolean;
}

/** Smaller is nothing to a training, and too little to divide by. */
const NOTHING = 1e-12;
/** Ranges smaller than this, beside the figures themselves, are rounding. */
const ROUNDING = 1e-9;
const MOST_TICKS = 5;
/** From here on, and below the inverse of 10,000, figures are written with an exponent. */
const LARGE = 1e6;
const SMALL = 1e-4;

/** The scale of training steps: from the first to the last, with ticks at whole steps. */
export function stepScale(first: number, last: number): Scale {
	if (first === last) {
		return {
			at: () => 0.5,
			ticks: [{ at: 0.5, label: labelOf(first, 1) }],
			isLogarithmic: false,
		};
	}
	return linear(first, last, Math.max(1, niceStep(last - first, MOST_TICKS + 1)));
}

/**
 * The scale of losses or rewards, from tick to tick. Losses of which one or a few stand far above all
 * others lie on a logarithmic scale, where they would press the others to the bottom; losses of 0 lie at
 * its lower end.
 * @param values at least one, finite
 */
export function valueScale(values: readonly number[], measure: 'loss' | 'reward'): Scale {
	const sorted = [...values].sort((a, b) => a - b);
	const low = sorted[0] ?? 0;
	const high = sorted.at(-1) ?? 0;
	const positive = sorted.find((value) => value > NOTHING) ?? high;
	if (measure === 'loss' && low >= 0 && high >= positive * 10 && isPressed(sorted)) {
		return logarithmic(positive, high);
	}
	const [from, to] = widened(low, high);
	const step = niceStep(to - from, MOST_TICKS);
	return linear(Math.floor(from / step) * step, Math.ceil(to / step) * step, step);
}

/** Whether most lie in the lowest part of the range. */
function isPressed(sorted: readonly number[]): boolean {
	const low = sorted[0] ?? 0;
	const most = sorted[Math.floor((sorted.length - 1) * 0.8)] ?? low;
	return sorted.length > 2 && most - low < ((sorted.at(-1) ?? 0) - low) / 20;
}

/** Figures that are all equal lie in the middle of a small range. */
function widened(low: number, high: number): [number, number] {
	const size = Math.max(Math.abs(low), Math.abs(high));
	if (size < NOTHING) return [0, 1];
	const isFlat = high - low <= size * ROUNDING;
	return isFlat ? [low - size / 10, high + size / 10] : [low, high];
}

function linear(from: number, to: number, step: number): Scale {
	const at = (value: number) => (value - from) / (to - from);
	// Counted: adding up would never end where a step is less than a figure's precision.
	const first = Math.ceil(from / step - ROUNDING);
	const count = Math.floor(to / step + ROUNDING) - first + 1;
	const ticks = Array.from({ length: count }, (_, index) => {
		const value = (first + index) * step;
		return { at: at(value), label: labelOf(value, step) };
	});
	return { at, ticks, isLogarithmic: false };
}

function logarithmic(low: number, high: number): Scale {
	const decades = Math.log10(high / low);
	const first = Math.floor(Math.log10(low));
	const marks = Array.from({ length: Math.ceil(decades) + 2 }, (_, index) => first + index).flatMap(
		(exponent) => (decades < 2 ? [1, 2, 5] : [1]).map((digit) => digit * 10 ** exponent),
	);
	const from = marks.filter((mark) => mark <= low).at(-1) ?? low;
	const to = marks.find((mark) => mark >= high) ?? high;
	const at = (value: number) => Math.log(Math.max(value, from) / from) / Math.log(to / from);
	const shown = marks.filter((mark) => mark >= from && mark <= to);
	const every = Math.ceil(shown.length / (MOST_TICKS + 2));
	const ticks = shown
		.filter((_, index) => index % every === 0)
		.map((mark) => ({ at: at(mark), label: labelOf(mark, mark) }));
	return { at, ticks, isLogarithmic: true };
}

/** The smallest of 1, 2, 5, 10, 20, … by which a range is crossed in so many steps. */
function niceStep(range: number, most: number): number {
	const least = range / most;
	const power = 10 ** Math.floor(Math.log10(least));
	return power * ([1, 2, 5].find((digit) => digit * power >= least) ?? 10);
}

/** @param step between this and the next tick: what a label must tell apart */
function labelOf(value: number, step: number): string {
	if (Math.abs(value) < step * ROUNDING) return '0';
	const decimals = Math.max(0, -Math.floor(Math.log10(step) + ROUNDING));
	if (Math.abs(value) >= LARGE || step < SMALL) {
		const digits =
			Math.floor(Math.log10(Math.abs(value))) - Math.floor(Math.log10(step) + ROUNDING);
		return value.toExponential(Math.min(Math.max(digits, 0), 15)).replace('e+', 'e');
	}
	return value.toLocaleString('en-US', {
		minimumFractionDigits: decimals,
		maximumFractionDigits: decimals,
	});
}
