import type { IBinaryData, IExecuteFunctions } from 'n8n-workflow';

import { Head } from '../../../dataset/head';
import type { Recognised } from '../../../dataset/recognise/recognise';
import { binaryChunks } from '../binaryChunks';
import type { Pace } from '../pace';

/** A file that is recognised, and its content in UTF-8 without byte order mark. */
export interface OpenedFile {
	recognised: Recognised;
	content: AsyncGenerator<Uint8Array, void>;
}

/** Reads a file's beginning, recognises it, and gives its content from the start. */
export async function openFile(
	context: IExecuteFunctions,
	pace: Pace,
	binary: IBinaryData,
): Promise<OpenedFile> {
	const chunks = binaryChunks(context, binary);
	const head = new Head();
	for (;;) {
		const { done, value } = await chunks.next();
		const found = done ? head.finish() : head.push(value);
		if (!found) continue;
		const { recognised } = found;
		const content = whole(found.head.subarray(recognised.markLength), chunks, pace);
		return { recognised, content: inUtf8(content, recognised.encoding) };
	}
}

async function* whole(
	head: Uint8Array,
	rest: AsyncGenerator<Uint8Array, void>,
	pace: Pace,
): AsyncGenerator<Uint8Array, void> {
	const piece = 64 * 1024;
	for (let from = 0; from < head.length; from += piece) {
		await pace.step();
		yield head.subarray(from, from + piece);
	}
	for await (const chunk of rest) {
		await pace.step();
		yield chunk;
	}
}

async function* inUtf8(
	chunks: AsyncGenerator<Uint8Array, void>,
	encoding: Recognised['encoding'],
): AsyncGenerator<Uint8Array, void> {
	if (encoding === 'utf-8') {
		yield* chunks;
		return;
	}
	const decoder = new TextDecoder(encoding);
	for await (const chunk of chunks) yield Buffer.from(decoder.decode(chunk, { stream: true }));
	yield Buffer.from(decoder.decode());
}
