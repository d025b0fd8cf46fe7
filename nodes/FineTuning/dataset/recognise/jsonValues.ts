const QUOTE = 34;
const BACKSLASH = 92;
const OPENING = new Set([91, 123]);
const CLOSING = new Set([93, 125]);
const BLANK = new Set([32, 9, 10, 13]);
const COMMA = 44;

/** One JSON value of a file, as bytes. */
export interface ByteValue {
	/** Only the beginning of a value that is too long. */
	bytes: Uint8Array;
	tooLong: boolean;
}

/**
 * Cuts a file into the JSON values that it holds, one after the other or as the elements of one list,
 * over however many lines each. Works on bytes: whatever structures JSON is ASCII. It holds one value at
 * most, and of that no more than `longest` bytes. Text that is no JSON comes out as a value as well, to
 * be refused by the parser.
 */
export class JsonValueSplitter {
	private depth = 0;
	private inText = false;
	private escaped = false;
	/** Whether the values are elements of one list. */
	private list = false;
	private begun = false;
	private pieces: Uint8Array[] = [];
	private kept = 0;
	private tooLong = false;

	constructor(private readonly longest: number) {}

	/** The values that end in this chunk. */
	*push(chunk: Uint8Array): Generator<ByteValue, void> {
		let from = -1;
		for (let at = 0; at < chunk.length; at += 1) {
			const byte = chunk[at] ?? 0;
			if (this.inText) {
				if (this.escaped) this.escaped = false;
				else if (byte === BACKSLASH) this.escaped = true;
				else if (byte === QUOTE) this.inText = false;
				if (from < 0) from = at;
				continue;
			}
			// Commas also stand between values that someone cut out of a list.
			if (this.depth === 0 && (BLANK.has(byte) || byte === COMMA)) {
				if (from >= 0) this.keep(chunk.subarray(from, at));
				from = -1;
				yield* this.give();
				continue;
			}
			if (!this.begun && byte === 91) {
				// The list that all values stand in.
				this.begun = true;
				this.list = true;
				continue;
			}
			this.begun = true;
			if (this.list && this.depth === 0 && byte === 93) {
				if (from >= 0) this.keep(chunk.subarray(from, at));
				from = -1;
				yield* this.give();
				this.list = false;
				continue;
			}
			if (from < 0) from = at;
			if (byte === QUOTE) this.inText = true;
			else if (OPENING.has(byte)) this.depth += 1;
			else if (CLOSING.has(byte) && this.depth > 0) {
				this.depth -= 1;
				if (this.depth === 0) {
					this.keep(chunk.subarray(from, at + 1));
					from = -1;
					yield* this.give();
				}
			}
		}
		if (from >= 0) this.keep(chunk.slice(from));
	}

	/** After the last chunk: what is left is a value that was cut off. */
	*end(): Generator<ByteValue, void> {
		yield* this.give();
	}

	private keep(piece: Uint8Array): void {
		const room = this.longest - this.kept;
		if (piece.length > room) this.tooLong = true;
		if (room <= 0) return;
		const kept = piece.subarray(0, room);
		this.kept += kept.length;
		this.pieces.push(kept);
	}

	private *give(): Generator<ByteValue, void> {
		if (this.kept === 0) return;
		const bytes = this.pieces.length === 1 ? this.pieces[0] : Buffer.concat(this.pieces);
		const value = { bytes: bytes ?? new Uint8Array(), tooLong: this.tooLong };
		this.pieces = [];
		this.kept = 0;
		this.tooLong = false;
		yield value;
	}
}
