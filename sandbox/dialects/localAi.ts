import { ApiError } from '../errors';
import { localAiRoutes } from '../localAi';
import { PlainError } from '../localAi/errors';
import { openAi, type Dialect } from './dialect';

/**
 * LocalAI, which trains on its own machine: an API of its own, beside OpenAI's for models and questions.
 * https://github.com/mudler/LocalAI core/http/endpoints/localai/finetune.go, core/services/finetune/service.go,
 * core/http/app.go (errors), backend/python/trl/backend.py (what the trainer says and when)
 */
export const localAi: Dialect = {
	...openAi,
	name: 'localAi',
	open: true,
	ids: { uuids: true },
	fineTunable: [],
	otherModels: ['llama-3.2-1b-instruct', 'bert-embeddings'],
	bareModels: true,
	lacks: ['modelDeletion'],
	keepsMetadata: false,
	filters: false,
	resultFiles: false,
	examples: { min: 1 },
	// Two for each of four steps that are accumulated.
	flat: { n_epochs: 3, batch_size: 8, learning_rate: 0.0002 },
	answer(error) {
		const { status, body } = error;
		if (error instanceof PlainError) return { status, body: { error: body.message } };
		return { status, body: { error: { code: status, message: body.message, type: body.type } } };
	},
	refuseKey: () => new ApiError(401, 'An authentication key is required'),
	routes: localAiRoutes,
	noRoute: () => new ApiError(404, 'Resource not found'),
};
