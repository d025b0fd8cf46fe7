/**
 * Datasets that were uploaded to the server. A job names them by their path there, which is their ID.
 * Source: https://github.com/unslothai/unsloth, studio/backend/hub/services/datasets/local.py
 */
import type { IDataObject } from 'n8n-workflow';

import type { TrainingFile } from '../../domain/file';
import { isRecord } from '../../text';
import { numberOf, textOf } from '../openAiProtocol/readers';
import type { FilePart } from '../protocol';
import { own } from './wire';

const MB = 1024 * 1024;

export const files: FilePart = {
	// The most that its settings allow; 500 MB unless they say otherwise, which only the server knows.
	largest: 8192 * MB,
	keepsForever: true,
	adapt,
	list: ({ purpose }) => ({
		...own('GET', 'hub', 'datasets', 'local'),
		read(raw) {
			if (!isRecord(raw) || !Array.isArray(raw.datasets)) return null;
			if (purpose === 'fine-tune-results') return { items: [], next: null, unsound: 0 };
			const items = raw.datasets.flatMap((one: unknown) => readDataset(one) ?? []);
			return { items, next: null, unsound: raw.datasets.length - items.length };
		},
	}),
	upload(content, { name }) {
		const body = new FormData();
		body.append('file', content, name);
		return { ...own('POST', 'hub', 'datasets', 'upload'), body, read: readUploaded };
	},
};

/** What the server takes without a word and never looks at is refused: the model would learn something else. */
function adapt(example: Record<string, unknown>): ReturnType<NonNullable<FilePart['adapt']>> {
	const messages = Array.isArray(example.messages) ? example.messages : [];
	const silenced = messages.some((message) => isRecord(message) && message.weight === 0);
	if (silenced) {
		return {
			ok: false,
			problem: 'has a message with the weight 0, and Unsloth Studio trains on every message',
			advice: 'Remove such messages or examples, or choose a provider that takes weights.',
		};
	}
	if (isRecord(example.input) && Array.isArray(example.preferred_output)) {
		return {
			ok: false,
			problem: 'is a preference example, and Unsloth Studio has no training on preferences',
			advice:
				"Make a chat file with Dataset → Build, Format set to 'Chat', or choose a provider that trains on preferences.",
		};
	}
	if (Array.isArray(example.tools) && example.tools.length > 0) {
		return {
			ok: false,
			problem: 'has tools, and Unsloth Studio shows the model none of them',
			advice: 'Remove the tools or such examples, or choose a provider that takes tools.',
		};
	}
	return { ok: true, value: example };
}

function readDataset(raw: unknown): TrainingFile | null {
	const path = isRecord(raw) ? textOf(raw.path) : null;
	if (!isRecord(raw) || path === null) return null;
	return fileOf(path, { name: textOf(raw.label), createdAt: numberOf(raw.updated_at) }, raw);
}

/** `{filename, stored_path}` */
function readUploaded(raw: unknown, now: number): TrainingFile | null {
	const path = isRecord(raw) ? textOf(raw.stored_path) : null;
	if (!isRecord(raw) || path === null) return null;
	return fileOf(path, { name: textOf(raw.filename), createdAt: now }, raw);
}

function fileOf(
	path: string,
	known: Pick<TrainingFile, 'name' | 'createdAt'>,
	raw: Record<string, unknown>,
): TrainingFile {
	return {
		id: path,
		...known,
		purpose: 'fine-tune',
		bytes: null,
		status: null,
		state: 'ready',
		statusDetails: null,
		expiresAt: null,
		raw: { ...raw } as IDataObject,
	};
}
