import { HEAD_BYTES, recognise, type Recognised } from './recognise/recognise';

/** Collects a file's beginning until it can be recognised. */
export class Head {
	private chunks: Uint8Array[] = [];
	private bytes = 0;

	/**
	 * Takes one chunk more.
	 * @returns what the file is, and all that was collected, as soon as that is enough
	 */
	push(chunk: Uint8Array): Found | undefined {
		// Copied: a stream may use the chunk's memory again.
		this.chunks.push(chunk.slice());
		this.bytes += chunk.length;
		return this.bytes >= HEAD_BYTES ? this.found(false) : undefined;
	}

	/** After the last chunk, when there was not enough before. */
	finish(): Found {
		return this.found(true);
	}

	private found(whole: boolean): Found {
		const [first = new Uint8Array()] = this.chunks;
		const head = this.chunks.length > 1 ? Buffer.concat(this.chunks) : first;
		this.chunks = [];
		return { recognised: recognise(head, whole), head };
	}
}

export interface Found {
	recognised: Recognised;
	head: Uint8Array;
}
