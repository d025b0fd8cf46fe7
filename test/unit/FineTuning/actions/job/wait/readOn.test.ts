import {
	worthReadingOn,
	type Reading,
} from '../../../../../../nodes/FineTuning/actions/job/wait/readOn';

const reading = (changes: Partial<Reading>): Reading => ({
	unseen: [],
	found: 0,
	fruitless: 0,
	first: 1100,
	last: 1000,
	...changes,
});
const unknown = (count: number) => new Array<undefined>(count).fill(undefined);

test.each<[string, Partial<Reading>, boolean]>([
	['nothing is left to find', { found: 100 }, false],
	['two known jobs lie on the next page', { unseen: [990, 980] }, true],
	['one known job lies there: a call either way', { unseen: [990] }, false],
	['known jobs lie far away', { unseen: [10, 5], found: 50 }, false],
	[
		'many known jobs lie some pages away',
		{ unseen: [700, 690, 680, 670, 660], fruitless: 3 },
		true,
	],
	['the page was full of them', { unseen: unknown(2), found: 100 }, true],
	['one is left', { unseen: unknown(1), found: 100 }, false],
	['the page showed one of several', { unseen: unknown(5), found: 1, fruitless: 0 }, true],
	['few are left and the page showed none', { unseen: unknown(20), fruitless: 1 }, false],
	['many are left and the page showed none', { unseen: unknown(21), fruitless: 1 }, true],
	['many are left, but pages were in vain', { unseen: unknown(40), fruitless: 2 }, false],
	[
		'the list rises, so times tell nothing',
		{ unseen: [990, 980], first: 900, fruitless: 1 },
		false,
	],
	['the list rises and shows them', { unseen: [990, 980], first: 900, found: 2 }, true],
	['known ones are far and unknown ones near', { unseen: [5, ...unknown(2)], found: 2 }, true],
])('reads on or not when %s', (_, changes, on) => {
	expect(worthReadingOn(reading(changes))).toBe(on);
});
