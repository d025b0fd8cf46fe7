import { NodeOperationError } from 'n8n-workflow';

import { asNumber, asText } from '../../../shared/text';
import type { ApiFile } from '../../../shared/types';
import type { ItemRun } from '../operation';
import { untilReady } from './ready';
import { uploadInParts } from './uploadParts';
import { openSource } from './uploadSource';
import { uploadWhole } from './uploadWhole';

const MB = 1024 * 1024;
/** The API's documented limits: for a file in one request, and in parts. */
const LARGEST_WHOLE = 512 * MB;
const LARGEST_IN_PARTS = 8 * 1024 * MB;
/** Larger files are sent in parts where the provider takes them. */
const PARTS_FROM = 64 * MB;

export interface UploadOptions {
	/** Name at the provider; absent: the binary's own. */
	fileName?: string;
	/** Seconds after which the provider deletes the file; 3600 to 2592000. */
	expiresAfter?: number;
	/** Whether to wait until a job can be created on the file. */
	waitUntilProcessed?: boolean;
}

/**
 * Sends one item's binary data as a training file; it is noted as left behind, should the item fail later.
 * @throws NodeOperationError for missing, empty or too large data, before anything is sent
 */
export async function uploadFile(
	run: ItemRun,
	binaryPropertyName: string,
	options: UploadOptions = {},
): Promise<ApiFile> {
	const { context, connection, itemIndex } = run;
	const expiresAfter = asNumber(options.expiresAfter);
	if (
		expiresAfter !== undefined &&
		!(Number.isInteger(expiresAfter) && expiresAfter >= 3600 && expiresAfter <= 2_592_000)
	) {
		throw new NodeOperationError(
			context.getNode(),
			"'Expires After' must be a whole number of seconds from 3600 to 2592000",
			{
				description: 'That is one hour to 30 days. Remove the option to keep the file.',
				itemIndex,
			},
		);
	}
	const { uploadsInParts } = connection.provider;
	const largest = uploadsInParts ? LARGEST_IN_PARTS : LARGEST_WHOLE;
	const source = await openSource(run, binaryPropertyName, largest);
	const details = { name: jsonlName(asText(options.fileName) || source.fileName), expiresAfter };
	const file =
		uploadsInParts && source.bytes > PARTS_FROM
			? await uploadInParts(run, source, details)
			: await uploadWhole(run, source, details);
	run.leftBehind.push(`file ${file.id}`);
	return options.waitUntilProcessed ? await untilReady(run, file) : file;
}

/** The API takes training files under names that end in `.jsonl` only. */
export function jsonlName(name: string | undefined): string {
	if (!name) return 'training.jsonl';
	return /\.jsonl$/i.test(name) ? name : `${name}.jsonl`;
}
