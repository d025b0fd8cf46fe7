import {
	sparkline,
	summarize,
} from '../../../../../../nodes/FineTuning/actions/job/getMetrics/summary';
import type { StepMetrics } from '../../../../../../nodes/shared/domain/metrics';
import { aStep } from '../../../../builders';

test.each<[number[], number, string]>([
	[[], 20, ''],
	[[1], 20, '▁'],
	[[2, 2, 2], 20, '▁▁▁'],
	[[5, 4, 3, 2, 1, 0], 20, '▇▆▅▃▂▁'],
	[[0, 10], 20, '▁▇'],
	[[4, 4, 2, 2, 0, 0], 3, '▇▅▁'],
	[[6, 6, 0, 0, 3, 3], 3, '▇▁▅'],
	[[3, 1, 1], 2, '▇▁'],
])('the curve of %p in %i columns is %p', (values, width, curve) => {
	expect(sparkline(values, width)).toBe(curve);
});

describe('a summary', () => {
	const losses = (name: string, values: number[]) =>
		values.map((value, index) => aStep(index + 1, { trainLoss: 5 - index, [name]: value }));

	test.each<[string, StepMetrics[], Record<string, unknown>]>([
		[
			'nothing',
			[],
			{
				steps: 0,
				firstTrainLoss: null,
				overfitting: null,
				sparkline: '',
				summary: 'No training metrics yet',
			},
		],
		[
			'no validation',
			[aStep(1, { trainLoss: 2 }), aStep(2, { trainLoss: 1 })],
			{
				steps: 2,
				firstTrainLoss: 2,
				lastTrainLoss: 1,
				bestValidLoss: null,
				bestValidStep: null,
				overfitting: null,
				summary: 'Training loss 2.000 → 1.000 at step 2 ▇▁',
			},
		],
		['one validation', losses('validLoss', [3]), { bestValidLoss: 3, overfitting: null }],
		[
			'a falling validation',
			losses('validLoss', [3, 2, 1]),
			{
				firstValidLoss: 3,
				lastValidLoss: 1,
				bestValidLoss: 1,
				bestValidStep: 3,
				overfitting: false,
			},
		],
		[
			'a rising validation',
			losses('validLoss', [3, 2, 2.2]),
			{
				steps: 3,
				lastTrainLoss: 3,
				bestValidLoss: 2,
				bestValidStep: 2,
				overfitting: true,
				summary:
					'Training loss 5.000 → 3.000 at step 3 ▇▅▁, best validation loss 2.000 at step 2, rose after that (over-fitting)',
			},
		],
		[
			'noise after the best',
			losses('validLoss', [3, 2, 2.09]),
			{ bestValidStep: 2, overfitting: false },
		],
		['two validations', losses('validLoss', [2, 2.2]), { overfitting: true }],
		['a rise of 5 %', losses('validLoss', [1, 1.05]), { overfitting: false }],
		['losses below 0 that fall', losses('validLoss', [-1, -2]), { overfitting: false }],
		[
			'the whole file first',
			losses('validLoss', [3, 2, 1]).map((one, at) => ({
				...one,
				fullValidLoss: [9, 8, 9][at] ?? null,
			})),
			{ bestValidLoss: 8, bestValidStep: 2, overfitting: true },
		],
		[
			'the whole file once only',
			losses('validLoss', [3, 2, 1]).map((one, at) => ({
				...one,
				...(at === 2 && { fullValidLoss: 7 }),
			})),
			{ bestValidLoss: 1 },
		],
	])('of %s', (_, steps, summary) => {
		expect(summarize(steps)).toMatchObject(summary);
	});
});
