/* eslint-disable @n8n/community-nodes/no-restricted-imports -- runs in Node, not in n8n */
import { createHash } from 'node:crypto';
import { createReadStream, createWriteStream, mkdtempSync, writeFileSync } from 'node:fs';
import { mkdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable, Transform } from 'node:stream';
import { pipeline } from 'node:stream/promises';

/** What is known of bytes that were stored. */
export interface BlobInfo {
	bytes: number;
	/** Hexadecimal. */
	md5: string;
}

/** Keeps the bytes of files on disk, so that the largest ones need no memory. */
export class Blobs {
	private constructor(
		private readonly folder: string,
		private readonly temporary: boolean,
	) {}

	/** A store in `folder`, kept on close; without one, in a temporary folder, removed on close. */
	static async open(folder?: string): Promise<Blobs> {
		if (!folder) return new Blobs(mkdtempSync(join(tmpdir(), 'fine-tuning-sandbox-')), true);
		await mkdir(folder, { recursive: true });
		return new Blobs(folder, false);
	}

	/** Stores a stream (or several, one after the other) under `id`. */
	async write(id: string, ...sources: Readable[]): Promise<BlobInfo> {
		const hash = createHash('md5');
		let bytes = 0;
		const meter = new Transform({
			transform(chunk: Buffer, _encoding, done) {
				bytes += chunk.length;
				hash.update(chunk);
				done(null, chunk);
			},
		});
		const all = sources.length === 1 ? sources[0] : Readable.from(concat(sources));
		let complete = false;
		try {
			await pipeline(all ?? Readable.from([]), meter, createWriteStream(this.path(id)));
			complete = true;
		} finally {
			if (!complete) await this.remove(id);
		}
		return { bytes, md5: hash.digest('hex') };
	}

	/** Stores a short text under `id`, at once. */
	writeText(id: string, text: string): BlobInfo {
		writeFileSync(this.path(id), text);
		return {
			bytes: Buffer.byteLength(text),
			md5: createHash('md5').update(text).digest('hex'),
		};
	}

	/** The bytes stored under `id`. */
	read(id: string): Readable {
		return createReadStream(this.path(id), { highWaterMark: 1 << 18 });
	}

	/** Each line stored under `id`, without its line end. */
	lines(id: string): AsyncGenerator<Uint8Array> {
		return linesOf(this.path(id));
	}

	/** Forgets what is stored under `id`. */
	async remove(id: string): Promise<void> {
		await rm(this.path(id), { force: true });
	}

	/** Removes the folder if it was a temporary one. */
	async close(): Promise<void> {
		if (this.temporary) await rm(this.folder, { recursive: true, force: true });
	}

	/** Where the bytes stored under `id` are. */
	path(id: string): string {
		return join(this.folder, id);
	}
}

/** Each line of a file, without its line end. */
export async function* linesOf(path: string): AsyncGenerator<Uint8Array> {
	// Pieces of a line that spans chunks; joined once, so that a huge line costs no more than it must.
	let pieces: Buffer[] = [];
	for await (const chunk of createReadStream(path, { highWaterMark: 1 << 18 })) {
		const data = Buffer.from(chunk);
		let start = 0;
		for (let end = data.indexOf(10); end !== -1; end = data.indexOf(10, start)) {
			const tail = data.subarray(start, end);
			yield pieces.length > 0 ? Buffer.concat([...pieces, tail]) : tail;
			pieces = [];
			start = end + 1;
		}
		if (start < data.length) pieces.push(data.subarray(start));
	}
	if (pieces.length > 0) yield Buffer.concat(pieces);
}

async function* concat(sources: Readable[]): AsyncGenerator<Buffer> {
	for (const source of sources) for await (const chunk of source) yield Buffer.from(chunk);
}
