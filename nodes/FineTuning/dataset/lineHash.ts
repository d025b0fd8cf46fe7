/**
 * 64 bits of a line, as two halves of 32: to tell lines apart that nobody made alike on purpose, at a
 * fifth of what a cryptographic hash takes. Two independent lanes of multiplication and shift over the
 * line's bytes, four at a time; each step can be undone, so no byte is lost on the way.
 */
export class LineHash {
	high = 0;
	low = 0;
	private words = new Int32Array(1024);
	private bytes = new Uint8Array(this.words.buffer);

	/** Sets {@link high} and {@link low}. */
	update(line: Uint8Array): void {
		const count = Math.ceil(line.length / 4);
		if (count > this.words.length) {
			this.words = new Int32Array(count * 2);
			this.bytes = new Uint8Array(this.words.buffer);
		}
		// Into aligned memory, as a line begins anywhere. The last word's free bytes count as zeros.
		if (count > 0) this.words[count - 1] = 0;
		this.bytes.set(line);
		let high = line.length;
		let low = ~line.length;
		const { words } = this;
		for (let at = 0; at < count; at += 1) {
			const word = words[at] ?? 0;
			high = Math.imul(high ^ word, 0x9e3779b1);
			high ^= high >>> 15;
			low = Math.imul(low ^ word, 0x85ebca77);
			low ^= low >>> 13;
		}
		this.high = Math.imul(high ^ (high >>> 16), 0xc2b2ae3d) >>> 0;
		this.low = Math.imul(low ^ (low >>> 16), 0x27d4eb2f) >>> 0;
	}
}
