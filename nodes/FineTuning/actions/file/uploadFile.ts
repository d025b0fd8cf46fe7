import { NodeOperationError } from 'n8n-workflow';

import { asNumber, asText } from '../../../shared/text';
import type { ApiFile } from '../../../shared/types';
import type { ItemRun } from '../operation';

/** The API's documented limit for one training file. */
const LARGEST_BYTES = 512 * 1024 * 1024;
const UPLOAD_TIMEOUT_MS = 10 * 60_000;

export interface UploadOptions {
	/** Name at the provider; absent: the binary's own. */
	fileName?: string;
	/** Seconds after which the provider deletes the file; 3600 to 2592000. */
	expiresAfter?: number;
}

/**
 * Sends one item's binary data as a training file.
 * @throws NodeOperationError for missing, empty or too large data, before anything is sent
 */
export async function uploadFile(
	{ context, connection, itemIndex }: ItemRun,
	binaryPropertyName: string,
	options: UploadOptions = {},
): Promise<ApiFile> {
	const fail = (message: string, description: string) =>
		new NodeOperationError(context.getNode(), message, { description, itemIndex });
	const expiresAfter = asNumber(options.expiresAfter);
	if (
		expiresAfter !== undefined &&
		!(Number.isInteger(expiresAfter) && expiresAfter >= 3600 && expiresAfter <= 2_592_000)
	) {
		throw fail(
			"'Expires After' must be a whole number of seconds from 3600 to 2592000",
			'That is one hour to 30 days. Remove the option to keep the file.',
		);
	}
	const binary = context.helpers.assertBinaryData(itemIndex, binaryPropertyName);
	const bytes = await context.helpers.getBinaryDataBuffer(itemIndex, binaryPropertyName);
	if (bytes.length === 0) {
		throw fail(
			`The file in '${binaryPropertyName}' is empty`,
			'Check the node that makes it: a training file is JSONL, one example a line.',
		);
	}
	if (bytes.length > LARGEST_BYTES) {
		throw fail(
			`The file in '${binaryPropertyName}' is larger than 512 MB`,
			'Split it, or train on fewer examples.',
		);
	}
	const form = new FormData();
	form.append('purpose', 'fine-tune');
	if (expiresAfter !== undefined) {
		form.append('expires_after[anchor]', 'created_at');
		form.append('expires_after[seconds]', String(expiresAfter));
	}
	form.append(
		'file',
		new Blob([new Uint8Array(bytes)], { type: 'application/jsonl' }),
		jsonlName(asText(options.fileName) || binary.fileName),
	);
	return await connection.request<ApiFile>({
		method: 'POST',
		path: ['files'],
		body: form,
		action: 'upload the file',
		creates: 'file',
		itemIndex,
		timeoutMs: UPLOAD_TIMEOUT_MS,
	});
}

/** The API takes training files under names that end in `.jsonl` only. */
export function jsonlName(name: string | undefined): string {
	if (!name) return 'training.jsonl';
	return /\.jsonl$/i.test(name) ? name : `${name}.jsonl`;
}
