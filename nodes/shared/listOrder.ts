/** How much later than its time of creation says a job may turn up in the list, in seconds. */
export const LATENESS = 600;

/** Objects whose times are taken together, so that a few in a wrong place do not count. */
const BLOCK = 5;
/** So many blocks in order are no chance any more. */
const ENOUGH_BLOCKS = 4;
/** So many old jobs in a row leave nothing new behind them, though neighbours may have changed places. */
const OLD_IN_A_ROW = 10;

/**
 * Whether a list runs from newest to oldest, as far as it was read. Judged by the median of every few
 * jobs, with the lateness as tolerance: two that changed places, or one that is dated wrongly, are no
 * disorder.
 */
export class ListOrder {
	private block: number[] = [];
	private first: number | undefined;
	private lowest = Number.POSITIVE_INFINITY;
	private blocks = 0;
	private falls = true;
	private oldInARow = 0;

	/** @param to jobs created earlier are old */
	constructor(private readonly to: number) {}

	push(createdAt: number): void {
		this.oldInARow = createdAt < this.to ? this.oldInARow + 1 : 0;
		this.block.push(createdAt);
		if (this.block.length < BLOCK) return;
		const median = [...this.block].sort((a, b) => a - b)[Math.floor(BLOCK / 2)] ?? createdAt;
		this.block = [];
		this.blocks += 1;
		this.falls &&= median <= this.lowest + LATENESS;
		this.first ??= median;
		this.lowest = Math.min(this.lowest, median);
	}

	get newestFirst(): boolean {
		// Equal times show no order: only a list seen to fall is known to.
		return (
			this.falls &&
			this.blocks >= ENOUGH_BLOCKS &&
			this.first !== undefined &&
			this.lowest < this.first
		);
	}

	/** Whether nothing new can follow. */
	get isPast(): boolean {
		return this.newestFirst && this.oldInARow >= OLD_IN_A_ROW;
	}
}
