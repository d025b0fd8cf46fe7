import fc from 'fast-check';
import { DateTime } from 'luxon';

import { ago, humanDuration, isoTime, readMoment, unixSeconds } from '../../../nodes/shared/time';

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
	['+001970-01-01T00:00:10Z', null],
	[['1970-01-01T00:00:10Z'], null],
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

/** 2026-11-24T08:30:00Z */
const MOMENT = 1_795_509_000;

test.each<[unknown]>([
	['2026-11-24T08:30:00Z'],
	['2026-11-24T08:30:00.000+00:00'],
	['2026-11-24T14:00:00+05:30'],
	['2026-11-24T17:30:00'],
	['2026-11-24T17:30'],
	['2026-11-24T17:30:00.000000000'],
	[' 2026-11-24 17:30 '],
	['2026-11-24 17:30:00'],
	[new Date(MOMENT * 1000)],
	[DateTime.fromSeconds(MOMENT)],
	[DateTime.fromSeconds(MOMENT, { zone: 'America/New_York' })],
	[MOMENT],
	[MOMENT * 1000],
	[String(MOMENT)],
	[String(MOMENT * 1000)],
])('in Tokyo, %p is a moment of 08:30 UTC', (value) => {
	expect(readMoment(value, 'Asia/Tokyo')).toBe(MOMENT);
});

test.each([
	[99_999_999, null],
	[100_000_000, 100_000_000],
	[100_000_000_000, 100_000_000_000],
	// From here on, milliseconds.
	[100_000_000_001, 100_000_000.001],
])('the number %d is a moment in seconds: %p', (value, seconds) => {
	expect(readMoment(value, 'UTC')).toBe(seconds);
});

test.each([
	['Europe/Berlin', '2026-11-24', '2026-11-23T23:00:00Z'],
	['Europe/Berlin', '2026-07-01', '2026-06-30T22:00:00Z'],
	['America/New_York', '2026-11-24', '2026-11-24T05:00:00Z'],
	// Within the hour that daylight saving leaves out.
	['Europe/Berlin', '2026-03-29T02:30', '2026-03-29T01:30:00Z'],
])('in %s, %s is %s', (zone, text, utc) => {
	expect(readMoment(text, zone)).toBe(Date.parse(utc) / 1000);
});

test.each<[unknown]>([
	['yesterday'],
	['24.11.2026'],
	['2026-13-01'],
	['2026-02-30'],
	['10:00'],
	['T1730'],
	['2026-11-24 at 17:30'],
	['12'],
	[Number.NaN],
	[Number.POSITIVE_INFINITY],
	[2026],
	[-1],
	[0],
	[new Date('no date')],
	[DateTime.invalid('no date')],
	[true],
	[{}],
	[[2026]],
	[null],
])('%p is no moment', (value) => {
	expect(readMoment(value, 'UTC')).toBeNull();
});
