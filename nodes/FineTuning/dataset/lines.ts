/** One line of a file, as bytes. */
export interface ByteLine {
	/** Without its newline; only the beginning of a line that is too long. */
	bytes: Uint8Array;
	/** Whether a newline ended it, rather than the end of the file. */
	ended: boolean;
	tooLong: boolean;
}

/** Bytes of a line or row, as it is held in memory. No example is this long that is not refused or cut off. */
export const LONGEST_LINE = 32 * 1024 * 1024;
/** Bytes from which on a line is looked at in steps. */
export const LONG_LINE = 256 * 1024;

const NEWLINE = 10;

/**
 * Cuts chunks of a file into lines, on bytes: neither a character nor a line is harmed by a chunk's
 * border. Holds one line at most, and of that no more than `longest` bytes.
 */
export class LineSplitter {
	private pieces: Uint8Array[] = [];
	private kept = 0;
	private tooLong = false;
	private open = false;

	constructor(private readonly longest: number) {}

	/** The lines that end in this chunk. */
	*push(chunk: Uint8Array): Generator<ByteLine, void> {
		let from = 0;
		for (;;) {
			const at = chunk.indexOf(NEWLINE, from);
			if (at < 0) break;
			// Most lines lie within one chunk: nothing to copy.
			if (this.open) this.keep(chunk.subarray(from, at));
			else this.hold(chunk.subarray(from, at));
			yield this.give(true);
			from = at + 1;
		}
		// The rest is copied: a stream may use the chunk's memory again.
		if (from < chunk.length) this.keep(chunk.slice(from));
	}

	/** After the last chunk: what is left is a line without newline. */
	*end(): Generator<ByteLine, void> {
		if (this.open) yield this.give(false);
	}

	private hold(line: Uint8Array): void {
		this.open = true;
		this.tooLong = line.length > this.longest;
		this.pieces.push(line.subarray(0, this.longest));
	}

	private keep(piece: Uint8Array): void {
		this.open = true;
		const room = this.longest - this.kept;
		if (piece.length > room) this.tooLong = true;
		if (room <= 0) return;
		const kept = piece.subarray(0, room);
		this.kept += kept.length;
		this.pieces.push(kept);
	}

	private give(ended: boolean): ByteLine {
		const [first = new Uint8Array()] = this.pieces;
		const bytes = this.pieces.length > 1 ? joined(this.pieces, this.kept) : first;
		const { tooLong } = this;
		this.pieces = [];
		this.kept = 0;
		this.tooLong = false;
		this.open = false;
		return { bytes, ended, tooLong };
	}
}

function joined(pieces: readonly Uint8Array[], length: number): Uint8Array {
	const whole = new Uint8Array(length);
	let at = 0;
	for (const piece of pieces) {
		whole.set(piece, at);
		at += piece.length;
	}
	return whole;
}
