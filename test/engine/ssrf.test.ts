import './ssrfProtection';

import { startSandbox, type Sandbox } from '../../sandbox';
import { trainingExamples } from './examples';
import { byId, createEngine, itemWithFile, createParameters } from './harness';

let sandbox: Sandbox;

beforeAll(async () => {
	sandbox = await startSandbox({ startTime: 1_770_000_000, seed: 1 });
});
afterAll(async () => await sandbox.close());

const engineAt = (baseUrl: string) => createEngine({ ...sandbox, baseUrl });

const create = {
	...createParameters('gpt-4.1-mini-2025-04-14', 'file-1'),
};
const get = { resource: 'job', operation: 'get', jobId: byId('ftjob-1'), simplify: true };

test.each([
	['an address', 'http://127.0.0.1:4010/v1', '127.0.0.1'],
	['an address of IPv6', 'http://[::1]:4010/v1', '[::1]'],
	['a name', 'http://blocked.example/v1', 'blocked.example'],
])('%s that n8n forbids: nothing is sent, again or in doubt', async (_, baseUrl, host) => {
	for (const parameters of [get, create]) {
		const { error } = await engineAt(baseUrl).execute(parameters);
		expect(error?.message).toMatch(`n8n is set up not to connect to ${host}`);
		expect(error?.description).toContain(
			`add ${host} to the environment variable N8N_SSRF_ALLOWED_HOSTNAMES`,
		);
		expect(error?.failure).toEqual({ cause: 'configuration-invalid' });
	}
	expect(sandbox.requests).toEqual([]);
});

test('what the words say helps', async () => {
	const { error } = await engineAt(sandbox.baseUrl.replace('127.0.0.1', 'localhost')).execute(
		{ resource: 'file', operation: 'upload', binaryPropertyName: 'data', simplify: true },
		[itemWithFile(trainingExamples(12))],
	);
	expect(error).toBeUndefined();
});
