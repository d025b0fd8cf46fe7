import {
	layOut,
	thinned,
	type ChartData,
	type Place,
	type Point,
} from '../../../../nodes/FineTuning/chart/chart';

const points = (...values: number[]): Point[] =>
	values.map((value, index) => ({ step: index + 1, value }));

const data = (given: Partial<ChartData>): ChartData => ({
	title: 'a model',
	subtitle: 'ftjob-1',
	measure: 'loss',
	train: [],
	valid: [],
	best: undefined,
	...given,
});

const BEST = { step: 3, value: 0.5 };

test('both curves and the best step', () => {
	const chart = layOut(
		data({ train: points(2, 1, 0.6, 0.4, 0), valid: [{ step: 1, value: 1 }, BEST], best: BEST }),
	);
	expect(chart).toMatchObject({
		title: 'a model',
		subtitle: 'ftjob-1',
		measure: 'Loss',
		curves: [
			{
				of: 'training',
				name: 'Training loss',
				places: [
					[0, 1],
					[0.25, 0.5],
					[0.5, 0.3],
					[0.75, 0.2],
					[1, 0],
				],
			},
			{
				of: 'validation',
				name: 'Validation loss',
				places: [
					[0, 0.5],
					[0.5, 0.25],
				],
			},
		],
		best: { place: [0.5, 0.25], label: 'Best 0.5 at step 3' },
	});
});

test.each<[string, Partial<ChartData>]>([
	['nothing', {}],
	['nothing that is a number', { train: points(Number.NaN, Number.POSITIVE_INFINITY) }],
	['nothing that can be drawn', { train: points(1e300), valid: [{ step: 1e300, value: 1 }] }],
])('%s gives no chart', (_, given) => {
	expect(layOut(data(given))).toBeNull();
});

test.each<[string, Partial<ChartData>, string[], string]>([
	['without validation', { train: points(2, 1) }, ['Training loss'], 'Loss'],
	['of a validation only', { valid: points(2, 1) }, ['Validation loss'], 'Loss'],
	['of rewards', { measure: 'reward', train: points(0, 1) }, ['Training reward'], 'Reward'],
	['with a spike', { train: points(1e4, 2, 1, 1) }, ['Training loss'], 'Loss (log scale)'],
])('a chart %s', (_, given, names, measure) => {
	const chart = layOut(data(given));
	expect(chart?.curves.map(({ name }) => name)).toEqual(names);
	expect(chart?.measure).toBe(measure);
	expect(chart?.best).toBeUndefined();
});

test('a single step is a place in the middle', () => {
	const chart = layOut(data({ train: points(1.3) }));
	expect(chart?.curves[0]?.places).toEqual([[0.5, 0.5]]);
});

test('what is no number is left out, and the curve goes on', () => {
	const chart = layOut(data({ train: points(2, Number.NaN, 1e200, 0) }));
	expect(chart?.curves[0]?.places).toEqual([
		[0, 1],
		[1, 0],
	]);
});

test.each([
	[0.123456, 12_345, 'Best 0.123 at step 12,345'],
	[1, 1, 'Best 1 at step 1'],
	[0.0000012345, 2, 'Best 0.00000123 at step 2'],
])('a best of %p at step %p', (value, step, label) => {
	const best = { step, value };
	expect(layOut(data({ valid: [best], best }))?.best?.label).toBe(label);
});

describe('thousands of places', () => {
	const many = Array.from(
		{ length: 50_000 },
		(_, index): Place => [index / 49_999, Math.abs(Math.sin(index * 12.9898) * 0.8)],
	);
	many[31_234] = [31_234 / 49_999, 1];
	many[31_236] = [31_236 / 49_999, -1];
	const kept = thinned(many);

	test('become some that look the same: first, last and every extreme are kept, in order', () => {
		expect(kept.length).toBeLessThanOrEqual(2004);
		expect(kept[0]).toBe(many[0]);
		expect(kept.at(-1)).toBe(many.at(-1));
		expect(kept).toContain(many[31_234]);
		expect(kept).toContain(many[31_236]);
		expect(kept.map(([x]) => x)).toEqual(kept.map(([x]) => x).sort((a, b) => a - b));
	});

	test('keep the lowest and the highest of each column', () => {
		const range = (places: readonly Place[]) => {
			const values = places.filter(([x]) => Math.floor(x * 500) === 77).map(([, y]) => y);
			return [Math.min(...values), Math.max(...values)];
		};
		expect(range(kept)).toEqual(range(many));
	});
});

test('of a column the first, the lowest, the highest and the last are kept, the first of equals', () => {
	const crowd = Array.from({ length: 1001 }, (_, index): Place => [index / 1_000_000, 0.5]);
	for (const [at, value] of [
		[300, 0.9],
		[400, 0.9],
		[600, 0.1],
		[700, 0.1],
	] as const) {
		crowd[at] = [at / 1_000_000, value];
	}
	expect(thinned(crowd)).toEqual([0, 300, 600, 1000].map((at) => crowd[at]));
});

test('a thousand places are all drawn', () => {
	const places = Array.from({ length: 1000 }, (_, index): Place => [index / 1_000_000, 0.5]);
	expect(thinned(places)).toEqual(places);
});
