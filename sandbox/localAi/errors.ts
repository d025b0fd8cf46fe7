import { ApiError } from '../errors';

/** An error of the fine-tuning part of LocalAI, which is one text. */
export class PlainError extends ApiError {}

export function jobNotFound(id: string): PlainError {
	return new PlainError(404, `job not found: ${id}`);
}
