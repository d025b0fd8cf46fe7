/**
 * Total, mean, 95th percentile and maximum of many whole numbers. It keeps how often each value came, not
 * the values: numbers that add up to T have fewer than √(2T) different values.
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

	/** The 95th percentile is the smallest value that 95% of the values do not exceed. */
	summary(): { total: number; mean: number; p95: number; max: number } {
		return {
			total: this.total,
			mean: this.count > 0 ? Math.round((this.total / this.count) * 10) / 10 : 0,
			p95: this.percentile(0.95),
			max: this.largest,
		};
	}

	private percentile(share: number): number {
		let left = Math.ceil(this.count * share);
		for (const [value, times] of [...this.times].sort(([a], [b]) => a - b)) {
			left -= times;
			if (left <= 0) return value;
		}
		return 0;
	}
}
