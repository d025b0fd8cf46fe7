import { fitted, widthOf } from '../../../../nodes/FineTuning/chart/text';

test.each([
	['', 0],
	["ijlI.,:;'|! ", 12 * 0.3],
	['frt()[]/-', 9 * 0.42],
	['abcdeghknopqsuvxyz', 18 * 0.62],
	['ABCDEFGHJKLNOPQRSTUVXYZ0123456789_&#%', 37 * 0.72],
	['mwMW@…', 6 * 0.95],
])('the letters of %p are %d wide', (letters, width) => {
	expect(widthOf(letters)).toBeCloseTo(width, 9);
});

describe('a text', () => {
	test.each([
		['that fits is left as it is', 'gpt-4.1-mini', 30, 'gpt-4.1-mini'],
		['that just fits, too', 'gpt-4.1-mini', widthOf('gpt-4.1-mini'), 'gpt-4.1-mini'],
		['in letters that the font lacks', 'modèle 模型\n\u0000', 30, 'modèle ????'],
		['that is empty', '', 30, ''],
		['of signs that are two units long', '👍', 30, '?'],
		['that is too long keeps as much as fits', 'abcdefgh', widthOf('abc…fgh'), 'abc…fgh'],
		['however narrow the place keeps two letters', 'abcdefgh', 0, 'a…h'],
	])('%s', (_, text, most, shown) => {
		expect(fitted(text, most)).toBe(shown);
	});

	test('that is too long keeps head and tail, and fits', () => {
		const long = `ft:gpt-4.1-mini-2025-04-14:${'an-organisation-'.repeat(9)}:tone:Xk9a`;
		const short = fitted(long, 28);
		expect(short).toMatch(/^ft:gpt-4\.1-mini.*…-?.*:tone:Xk9a$/);
		expect(widthOf(short)).toBeLessThanOrEqual(28);
		expect(widthOf(short)).toBeGreaterThan(26);
	});

	test('of wide letters fits, too', () => {
		expect(widthOf(fitted('W'.repeat(500), 28))).toBeLessThanOrEqual(28);
	});
});
