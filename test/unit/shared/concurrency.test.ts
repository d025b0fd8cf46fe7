import fc from 'fast-check';

import { mapConcurrently } from '../../../nodes/shared/concurrency';

/** Resolves after a number of turns of the event loop's microtasks. */
async function turns(count: number): Promise<void> {
	for (let turn = 0; turn < count; turn += 1) await Promise.resolve();
}

const never = () => false;

test('results stand in the order of the items, whichever ends first', async () => {
	const results = await mapConcurrently(
		[9, 1, 5],
		3,
		async (wait, index) => {
			await turns(wait);
			return `${index}:${wait}`;
		},
		never,
	);
	expect(results).toEqual(['0:9', '1:1', '2:5']);
});

test('no items are no work', async () => {
	const work = jest.fn(async () => await Promise.resolve(1));
	expect(await mapConcurrently([], 10, work, never)).toEqual([]);
	expect(work).not.toHaveBeenCalled();
});

test('every item is worked on once, and never more at once than allowed', async () => {
	await fc.assert(
		fc.asyncProperty(
			fc.array(fc.nat({ max: 9 }), { maxLength: 30 }),
			fc.integer({ min: 1, max: 12 }),
			async (waits, atOnce) => {
				let running = 0;
				let most = 0;
				const results = await mapConcurrently(
					waits,
					atOnce,
					async (wait, index) => {
						running += 1;
						most = Math.max(most, running);
						await turns(wait);
						running -= 1;
						return index;
					},
					never,
				);
				expect(results).toEqual(waits.map((_, index) => index));
				expect(most).toBe(Math.min(atOnce, waits.length));
			},
		),
	);
});

test('one at a time, the item after a failure is never started', async () => {
	const started: string[] = [];
	const results = await mapConcurrently(
		['a', 'bad', 'c'],
		1,
		async (item) => {
			started.push(item);
			return await Promise.resolve(item);
		},
		(result) => result === 'bad',
	);
	expect(started).toEqual(['a', 'bad']);
	expect(results).toStrictEqual(['a', 'bad', undefined]);
});

test('what runs beside a failure is awaited and kept, but nothing new is started', async () => {
	const results = await mapConcurrently(
		[20, 0, 1, 1],
		2,
		async (wait) => {
			await turns(wait);
			return wait;
		},
		(wait) => wait === 0,
	);
	expect(results).toStrictEqual([20, 0, undefined, undefined]);
});
