import { fileRoutes, jobRoutes, models } from './openAiProtocol';
import { openAi, OPENAI_FORM } from './openAi';
import type { JobForm } from './openAiProtocol/createJob';
import { refusedModel } from './openAiProtocol/refusedModel';
import type { Protocol } from './protocol';

/**
 * The spellings are exactly these, whatever the tiers are called elsewhere.
 * Source: https://learn.microsoft.com/azure/ai-foundry/openai/how-to/fine-tuning
 */
const FORM: JobForm = {
	...OPENAI_FORM,
	displayName: 'Azure OpenAI',
	longestSuffix: 40,
	tiers: {
		field: 'trainingType',
		names: {
			standard: 'standard',
			globalStandard: 'globalstandard',
			developer: 'developerTier',
		},
	},
};

/**
 * Azure OpenAI in Foundry: OpenAI's protocol with a key header of its own. New files are not ready at once.
 * Source: https://learn.microsoft.com/azure/ai-foundry/openai/reference
 */
export const azureOpenAi: Protocol = {
	...openAi,
	id: 'azureOpenAi',
	displayName: 'Azure OpenAI',
	credential: {
		baseUrl: {
			default: null,
			placeholder: 'e.g. https://my-resource.openai.azure.com/openai/v1',
			description: "Your resource's endpoint, followed by /openai/v1",
			hosts: /\.azure\.com$/,
		},
		fields: [
			{
				displayName: 'API Version',
				name: 'apiVersion',
				type: 'string',
				default: '',
				placeholder: 'e.g. preview',
				description:
					'Sent as api-version. Leave empty with a base URL that ends in /openai/v1; required with the older form that ends in /openai.',
			},
		],
		authentication: (value) => ({
			headers: { 'api-key': value('apiKey') },
			query: { 'api-version': value('apiVersion') },
		}),
	},
	errors: {
		addressHint: 'it ends in /openai/v1, or in /openai together with an API Version.',
		keyHint: 'the key must be one of that same Azure resource',
		rules: [
			[
				({ status, error }) =>
					(status === 400 || status === 404) && /api[- ]version/i.test(error.message ?? ''),
				() => ({
					title: 'Azure OpenAI does not know this API version',
					advice:
						'Correct the API Version in the Fine-Tuning API credential, or empty it and use a base URL that ends in /openai/v1.',
					cause: 'configuration-invalid',
				}),
			],
			refusedModel('https://learn.microsoft.com/azure/ai-foundry/openai/how-to/fine-tuning'),
		],
	},
	jobs: jobRoutes(FORM, { keepsMetadata: true }),
	files: fileRoutes({ processesFiles: true, inParts: true }),
	models,
	permissions: undefined,
	deploy: {
		// Source: https://learn.microsoft.com/azure/ai-foundry/openai/how-to/fine-tuning-deploy
		begin: ({ fineTunedModel }) => ({
			ok: false,
			problem: "A resource's key cannot deploy models: Azure does that through its management API",
			advice: `Deploy ${fineTunedModel ?? 'the model'} with n8n's HTTP Request node and a Microsoft OAuth2 credential, as in the example 'Deploy on Azure', or in Azure's own portal. Then ask it by the deployment's name.`,
		}),
	},
};
