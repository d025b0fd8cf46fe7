import { consequence } from '../../../../../../nodes/FineTuning/actions/model/evaluate/askModels';
import { spread } from '../../../../../../nodes/FineTuning/actions/model/evaluate/readExamples';

test.each([
	['400', undefined, 'refused'],
	['413', undefined, 'refused'],
	['422', undefined, 'refused'],
	['401', 'credential-invalid', 'fatal'],
	['402', undefined, 'fatal'],
	['403', 'credential-invalid', 'fatal'],
	['404', 'configuration-invalid', 'fatal'],
	['405', 'configuration-invalid', 'fatal'],
	['307', 'configuration-invalid', 'fatal'],
	['429', 'quota-exhausted', 'fatal'],
	['429', 'rate-limited', 'unanswered'],
	['408', undefined, 'unanswered'],
	['409', undefined, 'unanswered'],
	['425', undefined, 'unanswered'],
	['500', 'temporarily-unavailable', 'unanswered'],
	['529', 'temporarily-unavailable', 'unanswered'],
	['200', 'configuration-invalid', 'unanswered'],
	[null, 'temporarily-unavailable', 'unanswered'],
	[undefined, undefined, 'unanswered'],
] as const)('%s with %s: %s', (httpCode, cause, expected) => {
	expect(consequence(httpCode, cause)).toBe(expected);
});

describe('examples are taken from all over the file', () => {
	test.each([
		[0, 5, []],
		[3, 5, [0, 1, 2]],
		[5, 5, [0, 1, 2, 3, 4]],
		[1, 1, [0]],
	])('of %i, %i', (total, most, expected) => {
		expect(spread(total, most)).toEqual(expected);
	});

	test.each([
		[10, 3],
		[101, 100],
		[4_000, 100],
		[12_345, 1_000],
	])('of %i, %i: one of each stretch', (total, most) => {
		const taken = spread(total, most);
		expect(new Set(taken).size).toBe(most);
		for (const [index, at] of taken.entries()) {
			expect(at).toBeGreaterThanOrEqual(Math.floor((index * total) / most));
			expect(at).toBeLessThan(Math.floor(((index + 1) * total) / most));
		}
		expect(spread(total, most)).toEqual(taken);
	});

	test.each([2, 3, 4, 5, 6, 10])('a file that repeats after %i lines is met evenly', (period) => {
		const seen = new Array<number>(period).fill(0);
		for (const at of spread(100 * period, 100)) seen[at % period] = (seen[at % period] ?? 0) + 1;
		expect(Math.min(...seen)).toBeGreaterThan((100 / period) * 0.8);
		expect(Math.max(...seen)).toBeLessThan((100 / period) * 1.2);
	});
});
