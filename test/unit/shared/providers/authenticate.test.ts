import type { IHttpRequestOptions } from 'n8n-workflow';

import { FineTuningApi } from '../../../../credentials/FineTuningApi.credentials';
import { ADMIN_KEY_MARKER } from '../../../../nodes/shared/http';
import { PROVIDERS } from '../../../../nodes/shared/providers';
import { openCredential } from '../../../../nodes/shared/providers/credential';

const AZURE = 'https://r.openai.azure.com/openai/v1';
const LOCAL = 'http://localai:8080';
const PROXY = 'https://proxy.example.com/v1';

/** What each provider's credential needs to be used. */
function credentialOf(provider: string): Record<string, string> {
	const baseUrl =
		{ azureOpenAi: AZURE, custom: PROXY, localAi: LOCAL, unsloth: 'http://unsloth:8888' }[
			provider
		] ?? '';
	return { provider, apiKey: 'k', baseUrl, region: 'us-west-2' };
}

function addressOf(credential: Record<string, string>): string {
	const opened = openCredential(credential);
	if (!opened.ok) throw new Error(opened.problem);
	return opened.value.baseUrl;
}

/** By the names of both of n8n's request helpers: the HTTP Request node knows the older ones only. */
const NO_REDIRECTS = {
	disableFollowRedirect: true,
	followRedirect: false,
	followAllRedirects: false,
};

async function authenticated(
	credential: Record<string, string>,
	options: Partial<IHttpRequestOptions> = {},
) {
	const url = `${addressOf(credential)}/models`;
	return await new FineTuningApi().authenticate(credential, { url, ...options });
}

test.each([
	['azureOpenAi', { 'api-key': 'k' }],
	['bedrock', { Authorization: 'Bearer k' }],
	['crusoe', { Authorization: 'Bearer k' }],
	['custom', { Authorization: 'Bearer k' }],
	['localAi', { Authorization: 'Bearer k' }],
	['nebius', { Authorization: 'Bearer k' }],
	['openAi', { Authorization: 'Bearer k' }],
	['unsloth', { Authorization: 'Bearer k' }],
])('with %s the key travels in one header alone', async (provider, headers) => {
	const credential = { ...credentialOf(provider), apiKey: ' k\n' };
	expect(await authenticated(credential)).toEqual({
		url: `${addressOf(credential)}/models`,
		headers,
		...NO_REDIRECTS,
	});
});

test('organization and project travel to OpenAI', async () => {
	const ids = { organizationId: ' org-1 ', projectId: 'p' };
	expect((await authenticated({ ...credentialOf('openAi'), ...ids })).headers).toEqual({
		Authorization: 'Bearer k',
		'OpenAI-Organization': 'org-1',
		'OpenAI-Project': 'p',
	});
});

test.each<Record<string, string>>([{ organizationId: '', projectId: ' ' }, {}])(
	'no empty header is sent for %p',
	async (ids) => {
		const { headers } = await authenticated({ ...credentialOf('openAi'), ...ids });
		expect(headers).toEqual({ Authorization: 'Bearer k' });
	},
);

test.each(PROVIDERS.map(({ id }) => id).filter((id) => id !== 'openAi'))(
	'organization, project and admin key left over in the form do not travel to %s',
	async (provider) => {
		const left = { organizationId: 'org-1', projectId: 'p', adminKey: 'sk-admin' };
		const options = { headers: { [ADMIN_KEY_MARKER]: 'true' } };
		const sent = await authenticated({ ...credentialOf(provider), ...left }, options);
		expect(JSON.stringify(sent)).not.toMatch(/org-1|sk-admin|OpenAI-|admin/);
		expect(Object.values(sent.headers ?? {})).toEqual([expect.stringMatching(/^(Bearer )?k$/)]);
	},
);

test('the API version is asked of Azure, beside the rest of the query', async () => {
	const credential = { ...credentialOf('azureOpenAi'), apiVersion: ' preview ' };
	const version = { 'api-version': 'preview' };
	expect((await authenticated(credential, { qs: { limit: 1 } })).qs).toEqual({
		limit: 1,
		...version,
	});
	expect((await authenticated(credential)).qs).toEqual(version);
});

test.each([
	['azureOpenAi', { apiVersion: '' }],
	['openAi', { apiVersion: 'preview', queryParameters: 'a=b' }],
	['custom', { queryParameters: ' ' }],
])('%s with %p gets no query', async (provider, fields) => {
	expect(await authenticated({ ...credentialOf(provider), ...fields })).not.toHaveProperty('qs');
});

test('what the call brought stays, but for the key', async () => {
	const options = {
		method: 'POST' as const,
		headers: { Accept: 'application/json', Authorization: 'old' },
		body: { a: 1 },
	};
	expect(await authenticated(credentialOf('openAi'), options)).toEqual({
		url: 'https://api.openai.com/v1/models',
		...NO_REDIRECTS,
		method: 'POST',
		headers: { Accept: 'application/json', Authorization: 'Bearer k' },
		body: { a: 1 },
	});
	expect(options.headers.Authorization).toBe('old');
});

test('a call marked for the admin key carries it, with the organization but no project, and no mark', async () => {
	const marked = { headers: { [ADMIN_KEY_MARKER]: 'true', Accept: 'text/csv' } };
	const ids = { adminKey: ' sk-admin ', organizationId: 'org-1', projectId: 'p' };
	expect((await authenticated({ ...credentialOf('openAi'), ...ids }, marked)).headers).toEqual({
		Accept: 'text/csv',
		Authorization: 'Bearer sk-admin',
		'OpenAI-Organization': 'org-1',
	});
});

describe('the key is given to no other address', () => {
	const HERE = 'https://api.openai.com/v1';
	const marked = { headers: { [ADMIN_KEY_MARKER]: 'true' } };
	const keys = { ...credentialOf('openAi'), apiKey: 'key-1', adminKey: 'key-2' };

	test.each<[string, object]>([
		['another host', { url: 'https://evil.example/v1/models' }],
		['another host, by HTTP Request', { uri: 'https://evil.example/v1/models' }],
		['another host that begins alike', { url: 'https://api.openai.com.evil.example/v1/models' }],
		['another port', { url: 'https://api.openai.com:8443/v1/models' }],
		['the host in the clear', { url: 'http://api.openai.com/v1/models' }],
		['another path of the host', { url: 'https://api.openai.com/models' }],
		['a path that begins alike', { url: `${HERE}evil/models` }],
		['a path that leads out', { url: `${HERE}/../models` }],
		['a path that leads out, encoded', { url: `${HERE}/%2e%2e/models` }],
		['a path that leads out, by backslashes', { url: `${HERE}/..\\..\\models` }],
		[
			'the address as user info of another',
			{ url: 'https://api.openai.com@evil.example/v1/models' },
		],
		['the path as user info of another', { url: 'https://api.openai.com%2Fv1@evil.example/v1/' }],
		['another host in a query', { url: `https://evil.example/?x=${HERE}/models` }],
		['another host before a backslash', { url: 'https://evil.example\\@api.openai.com/v1/models' }],
		['another host as base', { baseURL: 'https://evil.example/v1', url: '/models' }],
		['another host beside the base', { baseURL: HERE, url: 'https://evil.example/v1/models' }],
		['another host without protocol', { baseURL: HERE, url: '//evil.example/v1/models' }],
		['a base that leads out', { baseURL: `${HERE}/..`, url: '/models' }],
		['the address only beside another that counts', { url: 'https://evil.example', uri: HERE }],
		[
			'another host as base, beside an address that does not count',
			{ baseURL: 'https://evil.example', url: '', uri: `${HERE}/models` },
		],
		['a path alone', { url: '/models' }],
		['no address', {}],
		['an address that is no text', { uri: { href: `${HERE}/models` } }],
	])('%s', async (_, options) => {
		for (const more of [{}, marked]) {
			const sent = new FineTuningApi().authenticate(keys, {
				...options,
				...more,
			} as IHttpRequestOptions);
			const error: unknown = await sent.catch((thrown: unknown) => thrown);
			expect(error).toMatchObject({
				message: expect.stringMatching(/ is for https:\/\/api\.openai\.com\/v1 only/),
			});
			expect(String(error)).not.toMatch(/key-[12]/);
		}
	});

	test.each<[string, object]>([
		['the address itself', { url: HERE }],
		['below it', { url: `${HERE}/fine_tuning/jobs/ft%3Am?limit=1#x` }],
		['below it, by HTTP Request', { uri: `${HERE}/models` }],
		['below it, written otherwise', { url: 'https://API.openai.com:443/v1/./a/../models' }],
		['below it as base', { baseURL: HERE, url: '/models' }],
		['below it as base with a slash', { baseURL: `${HERE}/`, url: 'models' }],
	])('but to %s', async (_, options) => {
		const sent = await new FineTuningApi().authenticate(keys, options as IHttpRequestOptions);
		expect(sent).toMatchObject({ ...options, headers: { Authorization: 'Bearer key-1' } });
	});

	test('and none at all where the credential names no provider', async () => {
		const credential = { ...keys, provider: 'unheard-of' };
		const sent = new FineTuningApi().authenticate(credential, { url: `${HERE}/models` });
		await expect(sent).rejects.toThrow(/names a provider that is not known: 'unheard-of'/);
	});
});
