import { layOut, type ChartData } from '../../../../nodes/FineTuning/chart/chart';
import { toPng } from '../../../../nodes/FineTuning/chart/png';
import { toSvg } from '../../../../nodes/FineTuning/chart/svg';
import { fitted, widthOf } from '../../../../nodes/FineTuning/chart/text';

const svgOf = (given: Partial<ChartData>) => {
	const chart = layOut({
		title: 'a model',
		subtitle: 'ftjob-1',
		measure: 'loss',
		train: [
			{ step: 1, value: 2 },
			{ step: 2, value: 0 },
		],
		valid: [],
		best: undefined,
		...given,
	});
	return chart ? toSvg(chart) : '';
};

describe('a text', () => {
	test.each([
		['that fits is left as it is', 'gpt-4.1-mini', 'gpt-4.1-mini'],
		['in letters that the font lacks', 'modèle 模型\n\u0000', 'modèle ????'],
		['that is empty', '', ''],
		['of signs that are two units long', '👍', '?'],
	])('%s', (_, text, shown) => {
		expect(fitted(text, 30)).toBe(shown);
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

test('words that look like SVG are words', () => {
	const svg = svgOf({ title: '</text><script> & "co"' });
	expect(svg).toContain('&lt;/text&gt;&lt;script&gt; &amp; "co"');
});

test('few steps have dots, many have a thin line', () => {
	expect(svgOf({})).toContain('<circle');
	const many = svgOf({
		train: Array.from({ length: 400 }, (_, step) => ({ step, value: step })),
	});
	expect(many).not.toContain('<circle');
	expect(many).toContain('stroke-width="2.5"');
});

test('what is no SVG is refused in words, and the next one is drawn', async () => {
	await expect(toPng('<svg')).rejects.toThrow();
	const png = await toPng(svgOf({}));
	expect(Buffer.from(png.subarray(1, 4)).toString()).toBe('PNG');
});
