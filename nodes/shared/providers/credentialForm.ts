import type { ICredentialTestRequest, INodeProperties } from 'n8n-workflow';

import { addressesAt } from './credentialPart';
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
	const free = PROVIDERS.filter(({ credential }) => credential.baseUrl.takesAny).map(
		({ id }) => id,
	);
	const hosts = PROVIDERS.flatMap(({ id, credential }) => {
		const addresses = addressesAt(credential);
		return addresses ? [`{ id: ${JSON.stringify(id)}, at: ${String(addresses)} }`] : [];
	});
	const entered = '($credentials.baseUrl || "").trim().replace(/\\/+$/, "")';
	const fields = [
		...Object.values(own)
			.join(' ')
			.matchAll(/\{(\w+)\}/g),
	].map(([, field]) => field);
	const filled = fields
		.map((field) => `.replace("{${field}}", ($credentials.${field} || "").trim())`)
		.join('');
	const address = `((${JSON.stringify(own)})[$credentials.provider] || "")${filled}`;
	const anothers = `!${JSON.stringify(free)}.includes($credentials.provider) && [${hosts.join(', ')}].some((other) => other.id !== $credentials.provider && other.at.test(${entered}))`;
	const base = `(${entered} === "" || ${anothers} ? ${address} : ${entered})`;
	// As inVersion does it, for those whose list of jobs lies beside the base URL's own version.
	const versions = Object.fromEntries(
		PROVIDERS.flatMap(({ id, jobs }) => {
			const { version } = jobs.list({ limit: 1 });
			return version === undefined ? [] : [[id, `/${version}`]];
		}),
	);
	const version = `(${JSON.stringify(versions)})[$credentials.provider]`;
	return `={{ ${base}.replace(${version} ? /(?<=[^/])\\/v\\d+$/ : /$^/, "") + (${version} || "") }}`;
}

/** Places at which the `<` of a web page can stand: behind line breaks, or a byte order mark. */
const FIRST_BYTES = [0, 1, 2, 3];
const LESS_THAN = 0x3c;

/** Lists jobs, so that a key without the right to fine-tune fails here and not at midnight. */
export function credentialTest(): ICredentialTestRequest {
	const routes = Object.fromEntries(
		PROVIDERS.map(({ id, jobs }) => {
			const { path, query = {} } = jobs.list({ limit: 1 });
			const parameters = new URLSearchParams(query as Record<string, string>);
			const address = `/${path.join('/')}`;
			return [id, parameters.size > 0 ? `${address}?${parameters}` : address];
		}),
	);
	const message = (value: number, words: string) => ({
		type: 'responseCode' as const,
		properties: { value, message: words },
	});
	const content = (key: string, value: number, words: string) => ({
		type: 'responseSuccessBody' as const,
		properties: { key, value, message: words },
	});
	const nothingHere =
		"There is no fine-tuning API at this base URL. Check it: most providers' ends in /v1.";
	return {
		request: {
			baseURL: testAddress(),
			url: `={{ (${JSON.stringify(routes)})[$credentials.provider] || "" }}`,
			// As bytes: n8n would take an answer of JSON apart, and fail over a list that is empty.
			encoding: 'arraybuffer',
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
			...[404, 405, 410, 501].map((status) => message(status, nothingHere)),
			...[301, 302, 303, 307, 308].map((status) =>
				message(
					status,
					'This base URL leads to another address, where the key is not sent. Enter that address itself; often only http:// has to become https://.',
				),
			),
			content(
				'length',
				0,
				"The server answered with nothing. Check the base URL: most providers' ends in /v1.",
			),
			...FIRST_BYTES.map((place) =>
				content(
					String(place),
					LESS_THAN,
					"There is a web page at this base URL, not an API. Check it: most providers' ends in /v1.",
				),
			),
			// Both kinds in one list, which n8n takes and its type does not know.
		] as ICredentialTestRequest['rules'],
	};
}
