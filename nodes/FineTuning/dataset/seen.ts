import type { Hash } from './fingerprint';

/** How many different hashes are remembered: about a million, in 32 MB. */
const MOST = 2 ** 20;
const SLOTS_AT_FIRST = 2 ** 12;
/** Share of the slots that may be taken before the table grows. */
const FULLEST = 0.7;
/** Numbers of a slot: two halves of the hash, the line, and a mark. */
const WIDTH = 4;

/** Where a hash was first, and the mark that it had there. */
export interface SeenAt {
	line: number;
	mark: number;
}

/**
 * Remembers hashes in a table that grows to a fixed size. Once it is full, later ones are compared with
 * those remembered only: {@link full} says so.
 */
export class SeenHashes {
	/** 0 in a slot's line means that it is free. */
	private slots = new Uint32Array(SLOTS_AT_FIRST * WIDTH);
	private count = 0;

	constructor(private readonly most = MOST) {}

	get full(): boolean {
		return this.count >= this.most;
	}

	/**
	 * @param line from 1
	 * @param mark 32 bits that go with it
	 * @returns where the same hash was first; undefined for a new one
	 */
	add({ high, low }: Hash, line: number, mark = 0): SeenAt | undefined {
		const at = this.slotOf(high, low);
		const known = this.at(at);
		if (known) return known;
		if (!this.full) this.put(at, high, low, line, mark);
		return undefined;
	}

	find({ high, low }: Hash): SeenAt | undefined {
		return this.at(this.slotOf(high, low));
	}

	private at(slot: number): SeenAt | undefined {
		const line = this.slots[slot + 2];
		return line ? { line, mark: this.slots[slot + 3] ?? 0 } : undefined;
	}

	/** Where this hash is, or would be. */
	private slotOf(high: number, low: number): number {
		const { slots } = this;
		const last = slots.length / WIDTH - 1;
		let slot = low & last;
		for (;;) {
			const at = slot * WIDTH;
			if (!slots[at + 2]) return at;
			if (slots[at] === high && slots[at + 1] === low) return at;
			slot = (slot + 1) & last;
		}
	}

	private put(at: number, high: number, low: number, line: number, mark: number): void {
		this.write(at, high, low, line, mark);
		this.count += 1;
		if (this.count > (this.slots.length / WIDTH) * FULLEST) this.grow();
	}

	private grow(): void {
		const old = this.slots;
		this.slots = new Uint32Array(old.length * 2);
		for (let from = 0; from < old.length; from += WIDTH) {
			const line = old[from + 2];
			if (!line) continue;
			const high = old[from] ?? 0;
			const low = old[from + 1] ?? 0;
			this.write(this.slotOf(high, low), high, low, line, old[from + 3] ?? 0);
		}
	}

	private write(at: number, high: number, low: number, line: number, mark: number): void {
		const { slots } = this;
		slots[at] = high;
		slots[at + 1] = low;
		slots[at + 2] = line;
		slots[at + 3] = mark;
	}
}
