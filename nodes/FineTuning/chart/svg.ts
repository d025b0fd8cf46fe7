import type { Chart, Place } from './chart';
import { fitted, widthOf } from './text';

/** In pixels: twice what Slack shows, so that it stays sharp; the letters can be read at a third. */
export const WIDTH = 1200;
export const HEIGHT = 675;
const PLOT = { left: 176, right: 1160, top: 190, bottom: 560 };
const MARGIN = 40;
const TITLE = 40;
const TEXT = 30;

/** Told apart also by those who see no red or green, and in grey. */
const COLOURS = { training: '#2563eb', validation: '#ea580c' } as const;
const BEST = '#15803d';
const INK = '#1f2937';
const PALE_INK = '#4b5563';
const GRID = '#e5e7eb';

/** Of more places, dots would hide the line. */
const MOST_DOTS = 30;

/** A chart as SVG, on white. */
export function toSvg(chart: Chart): string {
	return [
		`<svg xmlns="http://www.w3.org/2000/svg" width="${WIDTH}" height="${HEIGHT}" font-family="Inter">`,
		`<rect width="${WIDTH}" height="${HEIGHT}" fill="#ffffff"/>`,
		text(MARGIN, 62, chart.title, { size: TITLE, bold: true }),
		text(MARGIN, 106, chart.subtitle, { colour: PALE_INK }),
		legend(chart),
		...axes(chart),
		...chart.curves.map(({ of, places }) => curve(places, COLOURS[of])),
		chart.best ? best(chart.best.place) : '',
		'</svg>',
	].join('\n');
}

function axes({ xTicks, yTicks, measure }: Chart): string[] {
	const { left, right, top, bottom } = PLOT;
	const middle = (top + bottom) / 2;
	return [
		...yTicks.flatMap(({ at, label }) => [
			line([left, y(at)], [right, y(at)], GRID),
			text(left - 16, y(at) + TEXT / 3, label, { anchor: 'end' }),
		]),
		...xTicks.flatMap(({ at, label }) => [
			line([x(at), bottom], [x(at), bottom + 10], PALE_INK),
			text(inside(x(at), label), bottom + 44, label, { anchor: 'middle' }),
		]),
		line([left, bottom], [right, bottom], PALE_INK),
		text((left + right) / 2, HEIGHT - 22, 'Step', { anchor: 'middle', colour: PALE_INK }),
		`<g transform="rotate(-90 36 ${middle})">`,
		text(36, middle, measure, { anchor: 'middle', colour: PALE_INK }),
		'</g>',
	];
}

function legend({ curves, best: mark }: Chart): string {
	const entries = [
		...curves.map(({ of, name }) => ({
			label: name,
			sign: (at: number) => line([at, 146], [at + 44, 146], COLOURS[of], 6),
		})),
		...(mark ? [{ label: mark.label, sign: (at: number) => dot([at + 32, 146], 10, BEST) }] : []),
	];
	let at = MARGIN;
	return entries
		.map(({ label, sign }) => {
			const entry = sign(at) + text(at + 56, 156, label);
			at += 56 + widthOf(label) * TEXT + 20;
			return entry;
		})
		.join('\n');
}

function curve(places: readonly Place[], colour: string): string {
	const points = places.map(([across, up]) => [x(across), y(up)] as const);
	const dots = points.length <= MOST_DOTS ? points.map((point) => dot(point, 6, colour)) : [];
	const path = points.map((point) => point.join(',')).join(' ');
	// Lines of many steps are noise: thinner, they show more.
	const width = points.length > 300 ? 2.5 : 5;
	return [
		`<polyline points="${path}" fill="none" stroke="${colour}" stroke-width="${width}" stroke-linejoin="round" stroke-linecap="round"/>`,
		...dots,
	].join('\n');
}

function best([across, up]: Place): string {
	const [atX, atY] = [x(across), y(up)];
	return [
		`<line x1="${atX}" y1="${PLOT.top}" x2="${atX}" y2="${PLOT.bottom}" stroke="${BEST}" stroke-width="3" stroke-dasharray="8 8"/>`,
		dot([atX, atY], 15, '#ffffff'),
		dot([atX, atY], 11, BEST),
	].join('\n');
}

function x(across: number): number {
	return rounded(PLOT.left + across * (PLOT.right - PLOT.left));
}

function y(up: number): number {
	return rounded(PLOT.bottom - up * (PLOT.bottom - PLOT.top));
}

/** The middle of a label that shall not leave the picture. */
function inside(middle: number, label: string): number {
	return Math.min(middle, WIDTH - 8 - (widthOf(label) * TEXT) / 2);
}

function rounded(pixels: number): number {
	return Math.round(pixels * 10) / 10;
}

function line(from: Place, to: Place, colour: string, width = 2): string {
	return `<line x1="${from[0]}" y1="${from[1]}" x2="${to[0]}" y2="${to[1]}" stroke="${colour}" stroke-width="${width}"/>`;
}

function dot([atX, atY]: Place, radius: number, colour: string): string {
	return `<circle cx="${atX}" cy="${atY}" r="${radius}" fill="${colour}"/>`;
}

interface TextStyle {
	size?: number;
	bold?: boolean;
	anchor?: 'start' | 'middle' | 'end';
	colour?: string;
}

function text(
	atX: number,
	atY: number,
	words: string,
	{ size = TEXT, bold = false, anchor = 'start', colour = INK }: TextStyle = {},
): string {
	const content = escaped(fitted(words, (WIDTH - 2 * MARGIN) / size));
	return `<text x="${atX}" y="${atY}" font-size="${size}" font-weight="${bold ? 600 : 400}" text-anchor="${anchor}" fill="${colour}">${content}</text>`;
}

const ENTITIES: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;' };

function escaped(words: string): string {
	return words.replace(/[&<>]/g, (sign) => ENTITIES[sign] ?? sign);
}
