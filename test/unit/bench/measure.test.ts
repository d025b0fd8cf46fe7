import { growth, median, percentile, ratio, rounded } from '../../bench/measure';

test.each([
	[
		'in proportion',
		[
			[1, 3],
			[10, 30],
			[100, 300],
		],
		1,
	],
	[
		'with the square',
		[
			[1, 2],
			[10, 200],
			[100, 20_000],
		],
		2,
	],
	[
		'not at all',
		[
			[1, 7],
			[10, 7],
			[1000, 7],
		],
		0,
	],
	[
		'with the root',
		[
			[1, 1],
			[100, 10],
		],
		0.5,
	],
	[
		'in proportion, of sizes above 0',
		[
			[0, 5],
			[1, 3],
			[10, 30],
		],
		1,
	],
] as Array<[string, Array<[number, number]>, number]>)(
	'cost that grows %s',
	(_, points, exponent) => {
		expect(growth(points)).toBe(exponent);
	},
);

test('the fit is the best one, not one through the ends', () => {
	expect(
		growth([
			[1, 1],
			[10, 100],
			[100, 100],
		]),
	).toBe(1);
	expect(
		growth([
			[1, 1],
			[2, 1],
			[4, 1],
			[8, 8],
		]),
	).toBe(0.9);
});

test('one size tells no growth', () => {
	expect(growth([[10, 3]])).toBeNaN();
});

test('middle values and percentiles', () => {
	expect(median([9, 1, 5])).toBe(5);
	expect(
		percentile(
			Array.from({ length: 100 }, (__, nth) => nth),
			95,
		),
	).toBe(95);
	expect(percentile([3], 95)).toBe(3);
	expect(median([])).toBe(0);
	expect([rounded(1.26), rounded(123.4)]).toEqual([1.3, 123]);
});

test('a ratio is taken round by round', () => {
	// Each round twice the time, while the machine became ten times slower.
	expect(ratio([2, 20, 200], [1, 10, 100])).toBe(2);
});
