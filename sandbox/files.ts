import { missingParameter, number, oneOf } from './check';
import type { Context } from './context';
import { badRequest, type ApiError } from './errors';
import type { FileObject } from './types';

const PURPOSES = ['fine-tune', 'assistants', 'batch', 'vision', 'user_data', 'evals'];

/** What a new file's object is made of; `lifetime` in seconds, null for ever. */
export interface NewFile {
	id: string;
	bytes: number;
	filename: string;
	purpose: string;
	lifetime: number | null;
}

/** Puts a file into the store whose bytes are already in the blobs. */
export function addFile({ clock, dialect, speed, store }: Context, file: NewFile): FileObject {
	const now = clock.now();
	const created_at = Math.floor(now);
	const object: FileObject = {
		object: 'file',
		id: file.id,
		bytes: file.bytes,
		created_at,
		filename: file.filename,
		purpose: file.purpose,
		status: dialect.processing > 0 ? 'pending' : 'processed',
		status_details: null,
		expires_at: file.lifetime === null ? null : created_at + file.lifetime,
	};
	store.files.set(file.id, { file: object, readyAt: now + dialect.processing / speed });
	return object;
}

/** What is wrong with a new file's purpose, name or size, or null. */
export function fileProblem(purpose: unknown, filename: string, bytes: number): ApiError | null {
	if (!purpose) return missingParameter('purpose');
	const fault = oneOf(...PURPOSES)(purpose, 'purpose');
	if (fault) return fault;
	if (bytes === 0) return badRequest('File is empty.', 'file', 'empty_file');
	return purpose === 'fine-tune' && !filename.toLowerCase().endsWith('.jsonl')
		? badRequest(
				`Invalid file format for Fine-Tuning API. Must be .jsonl, but got '${filename}'.`,
				'file',
				'invalid_file_extension',
			)
		: null;
}

/** What is wrong with the two fields of `expires_after`, or null. */
export function lifetimeProblem(anchor: unknown, seconds: unknown): ApiError | null {
	if (anchor === undefined && seconds === undefined) return null;
	return (
		oneOf('created_at')(anchor ?? null, 'expires_after[anchor]') ??
		number({ min: 3600, max: 2_592_000, integer: true })(seconds, 'expires_after[seconds]')
	);
}
