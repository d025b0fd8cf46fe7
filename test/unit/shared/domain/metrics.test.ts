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
	[3, { totalSteps: null, epochs: 2 }, null],
	[3, { totalSteps: 9, epochs: null }, null],
	[3, { totalSteps: 2, epochs: 2 }, null],
	[3, { totalSteps: 3, epochs: 3 }, 3],
	[1, { totalSteps: 3, epochs: 3 }, 1],
	[0, { totalSteps: 3, epochs: 3 }, null],
])('the epoch of step %d of %p is %p', (step, extent, epoch) => {
	expect(inOrder([aStep(step)], extent)[0]?.epoch).toBe(epoch);
});
