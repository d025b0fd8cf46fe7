import {
	mcNemarExact,
	wilsonInterval,
} from '../../../../../../nodes/FineTuning/actions/model/evaluate/statistics';

// Expected values: SciPy 1.17.1, binomtest(k, n).proportion_ci(method='wilson').
test.each([
	[0, 1, 0, 0.7934506856227626],
	[1, 1, 0.20654931437723745, 1],
	[0, 10, 0, 0.27753279986288926],
	[10, 10, 0.7224672001371109, 1],
	[1, 10, 0.017876213095072896, 0.4041500267952385],
	[5, 10, 0.236593090512564, 0.7634069094874361],
	[7, 10, 0.39677814746114526, 0.892208732593699],
	[45, 50, 0.7863976856252034, 0.9565242350681095],
	[81, 100, 0.7222115462093562, 0.8748524849023126],
	[333, 1000, 0.3044779033483562, 0.3628002339858192],
	[9999, 10000, 0.9994337311025987, 0.9999823473263989],
])('%i of %i right: from %d to %d', (correct, total, low, high) => {
	const [from, to] = wilsonInterval(correct, total);
	expect(from).toBeCloseTo(low, 12);
	expect(to).toBeCloseTo(high, 12);
	expect(from).toBeGreaterThanOrEqual(0);
	expect(to).toBeLessThanOrEqual(1);
});

// Expected values: SciPy 1.17.1, binomtest(b, b + c, 0.5).pvalue, which is McNemar's exact test.
test.each([
	[0, 0, 1],
	[1, 0, 1],
	[0, 5, 0.0625],
	[6, 0, 0.03125],
	[1, 1, 1],
	[2, 8, 0.109375],
	[1, 8, 0.0390625],
	[10, 3, 0.09228515625],
	[9, 2, 0.0654296875],
	[121, 59, 4.4344492637551645e-6],
	[40, 25, 0.08168153394154003],
	[3000, 2900, 0.19743902484357673],
	[2500, 2500, 1],
])('%i and %i right alone: p = %d', (first, second, p) => {
	expect(mcNemarExact(first, second)).toBeCloseTo(p, 10);
	expect(mcNemarExact(first, second) / p).toBeCloseTo(1, 8);
	expect(mcNemarExact(second, first)).toBe(mcNemarExact(first, second));
});

test('what is too unlikely for a number is 0, and never NaN', () => {
	expect(mcNemarExact(0, 1100)).toBe(0);
	expect(mcNemarExact(20_000, 30_000)).toBe(0);
});
