import type { FastifyInstance } from 'fastify';
import { asObject, list, missingParameter, number, shape, text } from '../check';
import type { Context } from '../context';
import { badRequest, notFound } from '../errors';
import { addFile, fileProblem, lifetimeProblem } from '../files';
import { isJson } from '../json';
import { readForm } from '../multipart';
import type { UploadRecord } from '../store';
import type { UploadObject } from '../types';

interface ById {
	Params: { id: string };
}

const MAX_PART = 64 * 1024 * 1024;
const MAX_BYTES = 8 * 1024 ** 3;
const LIFETIME = 3600;

const CREATE = shape(
	{
		bytes: number({ min: 1, max: MAX_BYTES, integer: true }),
		filename: text(1),
		mime_type: text(1),
		purpose: text(1),
		expires_after: shape({ anchor: text(), seconds: number({}) }),
	},
	['bytes', 'filename', 'mime_type', 'purpose'],
);
const COMPLETE = shape({ part_ids: list(text(1)), md5: text() }, ['part_ids']);

/** Uploads of large files in parts: create, add a part, complete, cancel. */
export function uploadRoutes(app: FastifyInstance, context: Context): void {
	const { blobs, clock, store } = context;

	const pending = (id: string): UploadRecord => {
		const record = store.uploads.get(id);
		if (!record) throw notFound('Upload', id);
		const { status } = record.upload;
		if (status !== 'pending') throw badRequest(`Upload ${id} is already ${status}.`, 'upload_id');
		return record;
	};

	const discard = async (parts: Record<string, number>) => {
		await Promise.all(Object.keys(parts).map(async (part) => await blobs.remove(part)));
	};

	app.post('/v1/uploads', ({ body }) => {
		const fields = asObject(body);
		const { expires_after, filename, purpose } = fields;
		const bytes = Number(fields.bytes);
		const expiry = isJson(expires_after) ? expires_after : {};
		const fault =
			CREATE(fields, '') ??
			fileProblem(purpose, String(filename), bytes) ??
			lifetimeProblem(expiry.anchor, expiry.seconds);
		if (fault) throw fault;
		const created_at = Math.floor(clock.now());
		const upload: UploadObject = {
			object: 'upload',
			id: store.ids.next('upload_'),
			bytes,
			created_at,
			expires_at: created_at + LIFETIME,
			filename: String(filename),
			purpose: String(purpose),
			status: 'pending',
			file: null,
		};
		const lifetime = expiry.seconds === undefined ? null : Number(expiry.seconds);
		store.uploads.set(upload.id, { upload, lifetime, parts: {} });
		return upload;
	});

	app.post<ById>('/v1/uploads/:id/parts', async (request) => {
		const upload_id = request.params.id;
		pending(upload_id);
		const id = store.ids.next('part_');
		const { file } = await readForm(request, blobs, 'data', id, MAX_PART);
		if (!file) throw missingParameter('data');
		// It may have been cancelled while the bytes came in.
		pending(upload_id).parts[id] = file.bytes;
		return { object: 'upload.part', id, created_at: Math.floor(clock.now()), upload_id };
	});

	app.post<ById>('/v1/uploads/:id/complete', async ({ body, params }) => {
		const fields = asObject(body);
		const fault = COMPLETE(fields, '');
		if (fault) throw fault;
		const { upload, lifetime, parts } = pending(params.id);
		const ids = Array.isArray(fields.part_ids) ? fields.part_ids.map(String) : [];
		const unknown = ids.find((id) => parts[id] === undefined);
		if (unknown) throw badRequest(`Part ${unknown} is not of this upload.`, 'part_ids');
		const total = ids.reduce((sum, id) => sum + (parts[id] ?? 0), 0);
		if (total !== upload.bytes) {
			throw badRequest(
				`The parts have ${total} bytes in all, but the upload was created for ${upload.bytes}.`,
				'part_ids',
			);
		}
		const id = store.ids.next('file-');
		const { bytes, md5 } = await blobs.write(id, ...ids.map((part) => blobs.read(part)));
		const wanted = fields.md5;
		if (typeof wanted === 'string' && wanted.toLowerCase() !== md5) {
			await blobs.remove(id);
			throw badRequest(`The md5 of the parts is ${md5}, not ${wanted}.`, 'md5');
		}
		const { filename, purpose } = upload;
		upload.file = addFile(context, { id, bytes, filename, purpose, lifetime });
		upload.status = 'completed';
		await discard(parts);
		return upload;
	});

	app.post<ById>('/v1/uploads/:id/cancel', async ({ params }) => {
		const { upload, parts } = pending(params.id);
		upload.status = 'cancelled';
		await discard(parts);
		return upload;
	});
}
