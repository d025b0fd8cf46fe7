import type { IDataObject } from 'n8n-workflow';

import type { FileDetails, TrainingFile } from '../../domain/file';
import { isRecord } from '../../text';
import { numberOf, readDeleted, textOf } from '../openAiProtocol/readers';
import type { FilePart } from '../protocol';
import { byTime, wholeList } from './lists';

const PURPOSE = 'fine-tune';

/**
 * Files, which Together checks after the upload.
 * Source: https://github.com/togethercomputer/openapi; the largest size that npm together-ai 0.52.0 sends (4.9 GB).
 */
export const files: FilePart = {
	largest: Math.floor(4.9 * 1024 ** 3),
	keepsForever: true,
	list({ cursor, purpose }) {
		const { read, refusal } = wholeList(readFile, cursor, byTime);
		return {
			method: 'GET',
			path: ['files'],
			refusal,
			// It knows no filter.
			read(raw, now) {
				const page = read(raw, now);
				if (!page || purpose === 'all') return page;
				return { ...page, items: page.items.filter((file) => file.purpose === purpose) };
			},
		};
	},
	get: (id) => ({ method: 'GET', path: ['files', id], read: readFile }),
	upload: (content, details) => ({
		method: 'POST',
		path: ['files', 'upload'],
		body: uploadForm(content, details),
		read: readFile,
	}),
	remove: (id) => ({ method: 'DELETE', path: ['files', id], read: readDeleted }),
	content: (id) => ({ method: 'GET', path: ['files', id, 'content'] }),
};

function uploadForm(content: Blob, { name }: FileDetails): FormData {
	const form = new FormData();
	form.append('purpose', PURPOSE);
	form.append('file_name', name);
	form.append('file_type', 'jsonl');
	form.append('file', new Blob([content], { type: 'application/jsonl' }), name);
	return form;
}

export function readFile(raw: unknown): TrainingFile | null {
	if (!isRecord(raw)) return null;
	const id = textOf(raw.id);
	if (id === null) return null;
	const status = textOf(raw.processing_status)?.toLowerCase() ?? null;
	const report = isRecord(raw.validation_report) ? raw.validation_report : {};
	return {
		id,
		name: textOf(raw.filename),
		purpose: textOf(raw.purpose),
		bytes: numberOf(raw.bytes),
		status,
		state: report.valid === false ? 'refused' : stateOf(status),
		statusDetails: textOf(report.error),
		createdAt: numberOf(raw.created_at),
		expiresAt: null,
		raw: { ...raw } as IDataObject,
	};
}

/** Of a file that is not checked, nothing is said. */
function stateOf(status: string | null): TrainingFile['state'] {
	switch (status) {
		case null:
		case 'completed':
			return 'ready';
		case 'failed':
		case 'invalid_format':
			return 'refused';
		default:
			return 'processing';
	}
}
