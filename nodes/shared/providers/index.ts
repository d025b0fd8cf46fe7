import { azureOpenAi } from './azureOpenAi';
import { bedrock } from './bedrock';
import { crusoe } from './crusoe';
import { custom } from './custom';
import { localAi } from './localAi';
import { nebius } from './nebius';
import { openAi } from './openAi';
import type { Protocol } from './protocol';
import { together } from './together';
import { unsloth } from './unsloth';

/** All providers, in the order in which somebody who begins today should look at them. */
export const PROVIDERS: readonly Protocol[] = [
	together,
	nebius,
	crusoe,
	localAi,
	unsloth,
	azureOpenAi,
	bedrock,
	openAi,
	custom,
];

/** The provider that a credential names; undefined for an unknown or missing name. */
export function providerOf(id: unknown): Protocol | undefined {
	return PROVIDERS.find((provider) => provider.id === id);
}
