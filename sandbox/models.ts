import type { Dialect } from './dialects';
import type { ModelObject } from './types';

/** Base models that jobs can be created on. */
export const FINE_TUNABLE = [
	'gpt-4.1-2025-04-14',
	'gpt-4.1-mini-2025-04-14',
	'gpt-4.1-nano-2025-04-14',
	'gpt-4o-2024-08-06',
	'gpt-4o-mini-2024-07-18',
	'gpt-3.5-turbo-0125',
	'o4-mini-2025-04-16',
];

/** Base models that Nebius trains. */
export const NEBIUS_FINE_TUNABLE = [
	'meta-llama/Meta-Llama-3.1-8B-Instruct',
	'meta-llama/Llama-3.3-70B-Instruct',
	'Qwen/Qwen3-14B',
	'openai/gpt-oss-20b',
];

/** OpenAI models that cannot be trained. */
export const OTHER_MODELS = [
	'gpt-4.1',
	'gpt-4o-mini',
	'text-embedding-3-small',
	'whisper-1',
	'dall-e-3',
];

/** By what OpenAI's models begin with, the longest first; models trained on them go with them. */
const SHUTDOWNS: ReadonlyArray<[prefix: string, day: string]> = [
	['gpt-4.1-nano', '2026-10-23'],
	['gpt-3.5-turbo', '2026-10-23'],
	['o4-mini', '2026-10-23'],
	['gpt-4.1', '2027-01-14'],
	['gpt-4o', '2027-01-14'],
];

/** What OpenAI tells of a model's end. */
export function openAiEnd(id: string): Pick<ModelObject, 'shutdown_date'> {
	const base = id.replace(/^ft:/, '');
	return { shutdown_date: SHUTDOWNS.find(([prefix]) => base.startsWith(prefix))?.[1] ?? null };
}

const CREATED = 1_744_317_547;

/** The models that every key can see, trained ones left out; those that can be trained first. */
export function baseModels(dialect: Dialect): ModelObject[] {
	return [...dialect.fineTunable, ...dialect.otherModels].map((id, index) => ({
		object: 'model',
		id,
		created: CREATED - index * 86_400,
		owned_by: 'system',
		...(dialect.modelName && { model_name: dialect.modelName(id) }),
	}));
}
