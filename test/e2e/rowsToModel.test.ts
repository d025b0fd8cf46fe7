/* eslint-disable @n8n/community-nodes/no-restricted-globals -- runs in Node, not in n8n */
import { createSandboxCredential } from '../../scripts/lib/examples';
import { startN8n, type N8n } from '../../scripts/lib/n8n';
import { freePort } from '../../scripts/lib/ports';
import { waitFor } from '../../scripts/lib/wait';
import { startSandbox, type Sandbox } from '../../sandbox';

const ROWS = 200;
const OURS = 'n8n-nodes-fine-tuning.fineTuning';

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

test('three nodes make a fine-tuned model of 200 rows', async () => {
	const id = await createSandboxCredential(n8n.api, sandbox.baseUrl);
	const credentials = { fineTuningApi: { id, name: 'Fine-Tuning sandbox' } };
	const rows = `return Array.from({ length: ${ROWS} }, (_, i) => ({ json: { question: 'Is ' + i + ' even?', answer: i % 2 ? 'no' : 'yes' } }));`;
	const node = (name: string, type: string, typeVersion: number, parameters: object) => ({
		id: name,
		name,
		type,
		typeVersion,
		position: [0, 0],
		parameters: parameters as Record<string, unknown>,
		...(type === OURS && { credentials }),
	});
	const names = ['Start', 'Rows', 'Build', 'Create', 'Wait'];
	const workflow = await n8n.api.createWorkflow({
		name: 'From rows to a model',
		nodes: [
			node('Start', 'n8n-nodes-base.manualTrigger', 1, {}),
			node('Rows', 'n8n-nodes-base.code', 2, { jsCode: rows }),
			node('Build', OURS, 1, {
				resource: 'dataset',
				operation: 'build',
				systemPrompt: 'Answer yes or no.',
				userMessage: '={{ $json.question }}',
				assistantMessage: '={{ $json.answer }}',
				options: { validationShare: 10 },
			}),
			node('Create', OURS, 1, {
				resource: 'job',
				operation: 'create',
				model: { __rl: true, mode: 'id', value: 'gpt-4.1-mini-2025-04-14' },
				trainingSource: 'binary',
				hyperparameters: { nEpochs: 1 },
				additionalFields: { validationBinaryProperty: 'validation', suffix: 'even' },
			}),
			node('Wait', OURS, 1, {
				resource: 'job',
				operation: 'wait',
				jobId: { __rl: true, mode: 'id', value: '={{ $json.id }}' },
				options: { pollInterval: 2, failOnUnsuccessful: true },
			}),
		],
		connections: Object.fromEntries(
			names
				.slice(0, -1)
				.map((name, index) => [
					name,
					{ main: [[{ node: names[index + 1], type: 'main', index: 0 }]] },
				]),
		),
	});
	const execution = await n8n.api.runWorkflow(workflow, 'Start');
	const run = await waitFor(async () => await n8n.api.finishedExecution(execution), {
		what: 'the workflow to finish',
		seconds: 120,
		intervalMs: 500,
	});
	expect([run.status, run.errorMessage]).toEqual(['success', undefined]);
	expect(run.itemsOf('Build')).toEqual([
		expect.objectContaining({ examples: ROWS, skippedItems: 0, skipped: [] }),
	]);
	expect(run.itemsOf('Wait')).toEqual([
		expect.objectContaining({
			status: 'succeeded',
			fineTunedModel: expect.stringMatching(/^ft:gpt-4.1-mini-2025-04-14:.*:even:/),
			errorMessage: null,
		}),
	]);
	// The provider has both files, and between them every row.
	expect(sandbox.store.jobs.size).toBe(1);
	expect(
		[...sandbox.store.files.values()].filter(({ file }) => file.purpose === 'fine-tune'),
	).toHaveLength(2);
}, 180_000);
