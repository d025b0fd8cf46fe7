import { NodeOperationError } from 'n8n-workflow';

import { humanBytes } from '../../../../shared/domain/file';
import type { ItemRun } from '../../operation';
import { storedFile } from '../../storedFile';

/** An item's file, read as it is needed: nothing of it is in memory before that. */
export interface UploadSource {
	bytes: number;
	/** The name it has in n8n. */
	fileName: string | undefined;
	/** Its bytes from the start, in pieces of about a megabyte. */
	chunks(): AsyncGenerator<Uint8Array, void, void>;
}

const CHUNK_BYTES = 1024 * 1024;
const MB = 1024 * 1024;

/**
 * Opens an item's binary data and checks its size.
 * @param largest bytes that the provider takes
 * @throws NodeOperationError for missing, empty or too large data, and for what n8n cannot find
 */
export async function openSource(
	{ context, itemIndex }: ItemRun,
	property: string,
	largest: number,
): Promise<UploadSource> {
	const fail = (message: string, description: string) =>
		new NodeOperationError(context.getNode(), message, { description });
	const binary = context.helpers.assertBinaryData(itemIndex, property);
	const stored = storedFile(context, binary);
	// In memory mode the data stands in the item itself, in base64.
	const bytes = stored ? await stored.size() : Buffer.byteLength(binary.data, 'base64');
	if (bytes === 0) {
		throw fail(
			`The file in '${property}' is empty`,
			'Check the node that makes it: a training file is JSONL, one example a line.',
		);
	}
	if (bytes > largest) {
		throw fail(
			`The file in '${property}' has ${humanBytes(bytes)}, more than the ${Math.round(largest / MB)} MB that can be uploaded`,
			'Split it, or train on fewer examples.',
		);
	}
	return {
		bytes,
		fileName: binary.fileName,
		async *chunks() {
			if (!stored) {
				yield await context.helpers.getBinaryDataBuffer(itemIndex, property);
				return;
			}
			for await (const chunk of await stored.open(CHUNK_BYTES)) yield chunk as Uint8Array;
		},
	};
}
