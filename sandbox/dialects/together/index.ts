import { referencesProblem } from '../../createBody';
import { ApiError } from '../../errors';
import { HEX } from '../../random';
import { openAi, type Dialect } from '../dialect';
import { asOpenAi } from './createBody';
import { endpointRoutes, served } from './endpoints';
import { fileRoutes } from './files';
import { jobRoutes } from './jobs';
import { MODELS, modelRoutes, OTHERS } from './models';

/**
 * Together AI: an API of its own, on the sandbox's jobs. Lists come whole and in any order, times are ISO 8601, jobs
 * keep nothing of the user's but a suffix, and the log alone says why one failed.
 * https://github.com/togethercomputer/openapi and npm together-ai 0.52.0
 */
export const together: Dialect = {
	...openAi,
	name: 'together',
	ids: { alphabet: HEX, prefixes: { 'ftjob-': 'ft-' } },
	fineTunable: MODELS,
	otherModels: OTHERS,
	keepsMetadata: false,
	filters: false,
	resultFiles: false,
	examples: { min: 1 },
	maxLimit: Number.POSITIVE_INFINITY,
	processing: 2,
	flat: { n_epochs: 1, batch_size: 8, learning_rate: 0.00001 },
	routes(app, context) {
		jobRoutes(app, context);
		fileRoutes(app, context);
		modelRoutes(app, context);
		endpointRoutes(app, context);
	},
	served,
	accept: asOpenAi,
	createProblem: referencesProblem,
	refuseKey: () =>
		new ApiError(
			401,
			'Invalid API key provided. You can find your API key at https://api.together.ai/settings/api-keys.',
			{ code: 'invalid_api_key' },
		),
};
