/** A row of a printed table. */
export type Row = Record<string, number | string>;

/** The milliseconds that something takes. */
export async function timed(work: () => Promise<unknown>): Promise<number> {
	const start = performance.now();
	await work();
	return performance.now() - start;
}

/** The middle value: these figures are taken on machines that do other things too. */
export function median(values: readonly number[]): number {
	const sorted = [...values].sort((a, b) => a - b);
	return Math.round((sorted[Math.floor(sorted.length / 2)] ?? 0) * 10) / 10;
}
