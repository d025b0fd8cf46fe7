import type { FastifyInstance } from 'fastify';
import { asObject, text } from '../check';
import type { Context } from '../context';
import { ApiError } from '../errors';
import { addFile } from '../files';
import { readForm } from '../multipart';
import { outputDirOf, pathOf } from './paths';
import { trainingRoutes } from './training';

const MAX_BYTES = 500 * 1024 * 1024;
const ENDINGS = ['.csv', '.json', '.jsonl', '.parquet'];

/** The routes of Unsloth Studio that the node uses: training, datasets, and the model that is loaded. */
export function unslothRoutes(app: FastifyInstance, context: Context): void {
	const { blobs, clock, dialect, store } = context;
	let loaded: string | null = null;
	trainingRoutes(app, context, () => (loaded = null));

	app.post('/api/hub/datasets/upload', async (request) => {
		const id = store.ids.next('file-');
		const { file } = await readForm(request, blobs, 'file', id, MAX_BYTES);
		if (!file) throw new ApiError(400, 'No dataset file was provided');
		const ending = /\.[^.]+$/.exec(file.filename)?.[0].toLowerCase() ?? '';
		const refused = !ENDINGS.includes(ending)
			? `Unsupported file type: ${ending}. Allowed: ${ENDINGS.join(', ')}`
			: file.bytes === 0
				? 'Empty upload payload'
				: undefined;
		if (refused !== undefined) {
			await blobs.remove(id);
			throw new ApiError(400, refused);
		}
		const { bytes, filename } = file;
		addFile(context, { id, bytes, filename, purpose: 'fine-tune', lifetime: null });
		return { filename, stored_path: pathOf(store, id) };
	});

	app.get('/api/hub/datasets/local', () => ({
		datasets: Array.from(store.files.values(), ({ file }) => ({
			id: pathOf(store, file.id).replace(/^.*\//, ''),
			label: file.filename,
			path: pathOf(store, file.id),
			source: 'upload',
			rows: null,
			updated_at: file.created_at,
			metadata: null,
		})).reverse(),
	}));

	app.get('/api/models/list', () => ({
		models: loaded === null ? [] : [{ id: loaded, name: nameOf(loaded), is_lora: true }],
		default_models: [...dialect.otherModels, ...dialect.fineTunable],
	}));

	app.get<{ Params: { '*': string } }>('/v1/models/*', ({ params }) => {
		const id = params['*'];
		if (loaded === null || nameOf(loaded).toLowerCase() !== id.toLowerCase()) {
			throw openAiError(404, `The model '${id}' does not exist`, 'model_not_found');
		}
		const created = Math.floor(clock.now());
		return { id: nameOf(loaded), object: 'model', created, owned_by: 'unsloth', loaded: true };
	});

	app.post('/api/inference/load', ({ body }) => {
		const { model_path: path } = asObject(body);
		const fault = text(1)(path, 'model_path');
		if (fault) throw fault;
		const run = store.byAge.find(({ base }) => outputDirOf(base) === path);
		if (!run) throw new ApiError(400, `Invalid model identifier: ${String(path)}`);
		const folder = outputDirOf(run.base);
		const status = loaded === folder ? 'already_loaded' : 'loaded';
		loaded = folder;
		return { status, model: folder, display_name: nameOf(folder), is_lora: true, inference: {} };
	});
}

function nameOf(folder: string): string {
	return folder.replace(/^.*\//, '');
}

/** What stands under /v1 writes its errors as OpenAI does. */
function openAiError(status: number, message: string, code: string | null = null): ApiError {
	return new ApiError(status, message, { type: 'openai', code });
}
