import type { IDataObject } from 'n8n-workflow';

import type { FileDetails, TrainingFile } from '../../domain/file';
import type { FilePart, PartwisePart } from '../protocol';
import { numberOf, pageReader, readDeleted, readId, textOf, type Reader } from './readers';
import { isRecord } from '../../text';
import { readResultFile } from './metrics';

const MB = 1024 * 1024;
const PURPOSE = 'fine-tune';

/** Files as OpenAI's protocol has them. Limits: 512 MB in one request, 8 GB in parts. */
export function fileRoutes({
	processesFiles = false,
	inParts = false,
	largest = 512 * MB,
}: {
	/** Whether a new file is not ready at once. */
	processesFiles?: boolean;
	/** Whether large files can be sent in parts (the Uploads API). */
	inParts?: boolean;
	/** Bytes that one request may carry. */
	largest?: number;
}): FilePart {
	const read = fileReader(processesFiles);
	return {
		largest,
		list: ({ cursor, limit, purpose }) => ({
			method: 'GET',
			path: ['files'],
			query: { ...(purpose !== 'all' && { purpose }), limit, ...(cursor && { after: cursor }) },
			read: pageReader(read),
		}),
		get: (id) => ({ method: 'GET', path: ['files', id], read }),
		upload: (content, details) => ({
			method: 'POST',
			path: ['files'],
			body: uploadForm(content, details),
			read,
		}),
		remove: (id) => ({ method: 'DELETE', path: ['files', id], read: readDeleted }),
		content: (id) => ({ method: 'GET', path: ['files', id, 'content'] }),
		readMetrics: readResultFile,
		...(inParts && { inParts: partRoutes(read) }),
	};
}

function uploadForm(content: Blob, { name, expiresAfter }: FileDetails): FormData {
	const form = new FormData();
	form.append('purpose', PURPOSE);
	if (expiresAfter !== undefined) {
		form.append('expires_after[anchor]', 'created_at');
		form.append('expires_after[seconds]', String(expiresAfter));
	}
	form.append('file', new Blob([content], { type: 'application/jsonl' }), name);
	return form;
}

function partRoutes(read: Reader<TrainingFile>): PartwisePart {
	return {
		largest: 8 * 1024 * MB,
		start: (bytes, { name, expiresAfter }) => ({
			method: 'POST',
			path: ['uploads'],
			body: {
				purpose: PURPOSE,
				filename: name,
				bytes,
				mime_type: 'text/jsonl',
				...(expiresAfter !== undefined && {
					expires_after: { anchor: 'created_at', seconds: expiresAfter },
				}),
			},
			read: readId,
		}),
		part(uploadId, content) {
			const body = new FormData();
			body.append('data', content, 'part');
			return { method: 'POST', path: ['uploads', uploadId, 'parts'], body, read: readId };
		},
		complete: (uploadId, partIds, md5) => ({
			method: 'POST',
			path: ['uploads', uploadId, 'complete'],
			body: { part_ids: [...partIds], md5 },
			read: (raw, now) => (isRecord(raw) ? read(raw.file, now) : null),
		}),
		cancel: (uploadId) => ({
			method: 'POST',
			path: ['uploads', uploadId, 'cancel'],
			read: (raw) => (isRecord(raw) && textOf(raw.status) === 'cancelled' ? true : null),
		}),
	};
}

/**
 * @param processesFiles whether a new file is not ready at once. `uploaded` is the last status of some
 * providers, and the first of those that process files; so is a word that nobody knows.
 */
export function fileReader(processesFiles: boolean): Reader<TrainingFile> {
	return (raw) => {
		if (!isRecord(raw)) return null;
		const id = textOf(raw.id);
		if (id === null) return null;
		const status = textOf(raw.status);
		return {
			id,
			name: textOf(raw.filename),
			purpose: textOf(raw.purpose),
			bytes: numberOf(raw.bytes),
			status,
			state: fileState(status, processesFiles),
			statusDetails: textOf(raw.status_details),
			createdAt: numberOf(raw.created_at),
			expiresAt: numberOf(raw.expires_at),
			raw: { ...raw } as IDataObject,
		};
	};
}

function fileState(status: string | null, processesFiles: boolean): TrainingFile['state'] {
	switch (status?.toLowerCase()) {
		case 'processed':
		case 'succeeded':
			return 'ready';
		case 'error':
		case 'failed':
		case 'deleted':
			return 'refused';
		case 'pending':
		case 'queued':
		case 'processing':
		case 'running':
		case 'validating':
		case 'in_progress':
			return 'processing';
		default:
			return processesFiles ? 'processing' : 'ready';
	}
}
