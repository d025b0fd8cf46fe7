import { inOrder } from '../../../../nodes/shared/domain/metrics';
import { aStep } from '../../builders';

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
