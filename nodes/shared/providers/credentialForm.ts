import type { ICredentialTestRequest, INodeProperties } from 'n8n-workflow';

import { PROVIDERS } from './index';

const API_KEY: INodeProperties = {
	displayName: 'API Key',
	name: 'apiKey',
	type: 'string',
	typeOptions: { password: true },
	default: '',
	required: true,
	description: 'Needs the right to read and write fine-tuning jobs, files and models',
};

function noticeField(id: string, notice: string): INodeProperties {
	return {
		displayName: notice,
		name: `${id}Notice`,
		type: 'notice',
		default: '',
		displayOptions: { show: { provider: [id] } },
	};
}

/** One field, told apart only by whether it has to be filled in. */
function keyFields(): INodeProperties[] {
	const optional = PROVIDERS.filter(({ credential }) => credential.keyOptional).map(({ id }) => id);
	if (optional.length === 0) return [API_KEY];
	return [
		{ ...API_KEY, displayOptions: { hide: { provider: optional } } },
		{
			...API_KEY,
			required: false,
			description: 'Leave empty unless the server asks for one',
			displayOptions: { show: { provider: optional } },
		},
	];
}

/** What the credential's form shows: fields that several providers have alike are one field. */
export function credentialProperties(): INodeProperties[] {
	const fields = PROVIDERS.flatMap(({ id, credential: { baseUrl, fields: own = [] } }) => [
		{
			id,
			field: {
				displayName: 'Base URL',
				name: 'baseUrl',
				type: 'string',
				default: '',
				...(baseUrl.default === null && { required: true }),
				placeholder: baseUrl.placeholder,
				description: baseUrl.description,
			} satisfies INodeProperties,
		},
		...own.map((field) => ({ id, field })),
	]);
	return [
		{
			displayName: 'Provider',
			name: 'provider',
			type: 'options',
			default: 'openAi',
			description: 'Who trains the model',
			options: PROVIDERS.map(({ id, displayName, credential: { description } }) => ({
				name: displayName,
				value: id,
				...(description && { description }),
			})),
		},
		...PROVIDERS.flatMap(({ id, credential: { notice } }) =>
			notice ? [noticeField(id, notice)] : [],
		),
		...keyFields(),
		...fields.map(({ id, field }) => ({
			...field,
			displayOptions: { show: { provider: [id] } },
		})),
	];
}

/**
 * The rule of resolveBaseUrl as an expression, for the credential's test: no key is tested at another
 * company's address.
 */
function testAddress(): string {
	const own = Object.fromEntries(
		PROVIDERS.map(({ id, credential }) => [id, credential.baseUrl.default ?? '']),
	);
	const defaults = ['', ...Object.values(own).filter((url) => url !== '')];
	const free = PROVIDERS.filter(({ credential }) => credential.baseUrl.takesAny).map(
		({ id }) => id,
	);
	const entered = '($credentials.baseUrl || "").trim().replace(/\\/+$/, "")';
	const fields = [...defaults.join(' ').matchAll(/\{(\w+)\}/g)].map(([, field]) => field);
	const filled = fields
		.map((field) => `.replace("{${field}}", ($credentials.${field} || "").trim())`)
		.join('');
	const address = `((${JSON.stringify(own)})[$credentials.provider] || "")${filled}`;
	// As inVersion does it, for those whose list of jobs lies beside the base URL's own version.
	const beside = PROVIDERS.filter(({ jobs }) => jobs.list({ limit: 1 }).version).map(
		({ id }) => id,
	);
	const version = `(${JSON.stringify(beside)}.includes($credentials.provider) ? /(?<=[^/])\\/v\\d+$/ : /$^/)`;
	return `={{ (!${JSON.stringify(free)}.includes($credentials.provider) && ${JSON.stringify(defaults)}.includes(${entered}) ? ${address} : ${entered}).replace(${version}, "") }}`;
}

/** Lists jobs, so that a key without the right to fine-tune fails here and not at midnight. */
export function credentialTest(): ICredentialTestRequest {
	const routes = Object.fromEntries(
		PROVIDERS.map(({ id, jobs }) => {
			const { path, version = [], query = {} } = jobs.list({ limit: 1 });
			const parameters = new URLSearchParams(query as Record<string, string>);
			const address = `/${[version, path].flat().join('/')}`;
			return [id, parameters.size > 0 ? `${address}?${parameters}` : address];
		}),
	);
	const message = (value: number, words: string) => ({
		type: 'responseCode' as const,
		properties: { value, message: words },
	});
	return {
		request: {
			baseURL: testAddress(),
			url: `={{ (${JSON.stringify(routes)})[$credentials.provider] || "" }}`,
		},
		rules: [
			message(
				401,
				'The API key was rejected. Check the key, and that it belongs to this provider and base URL.',
			),
			message(
				403,
				'The API key is valid but may not list fine-tuning jobs. Give it that right, or use another key.',
			),
			message(
				404,
				"There is no fine-tuning API at this base URL. Check it: most providers' ends in /v1.",
			),
		],
	};
}
