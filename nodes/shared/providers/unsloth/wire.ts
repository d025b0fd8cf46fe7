/** Where Unsloth Studio has what, and how it writes times and names. */
import type { Call } from '../../http';
import { textOf } from '../openAiProtocol/readers';

/** The server's own API stands beside the OpenAI-compatible one, whose `/v1` users may have in the base URL. */
export const API = 'api';
export const COMPATIBLE = 'v1';

export function own(
	method: Call['method'],
	...path: string[]
): Pick<Call, 'method' | 'path' | 'version'> {
	return { method, path, version: API };
}

/** ISO 8601 with microseconds, in UTC where no zone is given, → Unix seconds; null for anything else. */
export function secondsOf(value: unknown): number | null {
	const text = textOf(value);
	if (text === null) return null;
	const zoned = /(Z|[+-]\d{2}:?\d{2})$/i.test(text) ? text : `${text}Z`;
	const milliseconds = Date.parse(zoned);
	return Number.isNaN(milliseconds) ? null : milliseconds / 1000;
}

/** The name by which a model of a folder is asked: the folder's own. Names of Hugging Face stay as they are. */
export function publicName(model: string): string {
	if (!isFolder(model)) return model;
	return model.replace(/[\\/]+$/, '').replace(/^.*[\\/]/, '') || model;
}

export function isFolder(model: string): boolean {
	return /^([\\/.~]|[a-z]:)/i.test(model) || model.split(/[\\/]/).length > 2;
}
