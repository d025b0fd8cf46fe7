/* eslint-disable @n8n/community-nodes/no-restricted-globals, no-console -- runs in Node, not in n8n */
import { createSandboxCredential, every, exampleNodes } from '../../scripts/lib/examples';
import type { Execution, StoredWorkflow } from '../../scripts/lib/n8n-api';
import { startQueueN8n, type QueueN8n } from '../../scripts/lib/queue';
import { waitFor } from '../../scripts/lib/wait';
import { startSandbox, type Sandbox } from '../../sandbox';
import { trainingExamples } from '../engine/examples';
import { chain, node, OURS } from './chain';
import { newSeed, pause, randomFrom } from './random';

const POLL_SECONDS = 2;
const ENDS = ['succeeded', 'failed', 'cancelled'] as const;
const CREATE = { method: 'POST', path: /fine_tuning\/jobs$/ };

let sandbox: Sandbox;
let n8n: QueueN8n;
let credentialId: string;
const seed = newSeed();
const random = randomFrom(seed);

beforeAll(async () => {
	sandbox = await startSandbox({ speed: 30 });
	n8n = await startQueueN8n({
		tarball: String(process.env.PACKAGE_TARBALL),
		workers: 2,
		// By default it takes n8n longer to notice that a worker is gone.
		env: {
			QUEUE_WORKER_LOCK_DURATION: '10000',
			QUEUE_WORKER_LOCK_RENEW_TIME: '2000',
			QUEUE_WORKER_STALLED_INTERVAL: '3000',
		},
	});
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
	const rows = `return Array.from({ length: 40 }, (_, i) => ({ json: { question: 'Is ' + i + ' even?', answer: i % 2 ? 'no' : 'yes' } }));`;
	const ours = (name: string, parameters: Record<string, unknown>) =>
		node(name, OURS, 1, parameters, credentialId);
	const workflow = await n8n.api.createWorkflow(
		chain('From rows to a model', [
			node('Start', 'n8n-nodes-base.manualTrigger', 1, {}),
			node('Rows', 'n8n-nodes-base.code', 2, { jsCode: rows }),
			ours('Build', {
				resource: 'dataset',
				operation: 'build',
				systemPrompt: 'Answer yes or no.',
				userMessage: '={{ $json.question }}',
				assistantMessage: '={{ $json.answer }}',
				options: { validationShare: 25 },
			}),
			ours('Validate', {
				resource: 'dataset',
				operation: 'validate',
				options: { validationBinaryProperty: 'validation' },
			}),
			ours('Create', {
				resource: 'job',
				operation: 'create',
				model: { __rl: true, mode: 'id', value: 'gpt-4.1-mini-2025-04-14' },
				trainingSource: 'binary',
				hyperparameters: { nEpochs: 1 },
				additionalFields: { validationBinaryProperty: 'validation', suffix: 'even' },
			}),
			ours('Wait', {
				resource: 'job',
				operation: 'wait',
				jobId: { __rl: true, mode: 'id', value: '={{ $json.id }}' },
				options: { pollInterval: 2 },
			}),
			ours('Metrics', {
				resource: 'job',
				operation: 'getMetrics',
				jobId: { __rl: true, mode: 'id', value: '={{ $json.id }}' },
				output: 'summary',
			}),
		]),
	);
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

describe('the trigger, while workers are killed', () => {
	const ROUNDS = 3;
	const JOBS = 40;
	/** By execution, the changes that it was started with. */
	const started = new Map<string, string[]>();
	/** What n8n had on record of executions while they counted as crashed, before it gave its last word on them. */
	const crashed = new Map<string, string[]>();
	const settled = new Map<string, Execution>();
	let workflow: StoredWorkflow;
	let watch: NodeJS.Timeout | undefined;

	afterAll(() => clearInterval(watch));

	/** Notes executions as soon as they are there: of those that a worker's end cuts off, n8n drops the items later. */
	async function noteExecutions(): Promise<void> {
		for (const id of await n8n.api.executionIds(workflow.id)) {
			if (settled.has(id)) continue;
			const execution = await n8n.api.execution(id);
			const { waitingItems, status } = execution;
			const items =
				waitingItems.length > 0 ? waitingItems : execution.itemsOf(exampleNodes.trigger);
			const eventIds = items.map(({ eventId }) => String(eventId));
			if (items.length > 0 && !started.has(id)) started.set(id, eventIds);
			if (status === 'crashed') crashed.set(id, eventIds);
			if (['success', 'error'].includes(status)) settled.set(id, execution);
		}
	}

	/** The executions that the error workflow was told of; some several times. */
	async function toldOfErrors(alarm: StoredWorkflow): Promise<string[]> {
		const ids = await n8n.api.executionIds(alarm.id);
		const alarms = await Promise.all(ids.map(async (id) => await n8n.api.execution(id)));
		return alarms
			.flatMap((one) => one.itemsOf('Error'))
			.map(({ execution }) => (execution as { id: string }).id);
	}

	test('every end of a job starts one execution, and a killed one ends with nothing on record', async () => {
		const alarm = await n8n.api.createWorkflow(
			chain('On error', [node('Error', 'n8n-nodes-base.errorTrigger', 1, {})]),
		);
		await n8n.api.activate(alarm);
		workflow = await n8n.api.createWorkflow({
			...chain('On job end', [
				node(
					exampleNodes.trigger,
					'n8n-nodes-fine-tuning.fineTuningTrigger',
					1,
					{ pollTimes: every(POLL_SECONDS), events: [...ENDS] },
					credentialId,
				),
				// Long enough for a worker to be killed at it.
				node('Work', 'n8n-nodes-base.wait', 1.1, { resume: 'timeInterval', amount: 3 }),
			]),
			settings: { errorWorkflow: alarm.id },
		});
		const jobs = Array.from(
			{ length: (ROUNDS * JOBS) / 2 },
			() => sandbox.seedJob({ status: 'running' }).id,
		);
		await n8n.api.activate(workflow);
		watch = setInterval(() => void noteExecutions().catch(() => {}), 700);

		const ended: string[] = [];
		for (let round = 0; round < ROUNDS; round += 1) {
			for (let count = 0; count < JOBS; count += 1) {
				await pause(random() * 0.2);
				// Half of them are there from the start, half begin and end between two polls.
				const id =
					random() < 0.5
						? sandbox.seedJob({ status: 'running' }).id
						: (jobs.pop() ?? sandbox.seedJob({ status: 'running' }).id);
				const status = String(ENDS[Math.floor(random() * ENDS.length)]);
				sandbox.setStatus(id, status);
				ended.push(`${id}:${status}`);
			}
			await pause(random() * POLL_SECONDS);
			await n8n.replaceWorkers();
		}
		await waitFor(
			async () => {
				await noteExecutions();
				return new Set([...started.values()].flat()).size >= ended.length;
			},
			{ what: 'every end to be reported', seconds: 60, intervalMs: 1000 },
		);
		// Two more polls, in which nothing may be reported again.
		await pause(2 * POLL_SECONDS + 1);
		await noteExecutions();
		await waitFor(
			async () => {
				await noteExecutions();
				return [...started.keys()].every((id) => settled.has(id));
			},
			{ what: 'n8n to have its last word on every execution', seconds: 120, intervalMs: 1000 },
		);
		const lost = [...settled.values()].filter(({ status }) => status !== 'success');
		const told = [...started.values()].flat();
		const alarms = await waitFor(
			async () => {
				const ids = await toldOfErrors(alarm);
				return lost.every(({ id }) => ids.includes(id)) && ids;
			},
			{ what: 'the error workflow to be told of each', seconds: 30, intervalMs: 500 },
		);
		console.log(
			JSON.stringify({
				seed,
				ended: ended.length,
				told: told.length,
				executions: started.size,
				lost: lost.length,
				lostAfterCrashed: lost.filter(({ id }) => crashed.has(id)).length,
				alarms: alarms.length,
			}),
		);
		expect([...told].sort()).toEqual([...ended].sort());
		// No worker takes up what another has left.
		const takenUp = await Promise.all([...started.keys()].map(n8n.timesTakenUp));
		expect(Math.max(...takenUp)).toBe(1);
		for (const [id, eventIds] of crashed) expect([id, eventIds]).toEqual([id, started.get(id)]);
		// The executions that a worker had in hand: what docs/trigger.md says of them.
		expect(lost.length).toBeGreaterThan(0);
		for (const { status, waitingItems, itemsOf } of lost) {
			const onRecord = [...waitingItems, ...itemsOf(exampleNodes.trigger)];
			expect([status, onRecord]).toEqual(['error', []]);
		}
	}, 360_000);
});

describe('Create, while workers are killed', () => {
	const ROUNDS = 3;
	const AT_ONCE = 6;

	test('makes one job, however often the workflow runs with one idempotency key', async () => {
		const form = new FormData();
		form.append('purpose', 'fine-tune');
		form.append('file', new Blob([trainingExamples(12)]), 'training.jsonl');
		const response = await fetch(`${sandbox.baseUrl}/files`, {
			method: 'POST',
			headers: { authorization: `Bearer ${sandbox.apiKey}` },
			body: form,
		});
		const { id: file } = (await response.json()) as { id: string };
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
			await n8n.replaceWorkers();
		}
		const first = await Promise.all(cutOff.map(finished));
		const created = createsSince(before);
		const times = (key: string) => created.filter((body) => body.includes(`"${key}"`)).length;
		const killed = first.filter(({ status }) => status !== 'success');
		console.log(
			JSON.stringify({
				seed,
				keys: workflows.size,
				created: created.length,
				killed: killed.length,
			}),
		);
		expect(killed.length).toBeGreaterThan(0);
		expect([...workflows.keys()].filter((key) => times(key) > 1)).toEqual([]);
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
		for (const key of workflows.keys()) {
			expect([key, jobs.filter((text) => text.includes(`"${key}"`)).length]).toEqual([key, 1]);
		}
	}, 240_000);
});
