import { layOut, type ChartData } from '../../../../nodes/FineTuning/chart/chart';
import { toPng } from '../../../../nodes/FineTuning/chart/png';
import { toSvg } from '../../../../nodes/FineTuning/chart/svg';

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
