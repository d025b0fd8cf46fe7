import { fileRoutes, jobRoutes, models } from './openAiProtocol';
import { bearer, COMMON_ERRORS, openAi, OPENAI_FORM } from './openAi';
import type { Protocol } from './protocol';

/**
 * LiteLLM reads it from the query of a list and of a get, and from the body of a create and of a cancel.
 * Source: https://github.com/BerriAI/litellm, litellm/proxy/fine_tuning_endpoints/endpoints.py
 */
const LITELLM_PROVIDER = 'custom_llm_provider';

/** Any other server with OpenAI's protocol, of which nothing more is known: LiteLLM, a gateway, one's own. */
export const custom: Protocol = {
	...openAi,
	id: 'custom',
	displayName: 'Custom (OpenAI-Compatible)',
	credential: {
		description: 'A LiteLLM proxy, a gateway, or any server with the same API',
		baseUrl: {
			default: null,
			takesAny: true,
			placeholder: 'e.g. https://my-proxy.example.com/v1',
			description: 'Address of the API, most often ending in /v1',
		},
		fields: [
			{
				displayName: 'Query Parameters',
				name: 'queryParameters',
				type: 'string',
				default: '',
				placeholder: 'e.g. custom_llm_provider=openai',
				description:
					'Sent with every call, for servers that need it, such as a LiteLLM proxy. Separate several with &.',
			},
		],
		authentication(value, admin) {
			const query = Object.fromEntries(new URLSearchParams(value('queryParameters')));
			const { [LITELLM_PROVIDER]: provider } = query;
			return {
				...bearer(value, admin),
				query,
				...(provider && { body: { [LITELLM_PROVIDER]: provider } }),
			};
		},
	},
	errors: COMMON_ERRORS,
	jobs: jobRoutes(
		{
			...OPENAI_FORM,
			displayName: 'This server',
			place: 'topLevel',
		},
		{ keepsMetadata: false },
	),
	files: fileRoutes({}),
	models,
	permissions: undefined,
};
