import type { IBinaryData, IExecuteFunctions } from 'n8n-workflow';
import { sleep } from 'n8n-workflow';

const CHUNK_BYTES = 256 * 1024;

/**
 * A file's bytes in pieces: streamed from where n8n keeps it, or from memory. Between the pieces others
 * get their turn, and a cancelled execution ends it.
 */
export async function* binaryChunks(
	context: IExecuteFunctions,
	binary: IBinaryData,
): AsyncGenerator<Uint8Array> {
	const cancelled = context.getExecutionCancelSignal();
	for await (const chunk of binary.id ? stored(context, binary.id) : inMemory(binary.data)) {
		if (cancelled?.aborted) return;
		yield chunk;
	}
}

async function* stored(context: IExecuteFunctions, id: string): AsyncGenerator<Uint8Array> {
	const stream = await context.helpers.getBinaryStream(id, CHUNK_BYTES);
	for await (const chunk of stream) {
		yield typeof chunk === 'string' ? Buffer.from(chunk) : chunk;
	}
}

async function* inMemory(base64: string): AsyncGenerator<Uint8Array> {
	const bytes = Buffer.from(base64, 'base64');
	for (let from = 0; from < bytes.length; from += CHUNK_BYTES) {
		if (from > 0) await sleep(0);
		yield bytes.subarray(from, from + CHUNK_BYTES);
	}
}
