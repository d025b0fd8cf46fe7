import { createHash } from 'crypto';

import type { ApiFile } from '../../../shared/types';
import { asNodeError, type NodeError } from '../failure';
import type { ItemRun } from '../operation';
import { blobsOf } from './blobs';
import type { UploadSource } from './uploadSource';
import { PURPOSE, UPLOAD_TIMEOUT_MS, type UploadDetails } from './uploadWhole';

/** The API takes 64 MB; smaller ones need less memory, and less is sent again when one fails. */
const PART_BYTES = 16 * 1024 * 1024;
const PARTS_IN_FLIGHT = 2;

interface Upload {
	id: string;
	file?: ApiFile | null;
}

/**
 * Sends a file in parts with the Uploads API: read as it goes, two parts in flight, and the MD5 of the whole
 * checked by the provider. When something fails the upload is cancelled, and the error says so.
 */
export async function uploadInParts(
	run: ItemRun,
	source: UploadSource,
	{ name, expiresAfter }: UploadDetails,
): Promise<ApiFile> {
	const { connection, itemIndex } = run;
	const upload = await connection.request<Upload>({
		method: 'POST',
		path: ['uploads'],
		body: {
			purpose: PURPOSE,
			filename: name,
			bytes: source.bytes,
			mime_type: 'text/jsonl',
			...(expiresAfter !== undefined && {
				expires_after: { anchor: 'created_at', seconds: expiresAfter },
			}),
		},
		action: 'start the upload',
		itemIndex,
	});
	const result = await sendAll(run, upload.id, source);
	if ('file' in result) return result.file;
	result.error.message += (await cancelUpload(run, upload.id))
		? '. The upload was cancelled: nothing was left behind'
		: `. Upload ${upload.id} could not be cancelled: the provider drops it after an hour, unless File → Get Many shows the file`;
	throw result.error;
}

/** Sends the parts and puts them together; a failure is returned, to be cleaned up after. */
async function sendAll(
	run: ItemRun,
	uploadId: string,
	source: UploadSource,
): Promise<{ file: ApiFile } | { error: NodeError }> {
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
				ids[index] = await sendPart(run, uploadId, part, `part ${index + 1} of ${count}`);
			}
		} catch (error) {
			failure ??= asNodeError({ ...run, leftBehind: [] }, error);
		}
	};
	await Promise.all(Array.from({ length: PARTS_IN_FLIGHT }, worker));
	// Closes the file when not all of it was read.
	await parts.return();
	if (failure) return { error: failure };
	try {
		const { file } = await run.connection.request<Upload>({
			method: 'POST',
			path: ['uploads', uploadId, 'complete'],
			body: { part_ids: ids, md5: md5.digest('hex') },
			action: 'complete the upload',
			subject: { kind: 'upload', id: uploadId },
			itemIndex: run.itemIndex,
			timeoutMs: UPLOAD_TIMEOUT_MS,
		});
		if (file) return { file };
	} catch (error) {
		return { error: asNodeError({ ...run, leftBehind: [] }, error) };
	}
	const unclear = `The provider completed upload ${uploadId} but named no file`;
	return { error: asNodeError({ ...run, leftBehind: [] }, unclear) };
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

async function sendPart(
	{ connection, itemIndex }: ItemRun,
	uploadId: string,
	part: Blob,
	which: string,
): Promise<string> {
	const form = new FormData();
	form.append('data', part, 'part');
	const { id } = await connection.request<{ id: string }>({
		method: 'POST',
		path: ['uploads', uploadId, 'parts'],
		body: form,
		action: `upload ${which}`,
		// In the message whatever went wrong.
		subject: { kind: 'upload', id: `${uploadId}, ${which}` },
		// Only the parts named in the end count: one sent twice is dropped.
		repeatable: true,
		itemIndex,
		timeoutMs: UPLOAD_TIMEOUT_MS,
	});
	return id;
}

/** Whether the provider has dropped the upload and its parts. */
async function cancelUpload({ connection, itemIndex }: ItemRun, id: string): Promise<boolean> {
	try {
		await connection.request({
			method: 'POST',
			path: ['uploads', id, 'cancel'],
			action: 'cancel the upload',
			subject: { kind: 'upload', id },
			itemIndex,
		});
		return true;
	} catch {
		return false;
	}
}
