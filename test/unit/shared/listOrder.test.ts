import { LATENESS, ListOrder } from '../../../nodes/shared/listOrder';

/** So many jobs, newest first, a minute apart. */
const falling = (count: number) =>
	Array.from({ length: count }, (_, index) => 100_000 - index * 60);

function orderOf(created: readonly number[], to = 0): ListOrder {
	const order = new ListOrder(to);
	for (const one of created) order.push(one);
	return order;
}

const swapped = (list: readonly number[]) =>
	list.map((one, index) => list[index % 2 === 0 ? index + 1 : index - 1] ?? one);

test.each<[string, number[], boolean]>([
	['newest first', falling(20), true],
	['too short to tell', falling(19), false],
	['oldest first', falling(100).reverse(), false],
	['of one second', falling(100).fill(7), false],
	['of pairs that changed places', swapped(falling(100)), true],
	['with one job dated ahead', [900_000, ...falling(99)], true],
	['with one job dated long ago', [...falling(50), 1, ...falling(100).slice(50)], true],
	[
		'late by as much as is allowed',
		[...falling(20), ...falling(20).map((one) => one - 900 + LATENESS)],
		true,
	],
	[
		'late by a second more',
		[...falling(20), ...falling(20).map((one) => one - 899 + LATENESS)],
		false,
	],
	['shuffled', falling(100).map((_, index) => (index * 37) % 101), false],
])('a list %s', (_, created, newestFirst) => {
	expect(orderOf(created).newestFirst).toBe(newestFirst);
});

test.each<[string, number[], boolean]>([
	['nothing old', falling(50), false],
	['nine old jobs at the end', [...falling(50), ...falling(9).map((one) => one - 60_000)], false],
	['ten', [...falling(50), ...falling(10).map((one) => one - 60_000)], true],
	[
		'a new one among them',
		[...falling(50), ...falling(9).map((one) => one - 60_000), 60_000, 1],
		false,
	],
])('%s: nothing new can follow: %s', (_, created, isPast) => {
	expect(orderOf(created, 50_000).isPast).toBe(isPast);
});

test('in a list of unknown order something new can always follow', () => {
	expect(orderOf(falling(19), 200_000).isPast).toBe(false);
	expect(orderOf(falling(60).reverse(), 200_000).isPast).toBe(false);
});
