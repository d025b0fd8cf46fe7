/** What stands under `error` in the API's error bodies. */
export interface ErrorBody {
	message: string;
	type: string;
	param: string | null;
	code: string | null;
}

/** An answer other than success, thrown by routes and sent by the server. */
export class ApiError extends Error {
	readonly body: ErrorBody;

	constructor(
		readonly status: number,
		message: string,
		details: Partial<Omit<ErrorBody, 'message'>> = {},
		readonly headers: Record<string, string> = {},
	) {
		super(message);
		this.body = { message, type: 'invalid_request_error', param: null, code: null, ...details };
	}
}

/** 400, naming the parameter at fault. */
export function badRequest(message: string, param: string | null, code: string | null = null) {
	return new ApiError(400, message, { param, code });
}

/** 404 for a job, in the words the API was recorded with. */
export function jobNotFound(id: string) {
	return new ApiError(404, `Could not find fine tune: ${id}`, {
		param: 'fine_tune_id',
		code: 'fine_tune_not_found',
	});
}

/** 404 for a file, as recorded. */
export function fileNotFound(id: string) {
	return new ApiError(404, `No such File object: ${id}`, { param: 'id' });
}

/** 404 for a model, as recorded. */
export function modelNotFound(id: string) {
	return new ApiError(404, `The model '${id}' does not exist`, {
		param: 'model',
		code: 'model_not_found',
	});
}

/** 404 for anything else that has an id. */
export function notFound(kind: string, id: string) {
	return new ApiError(404, `No such ${kind} object: ${id}`, { param: 'id' });
}
