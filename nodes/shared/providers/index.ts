import { azureOpenAi } from './azureOpenAi';
import { bedrock } from './bedrock';
import { crusoe } from './crusoe';
import { custom } from './custom';
import { nebius } from './nebius';
import { openAi } from './openAi';
import type { Protocol } from './protocol';
import { unsloth } from './unsloth';

/** All providers, in the order in which the credential shows them. */
export const PROVIDERS: readonly Protocol[] = [
	bedrock,
	azureOpenAi,
	crusoe,
	custom,
	nebius,
	openAi,
	unsloth,
];

/** The provider that a credential names; undefined for an unknown or missing name. */
export function providerOf(id: unknown): Protocol | undefined {
	return PROVIDERS.find((provider) => provider.id === id);
}
