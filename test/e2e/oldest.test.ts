/* eslint-disable @n8n/community-nodes/no-restricted-globals, @n8n/community-nodes/no-restricted-imports -- runs in Node, not in n8n */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';

import {
	createOpenAiCredential,
	createSandboxCredential,
	examples,
	importExample,
} from '../../scripts/lib/examples';
import { runHeadless } from '../../scripts/lib/headless';
import { startN8n, type N8n } from '../../scripts/lib/n8n';
import { root } from '../../scripts/lib/paths';
import { freePort } from '../../scripts/lib/ports';
import { ensureRuntime, oldestN8n } from '../../scripts/lib/runtime';
import { waitFor } from '../../scripts/lib/wait';
import { startSandbox, type Sandbox } from '../../sandbox';
import { fromRowsToModel } from './fromRows';
import { retryThirdCreate } from './retry';

let sandbox: Sandbox;
let n8n: N8n;
let credentialId: string;

beforeAll(async () => {
	await ensureRuntime(oldestN8n);
	sandbox = await startSandbox({ speed: 20 });
	n8n = await startN8n({
		port: await freePort(),
		tarball: String(process.env.PACKAGE_TARBALL),
		runtime: oldestN8n,
		disposable: true,
	});
	credentialId = await createSandboxCredential(n8n.api, sandbox.baseUrl);
}, 1_200_000);

afterAll(async () => {
	await n8n?.stop();
	await sandbox?.close();
});

test('is the n8n that the README names, and loads the package without a word of complaint', async () => {
	const log = await readFile(n8n.logFile, 'utf8');
	expect(log).toContain(`Version: ${oldestN8n.version}`);
	const readme = await readFile(join(root, 'README.md'), 'utf8');
	expect(readme).toContain(`and with ${oldestN8n.version},`);
	// The checkout's own folder may have the package's name.
	expect(log.replaceAll(root, '')).not.toMatch(/n8n-nodes-fine-tuning|fineTuning/i);
});

test('runs the imported examples: rows become a model that answers, and the trigger tells of its end', async () => {
	const asking = await createOpenAiCredential(n8n.api, sandbox.baseUrl);
	const train = await importExample(n8n.api, examples.train, credentialId, { adapt: asking });
	const onJobEnd = await importExample(n8n.api, examples.onJobEnd, credentialId, {
		pollSeconds: 2,
	});
	await n8n.api.activate(onJobEnd);
	const { job, triggerItem, answers } = await runHeadless(n8n.api, train, onJobEnd);
	expect(job).toMatchObject({ status: 'succeeded', fineTunedModel: expect.stringMatching(/^ft:/) });
	expect(triggerItem).toMatchObject({ id: job.id, eventId: `${String(job.id)}:succeeded` });
	expect(answers.newModelRight).toBeGreaterThanOrEqual(32);
	await n8n.api.deactivate(onJobEnd);
}, 300_000);

test('builds, checks and uploads files, and gets the job with its metrics', async () => {
	const workflow = await n8n.api.createWorkflow(fromRowsToModel(credentialId));
	const id = await n8n.api.runWorkflow(workflow, 'Start');
	const run = await waitFor(async () => await n8n.api.finishedExecution(id), {
		what: 'the execution to end',
		seconds: 90,
		intervalMs: 500,
	});
	expect([run.status, run.errorMessage]).toEqual(['success', undefined]);
	expect(run.itemsOf('Validate')).toEqual([expect.objectContaining({ valid: true })]);
	expect(run.itemsOf('Get')).toEqual([
		expect.objectContaining({ id: run.itemsOf('Create')[0]?.id, status: 'succeeded' }),
	]);
	expect(run.itemsOf('Metrics')).toEqual([
		expect.objectContaining({ summary: expect.stringMatching(/^Training loss \d/) }),
	]);
}, 180_000);

test('makes no second job when a failed execution is retried after n8n was killed', async () => {
	const { before, retried } = await retryThirdCreate(n8n, sandbox);
	expect(before).toHaveLength(2);
	expect([retried.status, retried.errorMessage]).toEqual(['success', undefined]);
	const items = retried.itemsOf('Create');
	expect(items.map(({ recovered }) => recovered)).toEqual([true, true, undefined]);
	expect(items.slice(0, 2).map(({ id }) => id)).toEqual(before);
}, 240_000);
