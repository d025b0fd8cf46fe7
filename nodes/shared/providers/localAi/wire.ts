/** The words of LocalAI's API that several of its parts use. */

/** Under the server's root, whether the credential's base URL ends in /v1 or not. */
const API = { version: 'api' } as const;
export const OPENAI_API = { version: 'v1' } as const;

/** A path below a job, or that of the list. */
export function jobPath(...parts: readonly string[]): { version: 'api'; path: string[] } {
	return { ...API, path: ['fine-tuning', 'jobs', ...parts] };
}

/** What LocalAI keeps of a model, and changes in part. */
export function modelConfigPath(name: string): { version: 'api'; path: string[] } {
	return { ...API, path: ['models', 'config-json', name] };
}

export const DATASETS = { ...API, path: ['fine-tuning', 'datasets'] };

/**
 * What a job keeps for whoever created it. LocalAI has no metadata, but gives a job's extra options back as they
 * came, and its trainer passes over those that it does not know.
 */
export const METADATA_PREFIX = 'metadata.';
export const SUFFIX_OPTION = 'suffix';
/** The token of Hugging Face, which a job repeats in clear. */
export const TOKEN_OPTION = 'hf_token';
