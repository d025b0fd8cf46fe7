/* eslint-disable @n8n/community-nodes/no-restricted-globals -- runs in Node, not in n8n */
import { createSandboxCredential } from '../../scripts/lib/examples';
import { startN8n, type N8n } from '../../scripts/lib/n8n';
import { freePort } from '../../scripts/lib/ports';
import { waitFor } from '../../scripts/lib/wait';
import { startSandbox, type Sandbox } from '../../sandbox';
import { trainingExamples } from '../engine/examples';

const OURS = 'n8n-nodes-fine-tuning.fineTuning';
const CREATE = { method: 'POST', path: /fine_tuning\/jobs$/ };

let sandbox: Sandbox;
let n8n: N8n;

beforeAll(async () => {
	sandbox = await startSandbox({ speed: 20 });
	n8n = await startN8n({
		port: await freePort(),
		tarball: String(process.env.PACKAGE_TARBALL),
		disposable: true,
	});
}, 180_000);

afterAll(async () => {
	await n8n?.stop();
	await sandbox?.close();
});

async function uploadedFile(): Promise<string> {
	const form = new FormData();
	form.append('purpose', 'fine-tune');
	form.append('file', new Blob([trainingExamples(12)]), 'training.jsonl');
	const response = await fetch(`${sandbox.baseUrl}/files`, {
		method: 'POST',
		headers: { authorization: `Bearer ${sandbox.apiKey}` },
		body: form,
	});
	return ((await response.json()) as { id: string }).id;
}

/** Three rows that each become a job. */
async function threeCreates() {
	const id = await createSandboxCredential(n8n.api, sandbox.baseUrl);
	const credentials = { fineTuningApi: { id, name: 'Fine-Tuning sandbox' } };
	const rows = 'return [1, 2, 3].map((row) => ({ json: { row } }));';
	const node = (name: string, type: string, typeVersion: number, parameters: object) => ({
		id: name,
		name,
		type,
		typeVersion,
		position: [0, 0],
		parameters: parameters as Record<string, unknown>,
		...(type === OURS && { credentials }),
	});
	return await n8n.api.createWorkflow({
		name: 'Three jobs',
		nodes: [
			node('Start', 'n8n-nodes-base.manualTrigger', 1, {}),
			node('Rows', 'n8n-nodes-base.code', 2, { jsCode: rows }),
			node('Create', OURS, 1, {
				resource: 'job',
				operation: 'create',
				model: { __rl: true, mode: 'id', value: 'gpt-4.1-mini-2025-04-14' },
				trainingSource: 'file',
				trainingFile: { __rl: true, mode: 'id', value: await uploadedFile() },
			}),
		],
		connections: {
			Start: { main: [[{ node: 'Rows', type: 'main', index: 0 }]] },
			Rows: { main: [[{ node: 'Create', type: 'main', index: 0 }]] },
		},
	});
}

test('Retry of an execution that failed at its third job, after n8n was killed: three jobs, not five', async () => {
	const workflow = await threeCreates();
	sandbox.faults.add({ ...CREATE, nth: 3, status: 400 });
	const first = await n8n.api.runWorkflow(workflow, 'Start');
	const failed = await waitFor(async () => await n8n.api.finishedExecution(first), {
		what: 'the execution to fail',
		seconds: 60,
		intervalMs: 500,
	});
	expect(failed.status).toBe('error');
	const before = [...sandbox.store.jobs.keys()];
	expect(before).toHaveLength(2);
	await n8n.kill();
	await n8n.startAgain();
	await n8n.api.retryExecution(first);
	const [latest = ''] = await n8n.api.executionIds(workflow.id);
	const retried = await waitFor(async () => await n8n.api.finishedExecution(latest), {
		what: 'the retried execution to end',
		seconds: 60,
		intervalMs: 500,
	});
	expect([retried.status, retried.errorMessage]).toEqual(['success', undefined]);
	const items = retried.itemsOf('Create');
	expect(items.map(({ recovered }) => recovered)).toEqual([true, true, undefined]);
	expect(items.slice(0, 2).map(({ id }) => id)).toEqual(before);
	expect(sandbox.store.jobs.size).toBe(3);
}, 240_000);
