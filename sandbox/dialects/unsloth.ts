import { ApiError } from '../errors';
import { fastApiAnswer } from '../fastApi';
import { HEX } from '../random';
import { unslothRoutes } from '../unsloth';
import { UNSLOTH_DEFAULTS } from '../unsloth/startBody';
import { openAi, type Dialect } from './dialect';

/** Some of the models that its editor suggests for training. */
const MODELS = [
	'unsloth/Qwen3-4B-Instruct-2507',
	'unsloth/Meta-Llama-3.1-8B-Instruct-bnb-4bit',
	'unsloth/Mistral-Nemo-Instruct-2407-bnb-4bit',
	'unsloth/gemma-4-E2B-it',
];

/** Errors of its own API as FastAPI has them, some with a code; those of /v1 as OpenAI has them. */
function answer(error: ApiError): { status: number; body: unknown } {
	const { body, status } = error;
	if (body.type === 'openai') {
		return { status, body: { error: { ...body, type: 'invalid_request_error' } } };
	}
	if (body.code === null || body.param !== null) return fastApiAnswer(error);
	return { status, body: { detail: { code: body.code, message: body.message } } };
}

/**
 * Unsloth Studio, whose routes are its own: see ../unsloth.
 * https://github.com/unslothai/unsloth (studio/backend)
 */
export const unsloth: Dialect = {
	...openAi,
	name: 'unsloth',
	ids: { alphabet: HEX, jobs: 'job_20260202_024000_' },
	fineTunable: MODELS,
	otherModels: ['unsloth/Qwen3-4B-GGUF', 'unsloth/gemma-3-4b-it-GGUF'],
	keepsMetadata: false,
	filters: false,
	resultFiles: false,
	examples: { min: 1 },
	maxLimit: 200,
	flat: { ...UNSLOTH_DEFAULTS, n_epochs: 1 },
	// Its own routes have looked at the request before.
	createProblem: () => null,
	answer,
	refuseKey: (key) =>
		new ApiError(401, key === undefined ? 'Not authenticated' : 'Invalid or expired API key'),
	routes: unslothRoutes,
	noRoute: () => new ApiError(404, 'API endpoint not found'),
};
