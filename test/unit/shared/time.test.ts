import fc from 'fast-check';

import { ago, humanDuration, isoTime, unixSeconds } from '../../../nodes/shared/time';

test.each([
	[0, '1970-01-01T00:00:00.000Z'],
	[1_700_000_000, '2023-11-14T22:13:20.000Z'],
	[1_700_000_000.5, '2023-11-14T22:13:20.500Z'],
])('%d Unix seconds are %s', (seconds, text) => {
	expect(isoTime(seconds)).toBe(text);
});

test.each([[null], [undefined], [Number.NaN], [Number.POSITIVE_INFINITY], [1e300]])(
	'%p is no time',
	(seconds) => {
		expect(isoTime(seconds)).toBeNull();
	},
);

test.each([
	['1970-01-01T00:00:10Z', 10],
	['1970-01-01T00:00:10.5Z', 10.5],
	['1970-01-01T01:00:10+01:00', 10],
	['1970-01-01T01:00:10+0100', 10],
	// As servers write it in Python, to the microsecond and without a zone.
	['1970-01-01T00:00:10.250000', 10.25],
	['1970-01-01', null],
	['10', null],
	['1970-13-01T00:00:00Z', null],
	['', null],
	[10, null],
	[null, null],
])('%p is %p Unix seconds', (text, seconds) => {
	expect(unixSeconds(text)).toBe(seconds);
});

test('any representable second survives the way to ISO 8601 and back', () => {
	fc.assert(
		fc.property(fc.integer({ min: -8_640_000_000_000, max: 8_640_000_000_000 }), (seconds) => {
			expect(Date.parse(isoTime(seconds) ?? '') / 1000).toBe(seconds);
		}),
	);
});

test.each([
	[-5, '0 s'],
	[0, '0 s'],
	[0.4, '0 s'],
	[45, '45 s'],
	[59.4, '59 s'],
	[59.6, '1 min'],
	[60, '1 min'],
	[720, '12 min'],
	[3569, '59 min'],
	[3570, '1 h'],
	[3600, '1 h'],
	[11_100, '3 h 5 min'],
	[86_369, '23 h 59 min'],
	[86_370, '1 d'],
	[86_400, '1 d'],
	[187_200, '2 d 4 h'],
	[31_536_000, '365 d'],
])('%d seconds read as %s', (seconds, text) => {
	expect(humanDuration(seconds)).toBe(text);
});

test('a span never reads as sixty of a unit or as a lone remainder', () => {
	fc.assert(
		fc.property(fc.double({ min: 0, max: 1e9, noNaN: true }), (seconds) => {
			expect(humanDuration(seconds)).toMatch(
				/^([1-5]?\d (s|min)|(1?\d|2[0-3]) h( [1-5]?\d min)?|[1-9]\d* d( (1?\d|2[0-3]) h)?)$/,
			);
		}),
	);
});

test.each([
	[1000, '1 min ago'],
	[null, ''],
	[undefined, ''],
])('how long ago %p was at 1060: %p', (seconds, expected) => {
	expect(ago(seconds, 1060)).toBe(expected);
});
