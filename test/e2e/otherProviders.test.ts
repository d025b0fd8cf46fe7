/* eslint-disable @n8n/community-nodes/no-restricted-imports, @n8n/community-nodes/no-restricted-globals -- runs in Node, not in n8n */
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

import {
	createCredentialFor,
	createOpenAiCredential,
	exampleNodes,
	examples,
	importExample,
} from '../../scripts/lib/examples';
import { startN8n, type N8n } from '../../scripts/lib/n8n';
import { freePort } from '../../scripts/lib/ports';
import { waitFor } from '../../scripts/lib/wait';
import type { DialectName } from '../../sandbox';
import { startSandboxes, type Sandboxes } from '../../sandbox/all';

let n8n: N8n;
let sandboxes: Sandboxes;

beforeAll(async () => {
	sandboxes = await startSandboxes({ seed: 1, speed: 20 });
	n8n = await startN8n({
		port: await freePort(),
		tarball: String(process.env.PACKAGE_TARBALL),
		disposable: true,
	});
}, 180_000);

afterAll(async () => {
	await n8n?.stop();
	await sandboxes?.close();
});

/** What users enter: those whose base URL is the server's root have OpenAI's API below /v1. */
function baseUrlOf(provider: DialectName): string {
	const baseUrl = sandboxes.baseUrlOf(provider);
	return ['localAi', 'unsloth'].includes(provider) ? baseUrl.replace(/\/v1$/, '') : baseUrl;
}

describe("n8n's test of the credential", () => {
	test.each<[DialectName]>([
		['openAi'],
		['together'],
		['nebius'],
		['crusoe'],
		['azureOpenAi'],
		['bedrock'],
		['localAi'],
		['unsloth'],
		['custom'],
	])('passes at %s', async (provider) => {
		const { apiKey } = sandboxes;
		const credential = { provider, baseUrl: baseUrlOf(provider), apiKey, region: 'us-west-2' };
		expect(await n8n.api.testCredential('fineTuningApi', credential)).toEqual({
			status: 'OK',
			message: 'Connection successful!',
		});
	});

	test('fails in words at a web page, at silence, and for an address that is none', async () => {
		const test = async (provider: string, baseUrl: string) =>
			(await n8n.api.testCredential('fineTuningApi', { provider, baseUrl, apiKey: 'key' })).message;
		const server = createServer((request, response) => {
			response.end(request.url?.startsWith('/page') ? '<!doctype html><p>Welcome</p>' : '');
		});
		await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
		const { port } = server.address() as AddressInfo;
		try {
			for (const provider of ['openAi', 'localAi', 'unsloth', 'custom']) {
				expect(await test(provider, `http://127.0.0.1:${port}/page`)).toMatch(
					/^There is a web page/,
				);
				expect(await test(provider, `http://127.0.0.1:${port}/silence`)).toMatch(
					/^The server answered with nothing/,
				);
			}
			expect(await test('custom', 'my-proxy')).toMatch(
				/is not a complete address.*Open the credential/,
			);
		} finally {
			server.closeAllConnections();
			await new Promise((resolve) => server.close(resolve));
		}
	});
});

describe('the workflow that trains a model, with another credential and another base model', () => {
	test.each<[provider: DialectName, model: string]>([
		['together', 'Qwen/Qwen3-8B'],
		['nebius', 'meta-llama/Meta-Llama-3.1-8B-Instruct'],
		['localAi', 'Qwen/Qwen2.5-0.5B-Instruct'],
		['unsloth', 'unsloth/Qwen3-4B-Instruct-2507'],
	])(
		'goes to %s unchanged, and ends in a model that sorts unseen tickets',
		async (provider, model) => {
			const credential = await createCredentialFor(n8n.api, provider, baseUrlOf(provider));
			const asking = await createOpenAiCredential(n8n.api, sandboxes.baseUrlOf(provider));
			const workflow = await importExample(n8n.api, examples.train, credential, {
				adapt: asking,
				baseModel: model,
			});
			const id = await n8n.api.runWorkflow(workflow, exampleNodes.start);
			const execution = await waitFor(async () => await n8n.api.finishedExecution(id), {
				what: 'the workflow to finish',
				seconds: 120,
			});
			expect([execution.status, execution.errorMessage]).toEqual(['success', undefined]);
			expect(execution.itemsOf(exampleNodes.job)).toMatchObject([
				{ status: 'succeeded', model, suffix: 'tickets', errorMessage: null },
			]);
			expect(execution.itemsOf('Deploy')).toMatchObject([{ ready: true }]);
			const rows = execution.itemsOf(exampleNodes.answers);
			expect(rows).toHaveLength(40);
			const right = rows.filter(({ newModel, category }) => newModel === category);
			// Learning rates and batches are the provider's own: not all are as good for it. Chance is one in six.
			expect(right.length).toBeGreaterThan(26);
		},
		180_000,
	);
});
