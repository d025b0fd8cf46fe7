import { asNumber, asText, isRecord, shown } from '../../../nodes/shared/text';

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
