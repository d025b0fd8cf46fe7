/* eslint-disable no-console -- runs in Node, not in n8n */
import { createSandboxCredential } from '../../scripts/lib/examples';
import type { Execution, StoredWorkflow } from '../../scripts/lib/n8n-api';
import type { QueueN8n } from '../../scripts/lib/queue';
import { waitFor } from '../../scripts/lib/wait';
import { startSandbox, type Sandbox } from '../../sandbox';
import { chain, node, OURS } from './chain';
import { fromRowsToModel } from './fromRows';
import { newSeed, pause, randomFrom } from './random';
import { uploadedFile } from './uploaded';
import { startTwoWorkers } from './workers';

/** How long a worker that is asked to stop goes on with what it has in hand; n8n's own is 30. */
const GRACE_SECONDS = 15;
const CREATE = { method: 'POST', path: /fine_tuning\/jobs$/ };

let sandbox: Sandbox;
let n8n: QueueN8n;
let credentialId: string;
const seed = newSeed();
const random = randomFrom(seed);

beforeAll(async () => {
	sandbox = await startSandbox({ speed: 30 });
	n8n = await startTwoWorkers({ N8N_GRACEFUL_SHUTDOWN_TIMEOUT: String(GRACE_SECONDS) });
	credentialId = await createSandboxCredential(n8n.api, sandbox.baseUrl);
}, 300_000);

afterAll(async () => {
	await n8n?.stop();
	await sandbox?.close();
}, 60_000);

async function finished(id: string): Promise<Execution> {
	return await waitFor(async () => await n8n.api.finishedExecution(id), {
		what: `execution ${id} to end`,
		seconds: 90,
		intervalMs: 500,
	});
}

/** The bodies of all creates that reached the provider since a moment in its log. */
function createsSince(from: number): string[] {
	return sandbox.requests
		.slice(from)
		.filter(({ method, path }) => method === CREATE.method && CREATE.path.test(path))
		.map(({ body }) => JSON.stringify(body));
}

test('rows become a model on a worker, with the files in the database', async () => {
	const workflow = await n8n.api.createWorkflow(fromRowsToModel(credentialId));
	const id = await n8n.api.runWorkflow(workflow, 'Start');
	const run = await finished(id);
	expect([run.status, run.errorMessage]).toEqual(['success', undefined]);
	expect(await n8n.timesTakenUp(id)).toBe(1);
	expect(run.fileIdsOf('Build')).toEqual([
		expect.stringMatching(/^database:/),
		expect.stringMatching(/^database:/),
	]);
	expect(run.itemsOf('Validate')).toEqual([expect.objectContaining({ valid: true })]);
	expect(run.itemsOf('Wait')).toEqual([
		expect.objectContaining({
			status: 'succeeded',
			fineTunedModel: expect.stringMatching(/^ft:gpt-4.1-mini-2025-04-14:.*:even:/),
		}),
	]);
	expect(run.itemsOf('Metrics')).toEqual([
		expect.objectContaining({ summary: expect.stringMatching(/^Training loss \d/) }),
	]);
}, 180_000);

test('a file that one worker has built is uploaded by another, when the execution is retried', async () => {
	const workflow = await n8n.api.createWorkflow(fromRowsToModel(credentialId));
	sandbox.faults.add({ ...CREATE, nth: 1, status: 400 });
	const first = await n8n.api.runWorkflow(workflow, 'Start');
	const failed = await finished(first);
	expect([failed.status, failed.itemsOf('Create')]).toEqual(['error', []]);
	await n8n.replaceWorkers();
	await n8n.api.retryExecution(first);
	const [latest = ''] = await n8n.api.executionIds(workflow.id);
	expect(latest).not.toBe(first);
	const run = await finished(latest);
	expect([run.status, run.errorMessage]).toEqual(['success', undefined]);
	expect(await n8n.workerOf(first)).toBeUndefined();
	expect(await n8n.workerOf(latest)).toBeDefined();
	// Three quarters of the 40 rows, as Build splits them.
	const [{ trainingFile, validationFile } = {}] = run.itemsOf('Create');
	expect([await linesOf(trainingFile), await linesOf(validationFile)]).toEqual([30, 10]);
}, 180_000);

/** How many examples a file has that the provider holds. */
async function linesOf(fileId: unknown): Promise<number> {
	const response = await fetch(`${sandbox.baseUrl}/files/${String(fileId)}/content`, {
		headers: { authorization: `Bearer ${sandbox.apiKey}` },
	});
	return (await response.text()).trim().split('\n').length;
}

describe('Wait, when its worker is asked to stop', () => {
	/** Begins to wait for a job, and gives the execution once its worker has asked for the job. */
	async function beginWaiting(job: string): Promise<string> {
		const from = sandbox.requests.length;
		const workflow = await n8n.api.createWorkflow(
			chain(`Wait for ${job}`, [
				node('Start', 'n8n-nodes-base.manualTrigger', 1, {}),
				node(
					'Wait',
					OURS,
					1,
					{
						resource: 'job',
						operation: 'wait',
						jobId: { __rl: true, mode: 'id', value: job },
						options: { pollInterval: 1 },
					},
					credentialId,
				),
			]),
		);
		const id = await n8n.api.runWorkflow(workflow, 'Start');
		await waitFor(() => sandbox.requests.slice(from).some(({ path }) => path.includes(job)), {
			what: 'the first poll',
			seconds: 30,
		});
		return id;
	}

	/** Asks an execution's worker to stop. @returns how many seconds it took; there is a new one then */
	async function stopWorkerOf(id: string, meanwhile: () => void): Promise<number> {
		const worker = await n8n.workerOf(id);
		if (!worker) throw new Error(`no worker has execution ${id}`);
		const asked = performance.now();
		const gone = worker.stop(3 * GRACE_SECONDS);
		await pause(1);
		meanwhile();
		await gone;
		const seconds = (performance.now() - asked) / 1000;
		await n8n.addWorker();
		return seconds;
	}

	test('it goes on, and is through when the job ends within the time that n8n leaves it', async () => {
		const job = sandbox.seedJob({ status: 'running' }).id;
		const id = await beginWaiting(job);
		const seconds = await stopWorkerOf(id, () => sandbox.setStatus(job, 'succeeded'));
		const run = await finished(id);
		console.log(JSON.stringify({ stoppedAfter: seconds, status: run.status }));
		expect([run.status, run.errorMessage]).toEqual(['success', undefined]);
		expect(run.itemsOf('Wait')).toEqual([
			expect.objectContaining({ id: job, status: 'succeeded' }),
		]);
		expect(seconds).toBeLessThan(GRACE_SECONDS);
	}, 120_000);

	test('it is lost with the worker when the job takes longer, and the job goes on', async () => {
		const job = sandbox.seedJob({ status: 'running' }).id;
		const id = await beginWaiting(job);
		const seconds = await stopWorkerOf(id, () => {});
		const run = await finished(id);
		console.log(JSON.stringify({ stoppedAfter: seconds, status: run.status }));
		expect(seconds).toBeGreaterThanOrEqual(GRACE_SECONDS - 1);
		expect(['crashed', 'error']).toContain(run.status);
		expect(run.itemsOf('Wait')).toEqual([]);
		expect(await n8n.timesTakenUp(id)).toBe(1);
		// Somebody waits for it again.
		const again = await beginWaiting(job);
		sandbox.setStatus(job, 'succeeded');
		expect((await finished(again)).itemsOf('Wait')).toEqual([
			expect.objectContaining({ id: job, status: 'succeeded' }),
		]);
	}, 180_000);
});

describe('Create, while workers are killed', () => {
	/** Both workers are killed in each. */
	const ROUNDS = 10;
	const AT_ONCE = 4;

	test('makes one job, however often the workflow runs with one idempotency key', async () => {
		const file = await uploadedFile(sandbox);
		const workflowOf = async (key: string) =>
			await n8n.api.createWorkflow(
				chain(`Create ${key}`, [
					node('Start', 'n8n-nodes-base.manualTrigger', 1, {}),
					node(
						'Create',
						OURS,
						1,
						{
							resource: 'job',
							operation: 'create',
							model: { __rl: true, mode: 'id', value: 'gpt-4.1-mini-2025-04-14' },
							trainingSource: 'file',
							trainingFile: { __rl: true, mode: 'id', value: file },
							options: { idempotencyKey: key },
						},
						credentialId,
					),
				]),
			);
		// Long enough for a worker to be killed before the provider's answer, or while it is on its way.
		sandbox.faults.add({ ...CREATE, delayMs: 250 });
		const before = sandbox.requests.length;
		const workflows = new Map<string, StoredWorkflow>();
		const cutOff: string[] = [];
		for (let round = 0; round < ROUNDS; round += 1) {
			for (let count = 0; count < AT_ONCE; count += 1) {
				const key = `order-${seed}-${round}-${count}`;
				const workflow = await workflowOf(key);
				workflows.set(key, workflow);
				cutOff.push(await n8n.api.runWorkflow(workflow, 'Start'));
				await pause(random() * 0.15);
			}
			await pause(random() * 0.4);
			await n8n.replaceWorkers();
		}
		const first = await Promise.all(cutOff.map(finished));
		const created = createsSince(before);
		const times = (key: string) => created.filter((body) => body.includes(`"${key}"`)).length;
		const cut = first.filter(({ status }) => status !== 'success');
		const sentTwice = [...workflows.keys()].filter((key) => times(key) > 1);
		// The person runs them all again.
		const again = new Map<string, string>();
		for (const [key, workflow] of workflows) {
			again.set(key, await n8n.api.runWorkflow(workflow, 'Start'));
		}
		for (const [key, id] of again) {
			const { status, errorMessage } = await finished(id);
			expect([key, status, errorMessage]).toEqual([key, 'success', undefined]);
		}
		const jobs = [...sandbox.store.jobs.values()].map((record) => JSON.stringify(record));
		const made = [...workflows.keys()].map((key) => ({
			key,
			jobs: jobs.filter((text) => text.includes(`"${key}"`)).length,
		}));
		console.log(
			JSON.stringify({
				seed,
				kills: 2 * ROUNDS,
				keys: workflows.size,
				createdAtOnce: created.length,
				executionsCutOff: cut.length,
				sentTwice,
				createdTwice: made.filter((one) => one.jobs > 1),
			}),
		);
		expect(cut.length).toBeGreaterThan(0);
		expect(sentTwice).toEqual([]);
		expect(made.filter((one) => one.jobs !== 1)).toEqual([]);
	}, 900_000);
});
