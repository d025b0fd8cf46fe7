import { FineTuningApi } from '../../../credentials/FineTuningApi.credentials';
import { ADMIN_KEY_MARKER } from '../../../nodes/shared/transport/adminKey';

const url = 'https://example.com/v1/models';

async function sent(credentials: Record<string, string>, options = {}) {
	return await new FineTuningApi().authenticate(credentials, { url, ...options });
}

test.each([
	['openAi', { Authorization: 'Bearer k' }],
	['nebius', { Authorization: 'Bearer k' }],
	['custom', { Authorization: 'Bearer k' }],
	['azureOpenAi', { 'api-key': 'k' }],
	['unknown', { Authorization: 'Bearer k' }],
])('with %s the key travels in one header alone', async (provider, headers) => {
	expect(await sent({ provider, apiKey: ' k\n' })).toEqual({
		url,
		headers,
		disableFollowRedirect: true,
	});
});

test('organization and project travel to OpenAI', async () => {
	const credentials = {
		provider: 'openAi',
		apiKey: 'k',
		organizationId: ' org-1 ',
		projectId: 'p',
	};
	expect((await sent(credentials)).headers).toEqual({
		Authorization: 'Bearer k',
		'OpenAI-Organization': 'org-1',
		'OpenAI-Project': 'p',
	});
});

test.each<Record<string, string>>([{ organizationId: '', projectId: ' ' }, {}])(
	'no empty header is sent for %p',
	async (ids) => {
		expect((await sent({ provider: 'openAi', apiKey: 'k', ...ids })).headers).toEqual({
			Authorization: 'Bearer k',
		});
	},
);

test.each(['nebius', 'custom', 'azureOpenAi'])(
	'organization, project and admin key left over in the form do not travel to %s',
	async (provider) => {
		const left = { organizationId: 'org-1', projectId: 'p', adminKey: 'sk-admin' };
		const text = JSON.stringify(await sent({ provider, apiKey: 'k', ...left }));
		expect(text).not.toMatch(/org-1|sk-admin|OpenAI-/);
	},
);

test('the API version is asked of Azure, beside the rest of the query', async () => {
	const credentials = { provider: 'azureOpenAi', apiKey: 'k', apiVersion: ' preview ' };
	expect((await sent(credentials, { qs: { limit: 1 } })).qs).toEqual({
		limit: 1,
		'api-version': 'preview',
	});
	expect((await sent(credentials)).qs).toEqual({ 'api-version': 'preview' });
});

test.each([
	['azureOpenAi', ''],
	['openAi', 'preview'],
])("%s with the API version '%s' gets no query", async (provider, apiVersion) => {
	expect(await sent({ provider, apiKey: 'k', apiVersion })).not.toHaveProperty('qs');
});

test('what the call brought stays, but for the key', async () => {
	const options = { method: 'POST', headers: { Accept: 'application/json', Authorization: 'old' } };
	expect(await sent({ provider: 'openAi', apiKey: 'k' }, options)).toEqual({
		url,
		disableFollowRedirect: true,
		method: 'POST',
		headers: { Accept: 'application/json', Authorization: 'Bearer k' },
	});
	expect(options.headers.Authorization).toBe('old');
});

describe('a call marked for the admin key', () => {
	const marked = { headers: { [ADMIN_KEY_MARKER]: 'true', Accept: 'text/csv' } };
	const keys = { apiKey: 'k', adminKey: ' sk-admin ' };

	test('carries it, with the organization but no project, and no mark', async () => {
		const ids = { organizationId: 'org-1', projectId: 'p' };
		expect((await sent({ provider: 'openAi', ...keys, ...ids }, marked)).headers).toEqual({
			Accept: 'text/csv',
			Authorization: 'Bearer sk-admin',
			'OpenAI-Organization': 'org-1',
		});
	});

	test.each([
		['nebius', { Authorization: 'Bearer k' }],
		['custom', { Authorization: 'Bearer k' }],
		['azureOpenAi', { 'api-key': 'k' }],
	])('goes to %s with the API key all the same', async (provider, headers) => {
		const options = { headers: { [ADMIN_KEY_MARKER]: 'true' } };
		expect((await sent({ provider, ...keys }, options)).headers).toEqual(headers);
	});
});
