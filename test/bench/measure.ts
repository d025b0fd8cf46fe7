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
	return percentile(values, 50);
}

/** The value that so many percent of the values do not exceed; 0 where there are none. */
export function percentile(values: readonly number[], percent: number): number {
	const sorted = [...values].sort((a, b) => a - b);
	const at = Math.min(sorted.length - 1, Math.floor((percent / 100) * sorted.length));
	return rounded(sorted[at] ?? 0);
}

/** To one digit after the point below 100, to none above. */
export function rounded(value: number): number {
	return Math.abs(value) < 100 ? Math.round(value * 10) / 10 : Math.round(value);
}

/**
 * How cost grows with size: the exponent of the power law that fits best, by least squares of the logarithms.
 * 1 is a cost in proportion, 0 one that stays, 2 one that grows with the square. NaN for fewer than two sizes.
 * @param points size and cost, both above 0; others tell nothing and are left out
 */
export function growth(points: ReadonlyArray<readonly [size: number, cost: number]>): number {
	const logs = points
		.filter(([size, cost]) => size > 0 && cost > 0)
		.map(([size, cost]): [number, number] => [Math.log(size), Math.log(cost)]);
	const mean = (pick: (log: [number, number]) => number) =>
		logs.reduce((sum, log) => sum + pick(log), 0) / logs.length;
	const [size, cost] = [mean(([x]) => x), mean(([, y]) => y)];
	const covariance = mean(([x, y]) => (x - size) * (y - cost));
	return Math.round((covariance / mean(([x]) => (x - size) ** 2)) * 100) / 100;
}

/** How one side's time stands to the other's, round by round, as the machine is not equally fast all the time. */
export function ratio(ours: readonly number[], theirs: readonly number[]): number {
	const ratios = ours.map((one, round) => one / (theirs[round] ?? Number.NaN));
	const sorted = ratios.sort((a, b) => a - b);
	return Math.round((sorted[Math.floor(sorted.length / 2)] ?? Number.NaN) * 100) / 100;
}

const MB = 1 << 20;

/** Bytes in whole megabytes. */
export function megabytes(bytes: number): number {
	return Math.round(bytes / MB);
}
