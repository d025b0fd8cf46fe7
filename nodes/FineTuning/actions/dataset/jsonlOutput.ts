import type { IBinaryData, IExecuteFunctions } from 'n8n-workflow';

import type { Pace } from './pace';

/** n8n's editor shows text, and nothing of the type that JSONL has by name. */
const MIME_TYPE = 'text/plain';
const PIECE_BYTES = 256 * 1024;

/** A JSONL file in the making, of lines or of bytes: held in pieces, and put together once. */
export class JsonlOutput {
	private readonly pieces: Buffer[] = [];
	private pending: string[] = [];
	private pendingBytes: Buffer[] = [];
	private pendingLength = 0;
	lines = 0;

	add(line: string): void {
		this.lines += 1;
		this.pending.push(line);
		this.pendingLength += line.length + 1;
		if (this.pendingLength >= PIECE_BYTES) this.flush();
	}

	/** A line as it stands in another file, without newline. */
	addBytes(line: Uint8Array): void {
		this.lines += 1;
		// Copied: whoever gives it may use the memory again.
		this.pendingBytes.push(Buffer.from(line), NEWLINE);
		this.pendingLength += line.length + 1;
		if (this.pendingLength >= PIECE_BYTES) this.flush();
	}

	/** Hands the file over to n8n, as binary data. */
	async store(context: IExecuteFunctions, pace: Pace, name: string): Promise<IBinaryData> {
		this.flush();
		const whole = Buffer.allocUnsafe(this.pieces.reduce((sum, { length }) => sum + length, 0));
		let at = 0;
		for (let piece = this.pieces.shift(); piece; piece = this.pieces.shift()) {
			at += piece.copy(whole, at);
			await pace.step();
		}
		return await context.helpers.prepareBinaryData(whole, name, MIME_TYPE);
	}

	private flush(): void {
		if (this.pending.length > 0) this.pieces.push(Buffer.from(`${this.pending.join('\n')}\n`));
		if (this.pendingBytes.length > 0) this.pieces.push(Buffer.concat(this.pendingBytes));
		this.pending = [];
		this.pendingBytes = [];
		this.pendingLength = 0;
	}
}

const NEWLINE = Buffer.from('\n');
