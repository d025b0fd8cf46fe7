/** Without ▄ and █, which stand lower than the others in some fonts, Slack's among them. */
const BARS = ['▁', '▂', '▃', '▅', '▆', '▇'];

/**
 * A curve as text, e.g. `▇▅▃▂▁`: neighbours are averaged to fit the width; what does not move lies at the
 * bottom. Empty without values.
 */
export function sparkline(values: readonly number[], width = 20): string {
	const points = averaged(values, Math.min(width, values.length));
	const low = Math.min(...points);
	const range = Math.max(...points) - low;
	return points
		.map((point) => BARS[range > 0 ? Math.round(((point - low) / range) * (BARS.length - 1)) : 0])
		.join('');
}

function averaged(values: readonly number[], width: number): number[] {
	return Array.from({ length: width }, (_, at) => {
		const from = Math.floor((at * values.length) / width);
		const part = values.slice(from, Math.floor(((at + 1) * values.length) / width));
		return part.reduce((sum, value) => sum + value, 0) / part.length;
	});
}
