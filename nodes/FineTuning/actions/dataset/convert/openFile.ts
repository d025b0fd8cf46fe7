import type { IBinaryData, IExecuteFunctions } from 'n8n-workflow';

import { Head } from '../../../dataset/head';
import { unknownFormat } from '../../../dataset/keys';
import { wrapperWords } from '../../../dataset/recognise/fileFault';
import { KINDS } from '../../../dataset/recognise/kinds';
import type { Recognised } from '../../../dataset/recognise/recognise';
import { quoted } from '../../../dataset/words';
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

const COLUMNS =
	"Rename two of them to 'question' and 'answer', or use Dataset → Build, which takes any fields";

/** Why nothing can be made of a file, and the way out; undefined when it can be converted. */
export function refusal({ container, kind, keys, rowsIn }: Recognised): string | undefined {
	if (container.type === 'foreign')
		return `This is ${container.file.name}. ${container.file.remedy}.`;
	if (rowsIn !== null) return `${wrapperWords(rowsIn)}.`;
	if (kind !== null) {
		if (KINDS[kind].becomes !== null) return undefined;
		return `This is ${KINDS[kind].name}. Make examples of questions and their answers, e.g. with Dataset → Build.`;
	}
	if (container.type === 'table') {
		const { name, columns } = container.table;
		return `This is ${name} with the columns ${quoted(columns)}, and none is known as a question or an answer. ${COLUMNS}.`;
	}
	if (keys.length === 0)
		return 'It holds no rows that are objects with keys. Check the node that makes it: each row must be JSON such as {"question": "…", "answer": "…"}.';
	return `${unknownFormat(keys, 'Its rows have').message}. ${COLUMNS}.`;
}
