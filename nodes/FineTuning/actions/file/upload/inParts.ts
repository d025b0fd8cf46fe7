import { createHash } from 'node:crypto';
import { NodeApiError } from 'n8n-workflow';

import type { FileDetails, TrainingFile } from '../../../../shared/domain/file';
import { shortened } from '../../../../shared/text';
import { asNodeError, type NodeError } from '../../failure';
import type { ItemRun } from '../../operation';
import { blobsOf } from './blobs';
import type { UploadSource } from './source';

/** The API takes 64 MB; smaller ones need less memory, and less is sent again when one fails. */
const PART_BYTES = 16 * 1024 * 1024;
const PARTS_IN_FLIGHT = 2;

/**
 * Sends a file in parts with the Uploads API: read as it goes, two parts in flight, and the MD5 of the whole
 * checked by the provider. When something fails the upload is cancelled, and the error says so.
 */
export async function uploadInParts(
	run: ItemRun,
	source: UploadSource,
	details: FileDetails,
): Promise<TrainingFile> {
	const uploadId = await run.api.files.inParts.start(source.bytes, details);
	const result = await sendAll(run, uploadId, source);
	if ('file' in result) return result.file;
	const cancelled = await cancelUpload(run, uploadId);
	result.error.message += `. ${leftBehind(shortened(uploadId), cancelled, result.ambiguous)}`;
	throw result.error;
}

/** @param ambiguous whether the provider may have made the file, or still may */
function leftBehind(uploadId: string, cancelled: boolean, ambiguous: boolean): string {
	if (!cancelled) {
		return `Upload ${uploadId} could not be cancelled: the provider drops it after an hour, unless File → Get Many shows the file`;
	}
	return ambiguous
		? `Upload ${uploadId} was cancelled, but perhaps too late: File → Get Many shows whether the file is there`
		: 'The upload was cancelled: nothing was left behind';
}

/** Whether an attempt to put the parts together may have made the file: only a refusal says that it did not. */
function mayHaveBeenMade(error: unknown): boolean {
	if (!(error instanceof NodeApiError)) return false;
	const status = Number(error.httpCode ?? Number.NaN);
	return !(status >= 400 && status < 500 && status !== 408);
}

/** Sends the parts and puts them together; a failure is returned, to be cleaned up after. */
async function sendAll(
	run: ItemRun,
	uploadId: string,
	source: UploadSource,
): Promise<{ file: TrainingFile } | { error: NodeError; ambiguous: boolean }> {
	const { inParts } = run.api.files;
	const md5 = createHash('md5');
	const count = Math.ceil(source.bytes / PART_BYTES);
	const parts = blobsOf(hashed(source.chunks(), md5), PART_BYTES);
	const ids: string[] = [];
	let failure: NodeError | undefined;
	let started = 0;
	const worker = async () => {
		try {
			while (!failure) {
				const { value: part } = await parts.next();
				if (!part) return;
				const index = started;
				started += 1;
				ids[index] = await inParts.part(uploadId, part, `part ${index + 1} of ${count}`);
			}
		} catch (error) {
			failure ??= asNodeError({ ...run, leftBehind: [] }, error);
		}
	};
	await Promise.all(Array.from({ length: PARTS_IN_FLIGHT }, worker));
	// Closes the file when not all of it was read.
	await parts.return();
	if (failure) return { error: failure, ambiguous: false };
	try {
		return { file: await inParts.complete(uploadId, ids, md5.digest('hex')) };
	} catch (error) {
		return {
			error: asNodeError({ ...run, leftBehind: [] }, error),
			ambiguous: mayHaveBeenMade(error),
		};
	}
}

async function* hashed(
	chunks: AsyncIterable<Uint8Array>,
	hash: { update(chunk: Uint8Array): unknown },
): AsyncGenerator<Uint8Array, void, void> {
	for await (const chunk of chunks) {
		hash.update(chunk);
		yield chunk;
	}
}

/** Whether the provider has dropped the upload and its parts. */
async function cancelUpload({ api }: ItemRun, uploadId: string): Promise<boolean> {
	try {
		await api.files.inParts.cancel(uploadId);
		return true;
	} catch {
		return false;
	}
}
