import type { FastifyRequest } from 'fastify';
import type { BlobInfo, Blobs } from './blobs';
import { ApiError, badRequest } from './errors';

/** A multipart body: its text fields, and its one file, stored under `blobId`. */
export interface Form {
	fields: Record<string, string>;
	file?: BlobInfo & { filename: string; blobId: string };
}

/**
 * Reads a multipart body, the bytes of its file straight to disk.
 * @throws ApiError 400 when the body is none, 413 when the file has more than `maxBytes`.
 */
export async function readForm(
	request: FastifyRequest,
	blobs: Blobs,
	field: string,
	blobId: string,
	maxBytes: number,
): Promise<Form> {
	if (!request.isMultipart()) {
		throw badRequest('Expected a multipart/form-data body.', null);
	}
	const form: Form = { fields: {} };
	if (request.entry) request.entry.body = form.fields;
	for await (const part of request.parts({ limits: { fileSize: maxBytes } })) {
		if (part.type === 'field') {
			form.fields[part.fieldname] = String(part.value);
		} else if (part.fieldname !== field || form.file) {
			part.file.resume();
		} else {
			const info = await blobs.write(blobId, part.file);
			if (part.file.truncated) {
				await blobs.remove(blobId);
				throw new ApiError(
					413,
					`Maximum content size limit (${maxBytes}) exceeded (more than ${info.bytes} bytes read)`,
					{ type: 'server_error' },
				);
			}
			form.file = { ...info, filename: part.filename, blobId };
		}
	}
	return form;
}
