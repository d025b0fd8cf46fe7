import { customProblem } from '../compatible';
import { openAiEnd } from '../models';
import { azureOpenAi } from './azureOpenAi';
import { bedrock } from './bedrock';
import { crusoe } from './crusoe';
import { openAi, type Dialect } from './dialect';
import { liteLlm } from './liteLlm';
import { localAi } from './localAi';
import { nebius } from './nebius';
import { together } from './together';
import { unsloth } from './unsloth';

export type { Asked, Dialect, Feature } from './dialect';

/** The providers that the sandbox can pass for. */
export const DIALECT_NAMES = [
	'openAi',
	'azureOpenAi',
	'nebius',
	'crusoe',
	'bedrock',
	'liteLlm',
	'localAi',
	'unsloth',
	'custom',
	'together',
] as const;

/** One of the providers that the sandbox can pass for. */
export type DialectName = (typeof DIALECT_NAMES)[number];

const DIALECTS: Record<DialectName, Dialect> = {
	openAi: { ...openAi, modelEnd: openAiEnd },
	azureOpenAi,
	nebius,
	crusoe,
	bedrock,
	liteLlm,
	localAi,
	unsloth,
	custom: {
		...openAi,
		name: 'custom',
		keepsMetadata: false,
		flat: { n_epochs: 3, batch_size: 1, learning_rate_multiplier: 1 },
		createProblem: customProblem,
	},
	together,
};

/** A provider's ways by its name. */
export function dialectOf(name: DialectName): Dialect {
	return DIALECTS[name];
}
