import type { FastifyInstance } from 'fastify';
import { answer } from '../chat/answer';
import { asObject, text } from '../check';
import type { Context } from '../context';
import { ApiError } from '../errors';
import { addFile } from '../files';
import { jobAt, statusAt } from '../life';
import { readForm } from '../multipart';
import { messagesOf } from '../routes/chat';
import type { JobRecord } from '../store';
import { outputDirOf, pathOf } from './paths';
import { trainingRoutes } from './training';

const MAX_BYTES = 500 * 1024 * 1024;
const ENDINGS = ['.csv', '.json', '.jsonl', '.parquet'];

/** The routes of Unsloth Studio that the node uses: training, datasets, and the model that is loaded. */
export function unslothRoutes(app: FastifyInstance, context: Context): void {
	const { blobs, clock, dialect, store } = context;
	/** The run whose model answers. A training takes its place on the GPU. */
	let loaded: JobRecord | null = null;
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
		models: loaded ? [{ id: outputDirOf(loaded.base), name: nameOf(loaded), is_lora: true }] : [],
		default_models: [...dialect.otherModels, ...dialect.fineTunable],
	}));

	app.get<{ Params: { '*': string } }>('/v1/models/*', ({ params }) => {
		const id = params['*'];
		if (!loaded || nameOf(loaded).toLowerCase() !== id.toLowerCase()) {
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
		if (!run || statusAt(run.transitions, clock.now()) !== 'succeeded') {
			throw new ApiError(400, `Invalid model identifier: ${String(path)}`);
		}
		const status = loaded === run ? 'already_loaded' : 'loaded';
		loaded = run;
		const model = outputDirOf(run.base);
		return { status, model, display_name: nameOf(run), is_lora: true, inference: {} };
	});

	app.post('/v1/chat/completions', async ({ body, id }) => {
		const messages = messagesOf(asObject(body).messages, 'messages');
		if (!loaded) throw openAiError(400, 'No model loaded. Call POST /inference/load first.');
		const { base, transitions } = loaded;
		// Whatever name it is asked by, the loaded one answers, and says so.
		const model = nameOf(loaded);
		const { fine_tuned_model: name } = jobAt(base, transitions, clock.now());
		const { text: content, usage, fingerprint } = await answer(context, name ?? '', messages);
		return {
			id: `chatcmpl-${id}`,
			object: 'chat.completion',
			created: Math.floor(clock.now()),
			model,
			system_fingerprint: fingerprint,
			choices: [{ index: 0, message: { role: 'assistant', content }, finish_reason: 'stop' }],
			usage: {
				prompt_tokens: usage.prompt,
				completion_tokens: usage.completion,
				total_tokens: usage.prompt + usage.completion,
			},
		};
	});
}

function nameOf({ base }: JobRecord): string {
	return outputDirOf(base).replace(/^.*\//, '');
}

/** What stands under /v1 writes its errors as OpenAI does. */
function openAiError(status: number, message: string, code: string | null = null): ApiError {
	return new ApiError(status, message, { type: 'openai', code });
}
