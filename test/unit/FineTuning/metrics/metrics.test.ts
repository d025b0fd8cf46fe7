import { readEvents } from '../../../../nodes/FineTuning/metrics/events';
import { readResultFile } from '../../../../nodes/FineTuning/metrics/resultFile';
import { sparkline } from '../../../../nodes/FineTuning/metrics/sparkline';
import { inOrder, readStep, type StepMetrics } from '../../../../nodes/FineTuning/metrics/steps';
import { summarize } from '../../../../nodes/FineTuning/metrics/summary';

const aStep = (step: number, more: Record<string, number> = {}): StepMetrics => ({
	step,
	epoch: null,
	trainLoss: null,
	trainAccuracy: null,
	validLoss: null,
	validAccuracy: null,
	...more,
});

describe('a result file', () => {
	const HEADER = 'step,train_loss,train_accuracy,valid_loss,valid_mean_token_accuracy';
	const CSV = `${HEADER}\n1,2.5,0.4,,\n2,1.5,0.6,1.7,0.55\n`;
	const STEPS = [
		aStep(1, { trainLoss: 2.5, trainAccuracy: 0.4 }),
		aStep(2, { trainLoss: 1.5, trainAccuracy: 0.6, validLoss: 1.7, validAccuracy: 0.55 }),
	];

	test.each([
		['plain', CSV],
		['with CRLF', CSV.replaceAll('\n', '\r\n')],
		['with a BOM', `\uFEFF${CSV}`],
		['without a last line end', CSV.trimEnd()],
		['in base64', Buffer.from(CSV).toString('base64')],
		['in base64 of several lines', Buffer.from(CSV).toString('base64').replace(/.{20}/g, '$&\n')],
	])('is read %s', (_, text) => {
		expect(readResultFile(text)).toEqual(STEPS);
	});

	test.each([
		[
			'names of older files',
			'step,training_loss,validation_token_accuracy\n3,1,0.5',
			aStep(3, { trainLoss: 1, validAccuracy: 0.5 }),
		],
		[
			'figures of its own',
			'elapsed_tokens,step,reward_mean\n70,3,0.5',
			aStep(3, { elapsedTokens: 70, rewardMean: 0.5 }),
		],
		['what is no number', 'step,train_loss\n3,nan', aStep(3)],
		['no field error', 'step,error\n3,1', aStep(3)],
	])('gives %s', (_, csv, step) => {
		expect(readResultFile(csv)).toEqual([step]);
	});

	test.each(['', 'oops', '<html></html>', 'a,b\n1,2', '{"messages":[]}', 'stepwise,b\n1,2'])(
		'%p is none',
		(text) => {
			expect(readResultFile(text)).toBeNull();
		},
	);
});

describe('events', () => {
	const event = (data: unknown) => ({ id: 'e', created_at: 1, level: 'info', message: '', data });

	test('those with a step count', () => {
		const events = [
			event({ step: 2, total_steps: 6, train_loss: 1, full_valid_loss: 1.2 }),
			event({}),
			event(null),
			event({ step: 1, total_steps: 6, train_loss: 2, train_mean_token_accuracy: 0.5 }),
		];
		expect(readEvents(events)).toEqual({
			totalSteps: 6,
			steps: [
				aStep(1, { trainLoss: 2, trainAccuracy: 0.5 }),
				aStep(2, { trainLoss: 1, fullValidLoss: 1.2 }),
			],
		});
	});

	test('nothing told yet', () => {
		expect(readEvents([event({ step: 'x' })])).toEqual({ totalSteps: null, steps: [] });
	});
});

test('steps stand in order, once each, with their epochs', () => {
	const steps = [aStep(4), aStep(1), aStep(2, { trainLoss: 1 }), aStep(2, { trainLoss: 2 })];
	const ordered = inOrder(steps, { totalSteps: 4, epochs: 2 });
	expect(ordered.map(({ step, epoch }) => [step, epoch])).toEqual([
		[1, 1],
		[2, 1],
		[4, 2],
	]);
	expect(ordered[1]?.trainLoss).toBe(2);
});

test.each([
	[{ totalSteps: null, epochs: 2 }, null],
	[{ totalSteps: 9, epochs: null }, null],
	[{ totalSteps: 2, epochs: 2 }, null],
	[{ totalSteps: 3, epochs: 3 }, 3],
])('the epoch of step 3 of %p is %p', (extent, epoch) => {
	expect(inOrder([aStep(3)], extent)[0]?.epoch).toBe(epoch);
});

test.each([[{}], [{ step: null }], [{ step: '' }], [{ step: 'one' }]])(
	'%p is no step',
	(figures) => {
		expect(readStep(figures)).toBeNull();
	},
);

test.each<[number[], number, string]>([
	[[], 20, ''],
	[[1], 20, '▁'],
	[[2, 2, 2], 20, '▁▁▁'],
	[[5, 4, 3, 2, 1, 0], 20, '▇▆▅▃▂▁'],
	[[0, 10], 20, '▁▇'],
	[[4, 4, 2, 2, 0, 0], 3, '▇▅▁'],
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
