import type { Row } from '../../test/bench/measure';

/** As Markdown. Each row may have columns of its own; what it lacks stays empty. */
export function tableOf(rows: readonly Row[]): string {
	const names = [...new Set(rows.flatMap((row) => Object.keys(row)))];
	const line = (cells: readonly string[]) => `| ${cells.join(' | ')} |`;
	return [
		line(names),
		line(names.map((name) => (rows.some((row) => typeof row[name] === 'number') ? '--:' : '---'))),
		...rows.map((row) => line(names.map((name) => shown(row[name])))),
	].join('\n');
}

function shown(value: Row[string] | undefined): string {
	if (typeof value === 'number') return Number.isNaN(value) ? '' : value.toLocaleString('en-US');
	return (value ?? '').replaceAll('|', '\\|').replaceAll('\n', ' ');
}
