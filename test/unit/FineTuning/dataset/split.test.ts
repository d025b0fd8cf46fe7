import fc from 'fast-check';

import { splitRows } from '../../../../nodes/FineTuning/dataset/split';

interface Row {
	text: string;
}

const textOf = ({ text }: Row) => text;
const split = (rows: Row[], share: number, seed = 42) => splitRows(rows, textOf, share, seed);
const rowsOf = (...texts: string[]) => texts.map((text) => ({ text }));
const many = Array.from({ length: 200 }, (_, index) => ({ text: `row ${index}` }));

const rows = fc
	.array(fc.string({ maxLength: 3 }), { maxLength: 60 })
	.map((texts) => rowsOf(...texts));
const share = fc.double({ min: 0, max: 0.9, noNaN: true });
const seed = fc.integer();

test('every row is in one part, in its order, and equal rows are in the same part', () => {
	fc.assert(
		fc.property(rows, share, seed, (all, part, number) => {
			const { training, validation } = split(all, part, number);
			const inTraining = new Set(training);
			const inValidation = new Set(validation);
			expect(training).toEqual(all.filter((row) => inTraining.has(row)));
			expect(validation).toEqual(all.filter((row) => inValidation.has(row)));
			expect(all.filter((row) => inTraining.has(row) === inValidation.has(row))).toEqual([]);
			const taught = new Set(training.map(textOf));
			expect(validation.filter(({ text }) => taught.has(text))).toEqual([]);
		}),
	);
});

test('the same rows and seed give the same parts, in whatever order the rows come', () => {
	fc.assert(
		fc.property(rows, share, seed, (all, part, number) => {
			const texts = (found: Row[]) => found.map(textOf).sort();
			const once = split(all, part, number);
			expect(split(all, part, number)).toEqual(once);
			expect(texts(split([...all].reverse(), part, number).validation)).toEqual(
				texts(once.validation),
			);
		}),
	);
});

test('both parts have rows as soon as there are two different ones', () => {
	const positive = fc.double({ min: 0.001, max: 0.9, noNaN: true });
	fc.assert(
		fc.property(rows, positive, (all, part) => {
			const { training, validation } = split(all, part);
			const different = new Set(all.map(textOf)).size;
			expect(validation.length > 0).toBe(different > 1);
			expect(training.length > 0).toBe(all.length > 0);
		}),
	);
});

test.each([
	[0, 0],
	[0.001, 1],
	[0.1, 20],
	[0.5, 100],
	[0.9, 180],
])('a share of %d of 200 rows is %d', (part, count) => {
	expect(split(many, part).validation).toHaveLength(count);
});

test('another seed chooses other rows', () => {
	expect(split(many, 0.1, 1).validation).not.toEqual(split(many, 0.1, 2).validation);
});

test('most rows stay where they were when rows are added', () => {
	const before = new Set(split(many, 0.1).validation.map(textOf));
	const more = [...many, ...Array.from({ length: 20 }, (_, index) => ({ text: `new ${index}` }))];
	const stayed = split(more, 0.1).validation.filter(({ text }) => before.has(text));
	expect(stayed.length).toBeGreaterThanOrEqual(15);
});

test('a row that fills the file is not put aside', () => {
	const all = [...rowsOf(...Array.from({ length: 50 }, () => 'same')), ...rowsOf('a', 'b')];
	expect(split(all, 0.02).validation.map(textOf)).not.toContain('same');
});
