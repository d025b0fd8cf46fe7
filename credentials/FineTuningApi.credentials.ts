import type {
	ICredentialDataDecryptedObject,
	ICredentialTestRequest,
	ICredentialType,
	IHttpRequestOptions,
	INodeProperties,
} from 'n8n-workflow';

import { PROVIDERS, providerOf } from '../nodes/shared/providers';
import { ADMIN_KEY_MARKER } from '../nodes/shared/transport/adminKey';

const OPENAI_URL = String(PROVIDERS.openAi.defaultBaseUrl);
const NEBIUS_URL = String(PROVIDERS.nebius.defaultBaseUrl);

/** The rule of resolveBaseUrl as an expression: no key is tested at another company's address. */
const ENTERED = '($credentials.baseUrl || "").trim().replace(/\\/+$/, "")';
const TEST_URL = `={{ $credentials.provider !== "custom" && ["", "${OPENAI_URL}", "${NEBIUS_URL}"].includes(${ENTERED}) ? ({ openAi: "${OPENAI_URL}", nebius: "${NEBIUS_URL}" })[$credentials.provider] || "" : ${ENTERED} }}`;

/** Stands by itself because the linter knows secrets by their names, and not this one's. */
const adminKey: INodeProperties = {
	displayName: 'Admin Key',
	name: 'adminKey',
	type: 'string',
	typeOptions: { password: true },
	default: '',
	description: 'Only for sharing checkpoints with other projects, which an ordinary key may not do',
	displayOptions: { show: { provider: ['openAi'] } },
};

export class FineTuningApi implements ICredentialType {
	name = 'fineTuningApi';

	displayName = 'Fine-Tuning API';

	icon = {
		light: 'file:../icons/fineTuning.svg',
		dark: 'file:../icons/fineTuning.dark.svg',
	} as const;

	documentationUrl = 'https://github.com/n8n-nodes-fine-tuning/n8n-nodes-fine-tuning#credentials';

	properties: INodeProperties[] = [
		{
			displayName: 'Provider',
			name: 'provider',
			type: 'options',
			default: 'openAi',
			description: 'Who trains the model',
			options: [
				{ name: 'Azure OpenAI', value: 'azureOpenAi' },
				{
					name: 'Custom (OpenAI-Compatible)',
					value: 'custom',
					description: 'A LiteLLM proxy, a gateway, or any server with the same API',
				},
				{ name: 'Nebius Token Factory', value: 'nebius' },
				{ name: 'OpenAI', value: 'openAi' },
			],
		},
		{
			displayName: 'API Key',
			name: 'apiKey',
			type: 'string',
			typeOptions: { password: true },
			default: '',
			required: true,
			description: 'Needs the right to read and write fine-tuning jobs, files and models',
		},
		{
			displayName: 'Base URL',
			name: 'baseUrl',
			type: 'string',
			default: OPENAI_URL,
			description: 'Address of the API. Change it to send the calls elsewhere, such as to a proxy.',
			displayOptions: { show: { provider: ['openAi'] } },
		},
		{
			displayName: 'Base URL',
			name: 'baseUrl',
			type: 'string',
			default: NEBIUS_URL,
			description: 'Address of the API. Change it to send the calls elsewhere, such as to a proxy.',
			displayOptions: { show: { provider: ['nebius'] } },
		},
		{
			displayName: 'Base URL',
			name: 'baseUrl',
			type: 'string',
			default: '',
			required: true,
			placeholder: PROVIDERS.azureOpenAi.baseUrlPlaceholder,
			description: "Your resource's endpoint, followed by /openai/v1",
			displayOptions: { show: { provider: ['azureOpenAi'] } },
		},
		{
			displayName: 'Base URL',
			name: 'baseUrl',
			type: 'string',
			default: '',
			required: true,
			placeholder: PROVIDERS.custom.baseUrlPlaceholder,
			description: 'Address of the API, most often ending in /v1',
			displayOptions: { show: { provider: ['custom'] } },
		},
		{
			displayName: 'API Version',
			name: 'apiVersion',
			type: 'string',
			default: '',
			placeholder: 'e.g. preview',
			description:
				'Sent as api-version. Leave empty with a base URL that ends in /openai/v1; required with the older form that ends in /openai.',
			displayOptions: { show: { provider: ['azureOpenAi'] } },
		},
		{
			displayName: 'Organization ID',
			name: 'organizationId',
			type: 'string',
			default: '',
			placeholder: 'e.g. org-abc123',
			description: 'For keys that belong to several organizations',
			displayOptions: { show: { provider: ['openAi'] } },
		},
		{
			displayName: 'Project ID',
			name: 'projectId',
			type: 'string',
			default: '',
			placeholder: 'e.g. proj_abc123',
			description: 'For keys that belong to several projects',
			displayOptions: { show: { provider: ['openAi'] } },
		},
		adminKey,
	];

	/** A function, because an optional header that is empty must not be sent at all. */
	async authenticate(
		credentials: ICredentialDataDecryptedObject,
		options: IHttpRequestOptions,
	): Promise<IHttpRequestOptions> {
		const provider = providerOf(credentials.provider);
		const { [ADMIN_KEY_MARKER]: marker, ...headers } = options.headers ?? {};
		const admin = marker !== undefined && provider.sharesCheckpoints;
		const [header, value] = provider.authHeader(
			text(admin ? credentials.adminKey : credentials.apiKey),
		);
		const organization = provider.id === 'openAi' ? text(credentials.organizationId) : '';
		// An admin key belongs to an organization and to no project.
		const project = provider.id === 'openAi' && !admin ? text(credentials.projectId) : '';
		const apiVersion = provider.id === 'azureOpenAi' ? text(credentials.apiVersion) : '';
		return {
			...options,
			// A redirect would carry an `api-key` header to any other host.
			disableFollowRedirect: true,
			headers: {
				...headers,
				[header]: value,
				...(organization && { 'OpenAI-Organization': organization }),
				...(project && { 'OpenAI-Project': project }),
			},
			...(apiVersion && { qs: { ...options.qs, 'api-version': apiVersion } }),
		};
	}

	/** Lists jobs, so that a key without the right to fine-tune fails here and not at midnight. */
	test: ICredentialTestRequest = {
		request: {
			baseURL: TEST_URL,
			url: '/fine_tuning/jobs',
			qs: { limit: 1 },
		},
		rules: [
			{
				type: 'responseCode',
				properties: {
					value: 401,
					message:
						'The API key was rejected. Check the key, and that it belongs to this provider and base URL.',
				},
			},
			{
				type: 'responseCode',
				properties: {
					value: 403,
					message:
						'The API key is valid but may not list fine-tuning jobs. Give it that right, or use another key.',
				},
			},
			{
				type: 'responseCode',
				properties: {
					value: 404,
					message:
						"There is no fine-tuning API at this base URL. Check it: most providers' ends in /v1.",
				},
			},
		],
	};
}

function text(value: unknown): string {
	return typeof value === 'string' ? value.trim() : '';
}
