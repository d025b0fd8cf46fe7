import type { ApiFile } from '../../../shared/types';
import type { ItemRun } from '../operation';
import { blobsOf } from './blobs';
import type { UploadSource } from './uploadSource';

/** What the provider is told of a file. */
export interface UploadDetails {
	name: string;
	/** Seconds after which it is deleted. */
	expiresAfter?: number;
}

export const PURPOSE = 'fine-tune';
export const UPLOAD_TIMEOUT_MS = 10 * 60_000;

/** Sends a file in one multipart request; it is in memory while that goes on. */
export async function uploadWhole(
	{ connection, itemIndex }: ItemRun,
	source: UploadSource,
	{ name, expiresAfter }: UploadDetails,
): Promise<ApiFile> {
	const form = new FormData();
	form.append('purpose', PURPOSE);
	if (expiresAfter !== undefined) {
		form.append('expires_after[anchor]', 'created_at');
		form.append('expires_after[seconds]', String(expiresAfter));
	}
	for await (const blob of blobsOf(source.chunks(), Number.POSITIVE_INFINITY)) {
		form.append('file', new Blob([blob], { type: 'application/jsonl' }), name);
	}
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
