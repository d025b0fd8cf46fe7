import { LineHash } from './lineHash';

/** How many distinct lines are remembered: about a million, in 24 MB. */
const MOST = 2 ** 20;
const SLOTS_AT_FIRST = 2 ** 10;

/**
 * Remembers lines by 64 bits of their hash, in a table that grows to a fixed size. Once it is full, later
 * lines are compared with those remembered only: {@link full} says so.
 */
export class SeenLines {
	/** Two halves of the hash and the number of the line, for each slot; 0 is a free slot. */
	private slots = new Uint32Array(SLOTS_AT_FIRST * 3);
	private readonly hash = new LineHash();
	private count = 0;

	constructor(private readonly most = MOST) {}

	get full(): boolean {
		return this.count >= this.most;
	}

	/**
	 * @param lineNumber from 1
	 * @returns the number of the first line that was the same; undefined for a new one
	 */
	add(line: Uint8Array, lineNumber: number): number | undefined {
		this.hash.update(line);
		const { high, low } = this.hash;
		const at = this.find(high, low);
		const known = this.slots[at + 2];
		if (known) return known;
		if (!this.full) this.put(at, high, low, lineNumber);
		return undefined;
	}

	/** Where this hash is, or would be. */
	private find(high: number, low: number): number {
		const slots = this.slots.length / 3;
		let slot = low & (slots - 1);
		for (;;) {
			const at = slot * 3;
			if (!this.slots[at + 2]) return at;
			if (this.slots[at] === high && this.slots[at + 1] === low) return at;
			slot = (slot + 1) & (slots - 1);
		}
	}

	private put(at: number, high: number, low: number, lineNumber: number): void {
		this.write(at, high, low, lineNumber);
		this.count += 1;
		if (this.count * 2 > this.slots.length / 3) this.grow();
	}

	private grow(): void {
		const old = this.slots;
		this.slots = new Uint32Array(old.length * 2);
		for (let from = 0; from < old.length; from += 3) {
			const [high = 0, low = 0, lineNumber = 0] = [old[from], old[from + 1], old[from + 2]];
			if (lineNumber) this.write(this.find(high, low), high, low, lineNumber);
		}
	}

	private write(at: number, high: number, low: number, lineNumber: number): void {
		this.slots[at] = high;
		this.slots[at + 1] = low;
		this.slots[at + 2] = lineNumber;
	}
}
