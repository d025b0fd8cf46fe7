import type { Hash } from './fingerprint';

/** How many different hashes are remembered: about a million, in 32 MB. */
const MOST = 2 ** 20;
/** Tables by the highest bits of the hash: each grows by itself, so that no growth takes long. */
const TABLE_BITS = 6;
const SLOTS_AT_FIRST = 2 ** 7;
/** Share of the slots that may be taken before a table grows. */
const FULLEST = 0.7;
/** Numbers of a slot: two halves of the hash, the line, and a mark. */
const WIDTH = 4;

/** Where a hash was first, and the mark that it had there. */
export interface SeenAt {
	line: number;
	mark: number;
}

/**
 * Remembers hashes in tables that grow to a fixed size. Once they are full, later ones are compared with
 * those remembered only: {@link full} says so.
 */
export class SeenHashes {
	private readonly tables = Array.from({ length: 2 ** TABLE_BITS }, () => new Table());
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
		const table = this.tables[high >>> (32 - TABLE_BITS)];
		const known = table?.find(high, low);
		if (known || this.full) return known;
		table?.put(high, low, line, mark);
		this.count += 1;
		return undefined;
	}

	find({ high, low }: Hash): SeenAt | undefined {
		return this.tables[high >>> (32 - TABLE_BITS)]?.find(high, low);
	}
}

class Table {
	/** 0 in a slot's line means that it is free. */
	private slots = new Uint32Array(SLOTS_AT_FIRST * WIDTH);
	private count = 0;

	find(high: number, low: number): SeenAt | undefined {
		const slot = this.slotOf(high, low);
		const line = this.slots[slot + 2];
		return line ? { line, mark: this.slots[slot + 3] ?? 0 } : undefined;
	}

	put(high: number, low: number, line: number, mark: number): void {
		this.write(high, low, line, mark);
		this.count += 1;
		if (this.count > (this.slots.length / WIDTH) * FULLEST) this.grow();
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

	private grow(): void {
		const old = this.slots;
		this.slots = new Uint32Array(old.length * 2);
		for (let from = 0; from < old.length; from += WIDTH) {
			const line = old[from + 2];
			if (line) this.write(old[from] ?? 0, old[from + 1] ?? 0, line, old[from + 3] ?? 0);
		}
	}

	private write(high: number, low: number, line: number, mark: number): void {
		const { slots } = this;
		const at = this.slotOf(high, low);
		slots[at] = high;
		slots[at + 1] = low;
		slots[at + 2] = line;
		slots[at + 3] = mark;
	}
}
