/* eslint-disable @n8n/community-nodes/no-restricted-globals -- runs in Node, not in n8n */
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
import { startSandbox, type DialectName } from '../../sandbox';

let n8n: N8n;

beforeAll(async () => {
	n8n = await startN8n({
		port: await freePort(),
		tarball: String(process.env.PACKAGE_TARBALL),
		disposable: true,
	});
}, 180_000);

afterAll(async () => await n8n?.stop());

describe('the workflow that trains a model, with another credential and another base model', () => {
	test.each<[provider: DialectName, model: string]>([
		['together', 'Qwen/Qwen3-8B'],
		['nebius', 'meta-llama/Meta-Llama-3.1-8B-Instruct'],
		['localAi', 'Qwen/Qwen2.5-0.5B-Instruct'],
		['unsloth', 'unsloth/Qwen3-4B-Instruct-2507'],
	])(
		'goes to %s unchanged, and ends in a model that sorts unseen tickets',
		async (provider, model) => {
			const sandbox = await startSandbox({ seed: 1, speed: 20, dialect: provider });
			try {
				// Those whose base URL is the server's root have OpenAI's API below /v1.
				const ownServer = provider === 'localAi' || provider === 'unsloth';
				const baseUrl = ownServer ? sandbox.baseUrl.replace(/\/v1$/, '') : sandbox.baseUrl;
				const credential = await createCredentialFor(n8n.api, provider, baseUrl);
				const asking = await createOpenAiCredential(n8n.api, sandbox.baseUrl);
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
			} finally {
				await sandbox.close();
			}
		},
		180_000,
	);
});
