import type { IHttpRequestOptions } from 'n8n-workflow';

import { authenticate } from '../../../../nodes/shared/providers/credential';
import { aJobRequest, aProvider } from '../../builders';

const url = 'https://proxy.example.com/v1/fine_tuning/jobs';
const credential = {
	provider: 'custom',
	apiKey: 'k',
	baseUrl: 'https://proxy.example.com/v1',
	queryParameters: 'custom_llm_provider=openai&team=a%20b',
};

async function sent(options: Partial<IHttpRequestOptions>, queryParameters?: string) {
	const changes = queryParameters === undefined ? {} : { queryParameters };
	return await authenticate({ ...credential, ...changes }, { url, ...options });
}

const QUERY = { custom_llm_provider: 'openai', team: 'a b' };

test('the query parameters of the credential go with every call, beside its own', async () => {
	expect((await sent({})).qs).toEqual(QUERY);
	expect((await sent({ method: 'DELETE', qs: { limit: 1 } })).qs).toEqual({ limit: 1, ...QUERY });
	expect((await sent({ method: 'POST' })).qs).toEqual(QUERY);
});

test("LiteLLM's provider also goes into the body of what is written in JSON", async () => {
	const provider = { custom_llm_provider: 'openai' };
	expect((await sent({ method: 'POST', body: { model: 'm' } })).body).toEqual({
		model: 'm',
		...provider,
	});
	// A cancel has no body of its own.
	expect((await sent({ method: 'POST' })).body).toEqual(provider);
});

test('what a call says itself counts for more', async () => {
	const body = { custom_llm_provider: 'azure' };
	expect((await sent({ method: 'POST', body })).body).toEqual(body);
});

test.each<[string, Partial<IHttpRequestOptions>]>([
	['a read', { method: 'GET' }],
	['a call without a method', {}],
	['a delete', { method: 'DELETE' }],
	['a form', { method: 'POST', body: new FormData() }],
	['a text', { method: 'POST', body: '{}' }],
	['a list', { method: 'POST', body: [] }],
])('nothing is added to the body of %s', async (_, options) => {
	expect((await sent(options)).body).toBe(options.body);
});

test('other query parameters are no matter of the body', async () => {
	expect(await sent({ method: 'POST' }, 'team=a')).not.toHaveProperty('body');
});

test('a server of which nothing is known is sent the older form, and asked for all that may be there', () => {
	const one = aProvider('custom');
	const call = one.jobs.create(aJobRequest({ hyperparameters: { learningRateMultiplier: 2 } }));
	expect(call).toMatchObject({
		value: { body: { hyperparameters: { learning_rate_multiplier: 2 } } },
	});
	expect(one.jobs.idempotency?.byDefault).toBe(false);
	expect(one.files?.inParts).toBeUndefined();
});
