/**
 * Models that the server suggests or has loaded, and how a trained one is loaded and asked.
 * Source: https://github.com/unslothai/unsloth, studio/backend/routes/models.py and routes/inference.py
 */
import type { IDataObject } from 'n8n-workflow';

import type { ChatAnswer, ChatRequest } from '../../domain/chat';
import type { Job } from '../../domain/job';
import type { Model } from '../../domain/model';
import type { Exchange } from '../../http';
import { isRecord } from '../../text';
import { chat as openAiChat } from '../openAiProtocol/chat';
import { errorIn, numberOf, readModel, textOf } from '../openAiProtocol/readers';
import type { DeployPart, DeployStep, ModelPart } from '../protocol';
import { COMPATIBLE, isFolder, own, publicName } from './wire';

export const models: ModelPart = {
	list: () => ({
		...own('GET', 'models', 'list'),
		read(raw) {
			if (!isRecord(raw) || !Array.isArray(raw.default_models)) return null;
			const loaded: unknown[] = Array.isArray(raw.models) ? raw.models : [];
			const suggested: unknown[] = raw.default_models.map((id: unknown) => ({ id }));
			const all = [...loaded, ...suggested];
			const read = all.flatMap((one) => readListed(one) ?? []);
			const first = read.filter(({ id }, at) => read.findIndex((one) => one.id === id) === at);
			return { items: first, next: null, unsound: all.length - read.length };
		},
	}),
	get: (id) => ({ method: 'GET', path: ['models', id], version: COMPATIBLE, read: readModel }),
};

/** Models in GGUF and folders with adapters only answer; whatever else it suggests can be trained. */
function readListed(raw: unknown): Model | null {
	const told = isRecord(raw) ? textOf(raw.id) : null;
	if (!isRecord(raw) || told === null) return null;
	const trained = isFolder(told);
	return {
		id: publicName(told),
		createdAt: null,
		fineTuned: trained,
		trainable: !trained && !/gguf/i.test(told),
		owner: null,
		shutdownDate: null,
		raw: { ...raw } as IDataObject,
	};
}

const NOTE =
	'It stays loaded until another model or a training takes its place in the memory of the GPU.';

/** Loads the run's folder. Asked for again, a loaded model stays as it is. */
export const deploy: DeployPart = {
	begin(job) {
		const folder = folderOf(job);
		if (folder === null) {
			return {
				ok: false,
				problem: `Job ${job.id} has left no model on the server`,
				advice:
					'Look at the run in Unsloth Studio: its folder may have been deleted there. Train again to get another.',
			};
		}
		const deployment = { model: publicName(folder), id: null, note: NOTE };
		const call: Exchange<DeployStep> = {
			...own('POST', 'inference', 'load'),
			body: { model_path: folder },
			refusal: lateRefusal,
			read: (raw) =>
				isRecord(raw) && textOf(raw.model) !== null ? { state: 'ready', deployment } : null,
		};
		return { ok: true, value: { state: 'pending', deployment, call, begins: true } };
	},
};

/** Where the run has saved its model: told by the history, and gone once somebody deletes it. */
function folderOf({ raw }: Job): string | null {
	const run = isRecord(raw.run) ? raw.run : raw;
	return textOf(run.output_dir);
}

/** A load of more than a quarter of a minute is answered with success at once, and its error follows in the body. */
function lateRefusal(answer: unknown): number | null {
	const late = isRecord(answer) ? answer._deferred_error : undefined;
	return isRecord(late) ? (numberOf(late.status_code) ?? 500) : null;
}

/** Its own 400 would be one question's fault; a training that starts meanwhile unloads the model for all. */
const NO_MODEL = /^no model loaded/i;

/**
 * One question to the loaded model. The server answers with that one whatever name it is asked by: an answer of
 * another model than the one meant is none.
 */
export function chat(request: ChatRequest): Exchange<ChatAnswer> {
	const wanted = publicName(request.model).toLowerCase();
	return {
		...openAiChat(request),
		version: COMPATIBLE,
		refusal(answer) {
			if (NO_MODEL.test(textOf(errorIn(answer).message) ?? '')) return 404;
			const name = isRecord(answer) ? textOf(answer.model) : null;
			return name === null || publicName(name).toLowerCase() === wanted ? null : 409;
		},
	};
}
