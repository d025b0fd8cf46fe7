import { NodeOperationError } from 'n8n-workflow';

import type { FileDetails, TrainingFile } from '../../../../shared/domain/file';
import { asNumber, asText, isWhole } from '../../../../shared/text';
import type { ItemRun } from '../../operation';
import { adapted } from './adapted';
import { blobsOf } from './blobs';
import { uploadInParts } from './inParts';
import { untilReady } from './ready';
import { openSource, type UploadSource } from './source';

const MB = 1024 * 1024;
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
): Promise<TrainingFile> {
	const { context, api } = run;
	const expiresAfter = asNumber(options.expiresAfter);
	if (expiresAfter !== undefined && !isWhole(expiresAfter, 3600, 2_592_000)) {
		throw new NodeOperationError(
			context.getNode(),
			"'Expires After' must be a whole number of seconds from 3600 to 2592000",
			{ description: 'That is one hour to 30 days. Remove the option to keep the file.' },
		);
	}
	if (expiresAfter !== undefined && api.provider.files?.keepsForever) {
		throw new NodeOperationError(
			context.getNode(),
			`${api.provider.displayName} cannot delete a file by itself`,
			{
				description: api.provider.files.remove
					? "Remove the option 'Expires After', and use File → Delete when you are done."
					: "Remove the option 'Expires After', and delete the file there when you are done.",
			},
		);
	}
	const { whole, inParts } = api.files.limits();
	const { adapt } = api.provider.files ?? {};
	const opened = await openSource(run, binaryPropertyName, inParts ?? whole);
	const source: UploadSource = adapt
		? {
				...opened,
				chunks: () => adapted(run, binaryPropertyName, opened.chunks(), adapt),
			}
		: opened;
	const details = { name: jsonlName(asText(options.fileName) || source.fileName), expiresAfter };
	const file =
		inParts !== null && source.bytes > PARTS_FROM
			? await uploadInParts(run, source, details)
			: await uploadWhole(run, source, details);
	run.leftBehind.push(`file ${file.id}`);
	return options.waitUntilProcessed ? await untilReady(run, file) : file;
}

/** In one request; the file is in memory while that goes on. */
async function uploadWhole(
	{ api }: ItemRun,
	source: UploadSource,
	details: FileDetails,
): Promise<TrainingFile> {
	// One blob of any size: all of it.
	const { value } = await blobsOf(source.chunks(), Number.POSITIVE_INFINITY).next();
	return await api.files.upload(value ?? new Blob([]), details);
}

/** The API takes training files under names that end in `.jsonl` only. */
export function jsonlName(name: string | undefined): string {
	if (!name) return 'training.jsonl';
	return /\.jsonl$/i.test(name) ? name : `${name}.jsonl`;
}
