import fc from 'fast-check';

import {
	camelKeys,
	asNumber,
	asText,
	camel,
	capital,
	isRecord,
	isWhole,
	mergeDeep,
	shortened,
	shown,
	uncapital,
} from '../../../nodes/shared/text';

test.each([
	[' a ', 'a'],
	[7, '7'],
	[undefined, ''],
	[null, ''],
	[true, ''],
	[{ a: 1 }, ''],
	[['a'], ''],
])('%p as text is %p', (value, expected) => {
	expect(asText(value)).toBe(expected);
});

test.each([
	[7, 7],
	['7', 7],
	['x', Number.NaN],
	[undefined, undefined],
	[null, undefined],
	['', undefined],
	[[], Number.NaN],
	[true, Number.NaN],
])('%p as a number is %p', (value, expected) => {
	expect(asNumber(value)).toBe(expected);
});

test.each<[unknown, boolean]>([
	[1, true],
	[5, true],
	[0, false],
	[6, false],
	[2.5, false],
	['3', false],
	[null, false],
	[Number.NaN, false],
])('%p is a whole number from 1 to 5: %p', (value, expected) => {
	expect(isWhole(value, 1, 5)).toBe(expected);
});

test.each([
	[7, '7'],
	['x', 'x'],
	[null, 'null'],
	[undefined, 'undefined'],
	[{ toString: 0 }, 'not a plain value'],
])('%p is shown as %p', (value, expected) => {
	expect(shown(value)).toBe(expected);
});

test.each([
	[{}, true],
	[[], false],
	[null, false],
	['a', false],
])('%p is an object with names: %p', (value, expected) => {
	expect(isRecord(value)).toBe(expected);
});

test.each([
	['train_loss', 'trainLoss'],
	['top_5_accuracy', 'top5Accuracy'],
	['step', 'step'],
	['_x', 'X'],
	['a__b', 'a_B'],
	['', ''],
])('the name %p is written %p', (name, expected) => {
	expect(camel(name)).toBe(expected);
});

test.each([
	['job', 'Job', 'job'],
	['Check it', 'Check it', 'check it'],
	['', '', ''],
])('%p begins large as %p, small as %p', (text, large, small) => {
	expect([capital(text), uncapital(text)]).toEqual([large, small]);
});

test.each<[string, Record<string, unknown>, Record<string, unknown>, Record<string, unknown>]>([
	['objects are merged', { a: { b: 1, c: 2 } }, { a: { c: 3 } }, { a: { b: 1, c: 3 } }],
	['lists are replaced', { a: [1, 2] }, { a: [3] }, { a: [3] }],
	['a value gives way to an object', { a: 1 }, { a: { b: 2 } }, { a: { b: 2 } }],
	['an object gives way to a value', { a: { b: 2 } }, { a: 'auto' }, { a: 'auto' }],
	['an object gives way to null', { a: { b: 2 } }, { a: null }, { a: null }],
	['a list is no object', { a: { b: 2 } }, { a: [1] }, { a: [1] }],
])('in a merge %s', (_, base, over, merged) => {
	expect(mergeDeep(base, over)).toEqual(merged);
});

test('a field called __proto__ cannot reach a prototype', () => {
	const over: Record<string, unknown> = JSON.parse('{"__proto__":{"evil":1},"a":{"__proto__":1}}');
	const merged = mergeDeep({ a: {} }, over);
	expect(Object.getPrototypeOf(merged)).toBe(Object.prototype);
	expect(merged).toEqual({ a: {} });
	expect({}).not.toHaveProperty('evil');
});

const anyKey = fc.constantFrom('a', 'b', 'c', 'd');
const anyObject = fc.object({ key: anyKey, maxDepth: 3, values: [fc.nat(), fc.constant(null)] });
const anyRecord = anyObject.map((object) => ({ ...object }) as Record<string, unknown>);

/** The values at all ends of an object, by their paths. */
function ends(value: unknown, path = ''): Map<string, unknown> {
	if (typeof value !== 'object' || value === null || Array.isArray(value)) {
		return new Map([[path, value]]);
	}
	const inner = Object.entries(value).flatMap(([key, part]) => [...ends(part, `${path}/${key}`)]);
	return new Map(inner);
}

test('a merge keeps everything that is not overridden and has everything that is laid over', () => {
	fc.assert(
		fc.property(anyRecord, anyRecord, (base, over) => {
			const before = structuredClone([base, over]);
			const merged = ends(mergeDeep(base, over));
			const above = ends(over);
			for (const [path, value] of above) expect(merged.get(path)).toEqual(value);
			for (const [path, value] of ends(base)) {
				const overridden = [...above.keys()].some(
					(key) => path === key || path.startsWith(`${key}/`) || key.startsWith(`${path}/`),
				);
				if (!overridden && !below(over, path)) expect(merged.get(path)).toEqual(value);
			}
			expect([base, over]).toEqual(before);
		}),
	);
});

/** Whether an empty object stands in place of the value at a path. */
function below(over: Record<string, unknown>, path: string): boolean {
	let inner: unknown = over;
	for (const key of path.split('/').slice(1)) {
		if (typeof inner !== 'object' || inner === null || !(key in inner)) return false;
		inner = Object.entries(inner).find(([name]) => name === key)?.[1];
	}
	return true;
}

test.each([
	['short', 'short'],
	['x'.repeat(200), 'x'.repeat(200)],
	[`${'a'.repeat(150)}${'b'.repeat(150)}`, `${'a'.repeat(100)}…${'b'.repeat(100)}`],
	[
		`${'a'.repeat(99)}😀${'b'.repeat(200)}😀${'c'.repeat(99)}`,
		`${'a'.repeat(99)}…${'c'.repeat(99)}`,
	],
	[`😀${'a'.repeat(300)}😀`, `😀${'a'.repeat(98)}…${'a'.repeat(98)}😀`],
])('of a long text head and tail are shown', (text, expected) => {
	expect(shortened(text)).toBe(expected);
});

test("an object's keys become camel case at every depth, and its values stay", () => {
	const value = {
		n_epochs: 'auto',
		lr_scheduler: { min_lr_ratio: [{ a_b: 'c_d' }] },
		packing: null,
	};
	expect(camelKeys(value)).toEqual({
		nEpochs: 'auto',
		lrScheduler: { minLrRatio: [{ aB: 'c_d' }] },
		packing: null,
	});
	expect(camelKeys(null)).toBeNull();
});
