import fc from 'fast-check';

import { splitRows } from '../../../../nodes/FineTuning/dataset/split';
import { toEnd } from './check';

interface Row {
	text: string;
}

const textOf = ({ text }: Row) => text;
const split = (rows: Row[], share: number, seed = 42) =>
	toEnd(splitRows(rows, { textOf, share, seed }));
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

describe('by a group', () => {
	const customers = Array.from({ length: 120 }, (_, index) => ({
		text: `row ${index % 100}`,
		customer: index % 7 === 0 ? undefined : `customer ${index % 23}`,
	}));
	const splitByCustomer = (seed: number, share = 0.2) =>
		toEnd(splitRows(customers, { textOf, groupOf: ({ customer }) => customer, share, seed }));

	test('nobody, and no text, is on both sides', () => {
		fc.assert(
			fc.property(seed, (number) => {
				const { training, validation } = splitByCustomer(number);
				const known = new Set(training.map(({ customer }) => customer));
				expect(validation.filter(({ customer }) => customer && known.has(customer))).toEqual([]);
				const taught = new Set(training.map(textOf));
				expect(validation.filter((row) => taught.has(row.text))).toEqual([]);
				expect(training.length + validation.length).toBe(customers.length);
				expect(validation.length).toBeGreaterThan(0);
			}),
		);
	});

	test('one group alone gives nothing to put aside', () => {
		const rowsOfOne = rowsOf('a', 'b', 'c');
		const options = { textOf, groupOf: () => 'same', share: 0.5, seed: 1 };
		expect(toEnd(splitRows(rowsOfOne, options))).toEqual({ training: rowsOfOne, validation: [] });
	});

	test('a customer stays where it was when it gets more rows', () => {
		const before = new Set(splitByCustomer(1).validation.map(({ customer }) => customer));
		const more = [...customers, { text: 'new', customer: [...before].find(Boolean) }];
		const options = {
			textOf,
			groupOf: (row: (typeof customers)[number]) => row.customer,
			share: 0.25,
			seed: 1,
		};
		const after = new Set(toEnd(splitRows(more, options)).validation.map((row) => row.customer));
		expect([...before].filter((one) => one && after.has(one)).length).toBeGreaterThan(0);
	});
});
