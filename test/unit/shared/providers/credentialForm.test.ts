import { Workflow, type INodeTypes } from 'n8n-workflow';

import { FineTuningApi } from '../../../../credentials/FineTuningApi.credentials';
import { inVersion } from '../../../../nodes/shared/http';
import { PROVIDERS, providerOf } from '../../../../nodes/shared/providers';
import { openCredential } from '../../../../nodes/shared/providers/credential';

const OPENAI = 'https://api.openai.com/v1';
const AZURE = 'https://r.openai.azure.com/openai/v1';

const unused = () => {
	throw new Error('no node type is needed');
};
const nodeTypes: INodeTypes = {
	getByName: unused,
	getByNameAndVersion: unused,
	getKnownTypes: unused,
};
const workflow = new Workflow({ nodes: [], connections: {}, active: false, nodeTypes });
const node = {
	id: '1',
	name: 'Test',
	type: 'test',
	typeVersion: 1,
	position: [0, 0] as [number, number],
	parameters: {},
};

/** Where n8n sends the key when somebody tests the credential: base URL and path. */
function testedAt($credentials: Record<string, string>): unknown[] {
	const { baseURL, url } = new FineTuningApi().test.request;
	return [baseURL, url].map((expression) =>
		workflow.expression.getSimpleParameterValue(node, expression, 'internal', { $credentials }),
	);
}

/** However the host is written. */
function normalised(address: unknown): unknown {
	const text = String(address);
	return URL.canParse(text) ? new URL(text).href.replace(/\/+$/, '') : text;
}

const ENTERED = [
	'',
	'  ',
	` ${OPENAI}/ `,
	'https://api.openai.com',
	'HTTPS://API.OpenAI.com:443/',
	'https://api.openai.com./v1',
	'https://bedrock-mantle.eu-west-1.api.aws/v1',
	'https://api.openai.com.example.com/v1',
	'https://api-openai.com/v1',
	'https://proxy.example.com/v1//',
	AZURE,
];

test.each(PROVIDERS.flatMap(({ id }) => ENTERED.map((baseUrl) => [id, baseUrl])))(
	"%s with the base URL '%s' is tested where it is used, and nowhere else",
	(provider = '', baseUrl = '') => {
		const credential = { provider, baseUrl, region: ' us-west-2 ' };
		const opened = openCredential(credential);
		const { version } = providerOf(provider)?.jobs.list({ limit: 1 }) ?? {};
		const used = opened.ok ? opened.value.baseUrl : '';
		// Beside the version that stands in the base URL, where the provider's calls go there.
		expect(normalised(testedAt(credential)[0])).toBe(version ? inVersion(used, version) : used);
	},
);

test.each([
	['azureOpenAi', ''],
	['custom', ''],
	['nebius', OPENAI],
	['azureOpenAi', OPENAI],
	['together', 'https://api.openai.com'],
	['unsloth', 'http://api.openai.com/v1/'],
	['unheard-of', ''],
])("the key of %s with the base URL '%s' is not tested at OpenAI", (provider, baseUrl) => {
	expect(testedAt({ provider, baseUrl })[0]).not.toContain('api.openai.com');
});

test.each(['http://v1', 'http://v2/'])(
	'a host named like a version, %s, stays the host',
	(baseUrl) => {
		for (const provider of ['localAi', 'unsloth']) {
			expect(testedAt({ provider, baseUrl })[0]).toBe(`${baseUrl.replace(/\/$/, '')}/api`);
		}
	},
);

test.each(PROVIDERS)('the test of $displayName lists jobs, one at most', ({ id, jobs }) => {
	const address = ['', ...jobs.list({ limit: 1 }).path].join('/');
	expect(testedAt({ provider: id, baseUrl: '' })[1]).toMatch(
		new RegExp(`^${address}(\\?limit=1)?$`),
	);
});

test.each([401, 403, 404])('a %d in the test says what to do', (status) => {
	const rule = new FineTuningApi().test.rules?.find(
		({ properties }) => properties.value === status,
	);
	expect(rule?.properties.message).toMatch(/(Check|Give)/);
});

test('every provider can be chosen, with what its address and its key take, and with no more', () => {
	const { properties } = new FineTuningApi();
	for (const { id, displayName, credential } of PROVIDERS) {
		const choice = properties[0]?.options?.find((one) => 'value' in one && one.value === id);
		expect(choice).toMatchObject({ name: displayName });
		const shown = properties.filter(({ displayOptions }) => {
			const { show, hide } = displayOptions ?? {};
			return (show?.provider?.includes(id) ?? true) && !hide?.provider?.includes(id);
		});
		const own = (credential.fields ?? []).map(({ name }) => name);
		const notice = credential.notice ? [`${id}Notice`] : [];
		expect(shown.map(({ name }) => name)).toEqual([
			'provider',
			...notice,
			'apiKey',
			'baseUrl',
			...own,
		]);
	}
});

test('no field of the form stands in it twice for one provider', () => {
	const places = new FineTuningApi().properties.flatMap(({ name, displayOptions }) =>
		(displayOptions?.show?.provider ?? ['any']).map((provider) => `${String(provider)} ${name}`),
	);
	expect(new Set(places).size).toBe(places.length);
});
