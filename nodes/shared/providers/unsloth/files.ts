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
