/* eslint-disable @n8n/community-nodes/no-restricted-imports -- runs in Node, not in n8n */
import { Readable } from 'node:stream';
import type { FastifyInstance, FastifyReply } from 'fastify';
import { missingParameter, oneOf } from '../../check';
import type { Context } from '../../context';
import { ApiError, badRequest } from '../../errors';
import { addFile } from '../../files';
import { isJson, type Json } from '../../json';
import { readForm } from '../../multipart';
import { param, type Query } from '../../pages';
import { createChecker } from '../../trainingData';
import { lineFormat } from '../../trainingLine';
import type { FileObject, JobMethod } from '../../types';

interface ById {
	Params: { id: string };
}

const MAX_BYTES = 512 * 1024 * 1024;
/** Where the bytes go that the vendor's client sends: in truth to another host, by an address signed for once. */
const STORAGE = '/sandbox/together-storage';

/** Files: upload in both ways, list, get, content, delete. */
export function fileRoutes(app: FastifyInstance, context: Context): void {
	const { blobs, store } = context;
	const awaited = new Map<string, { filename: string; purpose: string }>();

	const find = (id: string): FileObject => {
		const record = store.files.get(id);
		if (!record) throw new ApiError(404, `File ${id} not found`, { type: 'not_found' });
		return record.file;
	};

	const keep = async (id: string, bytes: number, filename: string, purpose: string) => {
		const file = addFile(context, { id, bytes, filename, purpose, lifetime: null });
		if (purpose === 'fine-tune') file.status_details = await formatProblem(context, id);
		return file;
	};

	app.post('/v1/files/upload', async (request) => {
		const id = store.ids.next('file-');
		const { fields, file } = await readForm(request, blobs, 'file', id, MAX_BYTES);
		const fault = file
			? describedProblem(fields.file_name, fields.purpose, fields.file_type ?? 'jsonl')
			: missingParameter('file');
		if (!file || fault || file.bytes === 0) {
			await blobs.remove(id);
			throw fault ?? badRequest('The file is empty', 'file');
		}
		return fileView(await keep(id, file.bytes, fields.file_name ?? '', fields.purpose ?? ''));
	});

	app.post<{ Querystring: Query }>('/v1/files', async ({ query }, reply): Promise<FastifyReply> => {
		const [filename, purpose] = [param(query, 'file_name'), param(query, 'purpose')];
		const fault = describedProblem(filename, purpose, param(query, 'file_type'));
		if (fault) throw fault;
		const id = store.ids.next('file-');
		awaited.set(id, { filename: filename ?? '', purpose: purpose ?? '' });
		const location = `${app.listeningOrigin}${STORAGE}/${id}`;
		return await reply.code(302).headers({ location, 'x-together-file-id': id }).send();
	});

	void app.register(async (storage) => {
		storage.removeAllContentTypeParsers();
		storage.addContentTypeParser('*', (_request, payload, done) => done(null, payload));
		storage.put<ById>(`${STORAGE}/:id`, async ({ params: { id }, body }, reply) => {
			const expected = awaited.get(id);
			if (!expected) throw new ApiError(403, 'The signature does not match');
			awaited.delete(id);
			const { bytes } = await blobs.write(id, body instanceof Readable ? body : Readable.from([]));
			await keep(id, bytes, expected.filename, expected.purpose);
			return await reply.code(200).send();
		});
	});

	app.get('/v1/files', () => ({
		data: Array.from(store.files.values(), ({ file }) => fileView(file)),
	}));

	app.get<ById>('/v1/files/:id', ({ params }) => fileView(find(params.id)));

	app.get<ById>('/v1/files/:id/content', async ({ params }, reply) => {
		const { id, bytes } = find(params.id);
		return await reply
			.header('content-type', 'application/octet-stream')
			.header('content-length', bytes)
			.send(blobs.read(id));
	});

	app.delete<ById>('/v1/files/:id', ({ params }) => {
		const { id } = find(params.id);
		store.dropFile(id);
		return { id, deleted: true };
	});
}

function describedProblem(name: unknown, purpose: unknown, type: unknown): ApiError | null {
	if (!name) return missingParameter('file_name');
	if (!purpose) return missingParameter('purpose');
	return (
		oneOf('fine-tune', 'eval', 'batch-api')(purpose, 'purpose') ??
		oneOf('jsonl', 'csv', 'parquet')(type ?? null, 'file_type')
	);
}

/** `FileType` and `Processed` are spelled so. */
function fileView({ id, created_at, filename, bytes, purpose, ...file }: FileObject): Json {
	const checked = file.status === 'processed';
	const error = checked ? file.status_details : null;
	const type = /\.(csv|parquet)$/i.exec(filename)?.[1]?.toLowerCase() ?? 'jsonl';
	return {
		id,
		object: 'file',
		created_at,
		filename,
		bytes,
		purpose,
		FileType: type,
		Processed: checked,
		...(purpose === 'fine-tune' && {
			processing_status: !checked ? 'PENDING' : error ? 'INVALID_FORMAT' : 'COMPLETED',
			...(checked && {
				validation_report: {
					file_id: id,
					valid: error === null,
					...(error && { error_type: 'INVALID_FORMAT', error }),
				},
			}),
		}),
	};
}

/** What is wrong with the lines of a file, or null. The sandbox knows the chat and the preference format. */
async function formatProblem({ blobs, dialect }: Context, id: string): Promise<string | null> {
	let checker: ReturnType<typeof createChecker> | undefined;
	let number = 0;
	let turns: string | null = null;
	for await (const line of blobs.lines(id)) {
		number += 1;
		const parsed = parse(line);
		const method: JobMethod['type'] =
			isJson(parsed) && lineFormat(parsed) === 'preference' ? 'dpo' : 'supervised';
		checker ??= createChecker(id, 'training_file', method, dialect.examples);
		checker.push(line);
		turns ??= isJson(parsed) ? turnProblem(parsed, number) : null;
	}
	if (!checker) return 'The file holds no examples';
	return checker.finish().error?.message ?? turns;
}

/** Users and assistant take turns, which OpenAI does not ask for. */
function turnProblem({ messages }: Json, line: number): string | null {
	if (!Array.isArray(messages)) return null;
	const roles = messages.filter(isJson).map(({ role }) => role);
	const at = roles.findIndex((role, index) => role === 'user' && roles[index - 1] === 'user');
	return at < 0
		? null
		: `Invalid role turns on line ${line} of the input file. After the user, the assistant answers.`;
}

function parse(line: Uint8Array): unknown {
	try {
		return JSON.parse(Buffer.from(line).toString('utf8'));
	} catch {
		return undefined;
	}
}
