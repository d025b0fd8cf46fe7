import type { FastifyInstance } from 'fastify';
import type { Context } from '../../context';
import { baseModels } from '../../models';

/** Base models that Together trains, some of them. */
export const MODELS = [
	'meta-llama/Meta-Llama-3.1-8B-Instruct-Reference',
	'meta-llama/Llama-3.3-70B-Instruct-Reference',
	'Qwen/Qwen3-8B',
	'Qwen/Qwen3-32B',
	'google/gemma-3-4b-it',
	'openai/gpt-oss-20b',
];

/** Models that answer and are not trained under that name. */
export const OTHERS = ['meta-llama/Llama-3.3-70B-Instruct-Turbo', 'deepseek-ai/DeepSeek-V3.1'];

/** The list of models: an array, without the others' `data`. */
export function modelRoutes(app: FastifyInstance, { dialect }: Context): void {
	app.get('/v1/models', () =>
		baseModels(dialect).map(({ id, created }, index) => ({
			id,
			object: 'model',
			// Of many models Together does not know it.
			created: index % 2 === 0 ? created : 0,
			type: 'chat',
			display_name: id.split('/').at(-1),
			organization: id.split('/')[0],
			pricing: { base: 0, finetune: 0, hourly: 0, input: 0.18, output: 0.18 },
		})),
	);
}
