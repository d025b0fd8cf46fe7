import {
	addLoss,
	worthReadingOn,
	type Reading,
} from '../../../../../../nodes/FineTuning/actions/job/wait/readOn';

const reading = (changes: Partial<Reading>): Reading => ({
	unseen: [],
	lost: 0,
	first: 1100,
	last: 1000,
	...changes,
});
const unknown = (count: number) => new Array<undefined>(count).fill(undefined);

test.each<[string, Partial<Reading>, boolean]>([
	['nothing is left to find', {}, false],
	['two known jobs lie on the next page', { unseen: [990, 980] }, true],
	['one known job lies there: a call either way', { unseen: [990] }, false],
	['known jobs lie far away', { unseen: [10, 5] }, false],
	['many known jobs lie some pages away', { unseen: [700, 690, 680, 670, 660], lost: 3 }, true],
	['the page was worth it', { unseen: unknown(2) }, true],
	['one is left', { unseen: unknown(1) }, false],
	['few are left and the page showed none', { unseen: unknown(39), lost: 1 }, false],
	['many are left and the page showed none', { unseen: unknown(40), lost: 1 }, true],
	['many are left, but pages were in vain', { unseen: unknown(59), lost: 2 }, false],
	['many lie far away, as it seems', { unseen: new Array<number>(20).fill(-1e6) }, true],
	['some lie far away, as it seems', { unseen: new Array<number>(19).fill(-1e6) }, false],
	['the list rises, so times tell nothing', { unseen: [990, 980], first: 900, lost: 1 }, false],
	['the list rises and the page was worth it', { unseen: [990, 980], first: 900 }, true],
	['known ones are far and unknown ones near', { unseen: [5, ...unknown(2)] }, true],
])('reads on or not when %s', (_, changes, on) => {
	expect(worthReadingOn(reading(changes))).toBe(on);
});

test.each([
	[0, 0, 1],
	[3, 0, 4],
	[3, 1, 3],
	[3, 2, 2],
	[3, 100, 0],
	[0, 1, 0],
])('after %i lost calls, a page with %i jobs makes it %i', (lost, found, then) => {
	expect(addLoss(lost, found)).toBe(then);
});
