import { fileRoutes, jobRoutes, models } from './openAiProtocol';
import {
	above,
	between,
	flag,
	loraSwitch,
	OPENAI_HYPERPARAMETERS,
	whole,
} from './openAiProtocol/hyperparameters';
import { bearer, COMMON_ERRORS, openAi } from './openAi';
import type { Protocol } from './protocol';

const { nEpochs, batchSize } = OPENAI_HYPERPARAMETERS;

/**
 * Nebius Token Factory: hyperparameters of its own at the top level, an absolute learning rate, no metadata.
 * Source: https://github.com/nebius/token-factory-cookbook
 */
export const nebius: Protocol = {
	...openAi,
	id: 'nebius',
	displayName: 'Nebius Token Factory',
	credential: {
		baseUrl: {
			default: 'https://api.tokenfactory.nebius.com/v1',
			placeholder: 'e.g. https://api.tokenfactory.nebius.com/v1',
			description: "Leave empty for Nebius' own address, or enter that of a proxy",
		},
		authentication: bearer,
	},
	errors: COMMON_ERRORS,
	jobs: jobRoutes(
		{
			displayName: 'Nebius Token Factory',
			// It knows no `method`: anything else would be trained as supervised.
			methods: ['supervised'],
			place: 'topLevel',
			longestSuffix: 64,
			hyperparameters: {
				nEpochs,
				batchSize,
				learningRate: { name: 'learning_rate', ...above(0) },
				adapter: { name: 'lora', ...loraSwitch() },
				loraRank: { name: 'lora_r', ...whole(1) },
				loraAlpha: { name: 'lora_alpha', ...whole(1) },
				loraDropout: { name: 'lora_dropout', ...between(0, 1) },
				warmupRatio: { name: 'warmup_ratio', ...between(0, 1) },
				weightDecay: { name: 'weight_decay', ...between(0, 1) },
				packing: { name: 'packing', ...flag() },
				maxSequenceLength: { name: 'context_length', ...whole(1) },
			},
			instead: {
				learningRateMultiplier:
					"Nebius takes an absolute learning rate: remove the multiplier, and add 'Learning Rate' with your own rate, such as 0.00001.",
			},
		},
		{ keepsMetadata: false },
	),
	files: fileRoutes({}),
	models,
	permissions: undefined,
};
