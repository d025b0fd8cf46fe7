import type { ErrorBody } from '../http';
import { isRecord } from '../text';

const LONGEST_QUOTE = 500;

/** Reads OpenAI's `{error:{…}}`, FastAPI's `{detail}` (as Nebius sends it), and plain messages. */
export function readErrorBody(body: unknown): ErrorBody {
	if (!isRecord(body)) return { foreign: typeof body === 'string' && body.trim() !== '' };
	const error: unknown = body.error;
	if (isRecord(error)) {
		return {
			message: text(error.message),
			code: text(error.code),
			type: text(error.type),
			param: text(error.param),
			foreign: false,
		};
	}
	const message = text(error) ?? detailOf(body.detail) ?? text(body.message);
	return { message, code: text(body.code), param: fieldsOf(body.detail), foreign: false };
}

/** The fields that FastAPI names, as one text: `model, hyperparameters.n_epochs`. */
function fieldsOf(detail: unknown): string | undefined {
	if (!Array.isArray(detail)) return undefined;
	const fields = detail.filter(isRecord).map(({ loc }) => whereOf(loc));
	return text([...new Set(fields)].filter(Boolean).join(', '));
}

/** `["body", "hyperparameters", "n_epochs"]` → `hyperparameters.n_epochs`. */
function whereOf(loc: unknown): string {
	const parts: unknown[] = Array.isArray(loc) ? loc : [];
	return parts
		.filter((part) => typeof part === 'number' || (typeof part === 'string' && part !== 'body'))
		.join('.');
}

/** `[{loc: ["body", "hyperparameters", "n_epochs"], msg}]` → `hyperparameters.n_epochs: msg; …`. */
function detailOf(detail: unknown): string | undefined {
	if (isRecord(detail)) return text(detail.error) ?? text(detail.message);
	if (!Array.isArray(detail)) return text(detail);
	const parts = detail.filter(isRecord).map((entry) => {
		const where = whereOf(entry.loc);
		const what = text(entry.msg) ?? 'invalid';
		return where ? `${where}: ${what}` : what;
	});
	return parts.length > 0 ? parts.join('; ').slice(0, LONGEST_QUOTE) : undefined;
}

function text(value: unknown): string | undefined {
	return typeof value === 'string' && value.trim() !== ''
		? value.trim().slice(0, LONGEST_QUOTE)
		: undefined;
}
