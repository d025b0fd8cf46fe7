import type { IBinaryData, IExecuteFunctions } from 'n8n-workflow';

import { storedFile } from '../storedFile';

const CHUNK_BYTES = 64 * 1024;

/**
 * A file's bytes in small pieces: streamed from where n8n keeps it, or from memory. Where n8n keeps files
 * in its database, the stream gives the whole file at once, so what comes is cut once more.
 * @throws NodeOperationError for a file that n8n cannot find, or that its database cannot hand over
 */
export async function* binaryChunks(
	context: IExecuteFunctions,
	binary: IBinaryData,
): AsyncGenerator<Uint8Array, void> {
	const stored = storedFile(context, binary);
	if (!stored) {
		yield* decoded(binary.data);
		return;
	}
	for await (const chunk of await stored.open(CHUNK_BYTES)) {
		yield* cut(typeof chunk === 'string' ? Buffer.from(chunk) : chunk);
	}
}

function* cut(bytes: Uint8Array): Generator<Uint8Array, void> {
	for (let from = 0; from < bytes.length; from += CHUNK_BYTES) {
		yield bytes.subarray(from, from + CHUNK_BYTES);
	}
}

/** In memory n8n keeps files in base64, of which four characters are three bytes. */
function* decoded(base64: string): Generator<Uint8Array, void> {
	for (let from = 0; from < base64.length; from += CHUNK_BYTES) {
		yield Buffer.from(base64.slice(from, from + CHUNK_BYTES), 'base64');
	}
}
