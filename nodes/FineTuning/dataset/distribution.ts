/** What many whole numbers have in common; zeros when there are none. */
export interface DistributionSummary {
	total: number;
	mean: number;
	median: number;
	p95: number;
	max: number;
}

const BARS = 8;
const LONGEST_BAR = 20;

/**
 * Follows many whole numbers. It keeps how often each value came, not the values: numbers that add up to
 * T have fewer than √(2T) different values.
 */
export class Distribution {
	private readonly times = new Map<number, number>();
	private count = 0;
	private total = 0;
	private largest = 0;

	add(value: number): void {
		this.times.set(value, (this.times.get(value) ?? 0) + 1);
		this.count += 1;
		this.total += value;
		this.largest = Math.max(this.largest, value);
	}

	/** A percentile is the smallest value that so many of the values do not exceed. */
	summary(): DistributionSummary {
		const sorted = [...this.times].sort(([a], [b]) => a - b);
		return {
			total: this.total,
			mean: this.count > 0 ? Math.round((this.total / this.count) * 10) / 10 : 0,
			median: this.percentile(sorted, 0.5),
			p95: this.percentile(sorted, 0.95),
			max: this.largest,
		};
	}

	/** The values in up to eight equal ranges, a line each: `1–50 ██████ 120`. Empty without values. */
	histogram(): string {
		if (this.count === 0) return '';
		const width = Math.max(1, Math.ceil(this.largest / BARS));
		const bars = Array.from({ length: Math.ceil(this.largest / width) || 1 }, () => 0);
		for (const [value, times] of this.times) {
			const bar = Math.max(0, Math.ceil(value / width) - 1);
			bars[bar] = (bars[bar] ?? 0) + times;
		}
		const most = Math.max(...bars);
		const labels = bars.map((_, bar) => `${number(bar * width + 1)}–${number((bar + 1) * width)}`);
		const widest = Math.max(...labels.map(({ length }) => length));
		return bars
			.map((times, bar) => {
				const length = times === 0 ? 0 : Math.max(1, Math.round((times / most) * LONGEST_BAR));
				return `${(labels[bar] ?? '').padStart(widest)} ${'█'.repeat(length)} ${number(times)}`;
			})
			.join('\n');
	}

	private percentile(sorted: ReadonlyArray<[value: number, times: number]>, share: number): number {
		let left = Math.ceil(this.count * share);
		for (const [value, times] of sorted) {
			left -= times;
			if (left <= 0) return value;
		}
		return 0;
	}
}

function number(value: number): string {
	return value.toLocaleString('en-US');
}
