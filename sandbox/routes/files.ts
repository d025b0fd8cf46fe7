import type { FastifyInstance } from 'fastify';
import { missingParameter, oneOf } from '../check';
import type { Context } from '../context';
import { fileNotFound } from '../errors';
import { addFile, fileProblem, lifetimeProblem } from '../files';
import { readForm } from '../multipart';
import { page, param, type Query } from '../pages';
import type { FileObject } from '../types';

interface ById {
	Params: { id: string };
}

const MAX_BYTES = 512 * 1024 * 1024;

/** Files: upload, list, get, content, delete. */
export function fileRoutes(app: FastifyInstance, context: Context): void {
	const { blobs, dialect, store } = context;

	const find = (id: string): FileObject => {
		const record = store.files.get(id);
		if (!record) throw fileNotFound(id);
		return record.file;
	};

	app.post('/v1/files', async (request) => {
		const id = store.ids.next('file-');
		const form = await readForm(request, blobs, 'file', id, MAX_BYTES);
		const { fields, file } = form;
		const anchor = fields['expires_after[anchor]'];
		const seconds = fields['expires_after[seconds]'];
		const fault = file
			? (fileProblem(fields.purpose, file.filename, file.bytes) ??
				lifetimeProblem(anchor, numberOf(seconds)))
			: missingParameter('file');
		if (!file || fault) {
			await blobs.remove(id);
			throw fault;
		}
		const lifetime = seconds === undefined ? null : Number(seconds);
		const { bytes, filename } = file;
		return addFile(context, { id, bytes, filename, purpose: fields.purpose ?? '', lifetime });
	});

	app.get<{ Querystring: Query }>('/v1/files', ({ query }) => {
		const purpose = param(query, 'purpose');
		const order = param(query, 'order') ?? 'desc';
		const fault = oneOf('asc', 'desc')(order, 'order');
		if (fault) throw fault;
		const files = Array.from(store.files.values(), ({ file }) => file)
			.filter((file) => !purpose || file.purpose === purpose)
			.sort((a, b) => a.created_at - b.created_at);
		if (order === 'desc') files.reverse();
		const shown = page(files, {
			query,
			standard: 10_000,
			max: 10_000,
			idOf: ({ id }) => id,
			quirks: context.list,
		});
		const first_id = shown.data[0]?.id ?? null;
		return { ...shown, first_id, last_id: shown.data.at(-1)?.id ?? null };
	});

	app.get<ById>('/v1/files/:id', ({ params }) => find(params.id));

	app.delete<ById>('/v1/files/:id', ({ params }) => {
		const { id } = find(params.id);
		store.dropFile(id);
		return { object: 'file', id, deleted: true };
	});

	if (dialect.lacks.includes('content')) return;

	app.get<ById>('/v1/files/:id/content', async ({ params }, reply) => {
		const { id, bytes, filename } = find(params.id);
		const name = encodeURIComponent(filename);
		return await reply
			.header('content-type', 'application/octet-stream')
			.header('content-length', bytes)
			.header('content-disposition', `attachment; filename="${name}"`)
			.send(blobs.read(id));
	});
}

function numberOf(text: string | undefined): number | string | undefined {
	return text?.trim() ? Number(text) : text;
}
