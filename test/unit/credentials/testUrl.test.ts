import { Workflow, type INodeTypes } from 'n8n-workflow';

import { FineTuningApi } from '../../../credentials/FineTuningApi.credentials';

const OPENAI = 'https://api.openai.com/v1';
const NEBIUS = 'https://api.tokenfactory.nebius.com/v1';

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

/** Where n8n sends the key when somebody tests the credential. */
function testedAt($credentials: Record<string, string>): unknown {
	const { baseURL } = new FineTuningApi().test.request;
	return workflow.expression.getSimpleParameterValue(node, baseURL, 'internal', { $credentials });
}

test.each([
	['openAi', '', OPENAI],
	['nebius', '', NEBIUS],
	['openAi', ' https://proxy.example.com/v1// ', 'https://proxy.example.com/v1'],
	['azureOpenAi', 'https://r.openai.azure.com/openai/v1/', 'https://r.openai.azure.com/openai/v1'],
	['custom', 'http://localhost:4000', 'http://localhost:4000'],
])("%s with the base URL '%s' is tested at %s", (provider, baseUrl, expected) => {
	expect(testedAt({ provider, baseUrl })).toBe(expected);
});

test.each([
	['azureOpenAi', ''],
	['custom', ''],
	['nebius', OPENAI],
	['azureOpenAi', OPENAI],
])("the key of %s with the base URL '%s' is not tested at OpenAI", (provider, baseUrl) => {
	expect(testedAt({ provider, baseUrl })).not.toBe(OPENAI);
});

test('the test lists jobs, one at most', () => {
	expect(new FineTuningApi().test.request).toMatchObject({
		url: '/fine_tuning/jobs',
		qs: { limit: 1 },
	});
});

test.each([401, 403, 404])('a %d in the test says what to do', (status) => {
	const rule = new FineTuningApi().test.rules?.find(
		({ properties }) => properties.value === status,
	);
	expect(rule?.properties.message).toMatch(/(Check|Give)/);
});
