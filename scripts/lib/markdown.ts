/** A table as Prettier writes it. */
export function table(heads: readonly string[], rows: ReadonlyArray<readonly string[]>): string {
	const all = [heads, ...rows].map((cells) => cells.map((cell) => cell.replaceAll('|', '\\|')));
	const widths = heads.map((_, at) => Math.max(3, ...all.map((cells) => cells[at]?.length ?? 0)));
	const line = (cells: readonly string[]) =>
		`| ${cells.map((cell, at) => cell.padEnd(widths[at] ?? 0)).join(' | ')} |`;
	const [head = [], ...body] = all;
	return [line(head), line(widths.map((width) => '-'.repeat(width))), ...body.map(line)].join('\n');
}
