/** A JSON object whose fields are not known yet. */
export type Json = Record<string, unknown>;

/** True for a JSON object: neither null nor an array. */
export function isJson(value: unknown): value is Json {
	return typeof value === 'object' && value !== null && !Array.isArray(value);
}
