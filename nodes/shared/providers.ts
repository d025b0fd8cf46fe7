export type ProviderId = 'openAi' | 'azureOpenAi' | 'nebius' | 'custom';

/** How one provider differs from the protocol. This table is the only place that knows. */
export interface Provider {
	id: ProviderId;
	displayName: string;
	/** Null where the address is the user's own. */
	defaultBaseUrl: string | null;
	baseUrlPlaceholder: string;
	/** The header that carries the key, and how the key stands in it. */
	authHeader: (apiKey: string) => [name: string, value: string];
	/**
	 * Where a supervised job's hyperparameters go: under `method` with its type, or at the top level,
	 * the older form that is the only one some compatible servers know.
	 */
	hyperparameters: 'method' | 'topLevel';
	/** Names of ours that the provider does not take, each with what it takes instead. */
	refusedHyperparameters: Readonly<Record<string, string>>;
	/** Whether jobs keep metadata and the job list can be filtered by it. */
	keepsMetadata: boolean;
	/** Whether a new file is not ready at once, so that a job created on it could be refused. */
	processesFiles: boolean;
	/** Whether large files can be sent in parts (the Uploads API). */
	uploadsInParts: boolean;
	/** Whether checkpoints can be shared with other projects, with an admin key. */
	sharesCheckpoints: boolean;
	/** Whether a new job is marked in its metadata unless the user says otherwise: some refuse metadata. */
	preventsDuplicates: boolean;
}

const bearer: Provider['authHeader'] = (apiKey) => ['Authorization', `Bearer ${apiKey}`];

export const PROVIDERS: Readonly<Record<ProviderId, Provider>> = {
	openAi: {
		id: 'openAi',
		displayName: 'OpenAI',
		defaultBaseUrl: 'https://api.openai.com/v1',
		baseUrlPlaceholder: 'e.g. https://api.openai.com/v1',
		authHeader: bearer,
		hyperparameters: 'method',
		refusedHyperparameters: {},
		keepsMetadata: true,
		processesFiles: false,
		uploadsInParts: true,
		sharesCheckpoints: true,
		preventsDuplicates: true,
	},
	azureOpenAi: {
		id: 'azureOpenAi',
		displayName: 'Azure OpenAI',
		defaultBaseUrl: null,
		baseUrlPlaceholder: 'e.g. https://my-resource.openai.azure.com/openai/v1',
		authHeader: (apiKey) => ['api-key', apiKey],
		hyperparameters: 'method',
		refusedHyperparameters: {},
		keepsMetadata: true,
		processesFiles: true,
		uploadsInParts: true,
		sharesCheckpoints: false,
		preventsDuplicates: true,
	},
	nebius: {
		id: 'nebius',
		displayName: 'Nebius Token Factory',
		defaultBaseUrl: 'https://api.tokenfactory.nebius.com/v1',
		baseUrlPlaceholder: 'e.g. https://api.tokenfactory.nebius.com/v1',
		authHeader: bearer,
		hyperparameters: 'topLevel',
		refusedHyperparameters: {
			learningRateMultiplier:
				'Nebius takes an absolute learning rate. Remove it, and put {"hyperparameters": {"learning_rate": 0.00001}} with your own rate into Additional Fields → Extra Body',
		},
		keepsMetadata: false,
		processesFiles: false,
		uploadsInParts: false,
		sharesCheckpoints: false,
		preventsDuplicates: false,
	},
	custom: {
		id: 'custom',
		displayName: 'Custom (OpenAI-Compatible)',
		defaultBaseUrl: null,
		baseUrlPlaceholder: 'e.g. https://my-proxy.example.com/v1',
		authHeader: bearer,
		hyperparameters: 'topLevel',
		refusedHyperparameters: {},
		keepsMetadata: false,
		processesFiles: false,
		uploadsInParts: false,
		sharesCheckpoints: false,
		preventsDuplicates: false,
	},
};

/** The provider a credential names; an unknown or missing name is OpenAI, the first choice. */
export function providerOf(id: unknown): Provider {
	return typeof id === 'string' && Object.hasOwn(PROVIDERS, id)
		? PROVIDERS[id as ProviderId]
		: PROVIDERS.openAi;
}
