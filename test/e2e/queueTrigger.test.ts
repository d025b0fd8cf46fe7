/* eslint-disable no-console -- runs in Node, not in n8n */
import {
	createSandboxCredential,
	every,
	exampleNodes,
	examples,
	importExample,
} from '../../scripts/lib/examples';
import type { StoredWorkflow } from '../../scripts/lib/n8n-api';
import type { QueueN8n } from '../../scripts/lib/queue';
import { waitFor } from '../../scripts/lib/wait';
import { startSandbox, type Sandbox } from '../../sandbox';
import { chain, node } from './chain';
import { DURABLE_CURSORS } from './durable';
import { startEdge, type Edge } from './edge';
import { nodesOfEdge } from './edgeNodes';
import { newSeed, pause, randomFrom } from './random';
import { Witness } from './witness';
import { startTwoWorkers } from './workers';

const POLL_SECONDS = 2;
const ENDS = ['succeeded', 'failed', 'cancelled'] as const;

/** Waits until executions were started with so many changes, and then for two more polls, which may repeat none. */
async function everyEndIsTold(witness: Witness, count: number): Promise<void> {
	await waitFor(
		async () => {
			await witness.note();
			return new Set(witness.told).size >= count;
		},
		{ what: 'every end to be reported', seconds: 120, intervalMs: 1000 },
	);
	await pause(2 * POLL_SECONDS + 1);
	await witness.note();
}

describe.each<[string, Record<string, string>]>([
	['as it is', {}],
	['with durable cursors', DURABLE_CURSORS],
])('in queue mode, n8n %s', (mode, env) => {
	let edge: Edge;
	let sandbox: Sandbox;
	let n8n: QueueN8n;
	let credentialId: string;
	const seed = newSeed();
	const random = randomFrom(seed);

	beforeAll(async () => {
		edge = await startEdge();
		sandbox = await startSandbox({ speed: 30 });
		n8n = await startTwoWorkers({ ...edge.env, ...env });
		credentialId = await createSandboxCredential(n8n.api, sandbox.baseUrl);
	}, 300_000);

	afterAll(async () => {
		await n8n?.stop();
		await sandbox?.close();
		await edge?.stop();
	}, 60_000);

	describe('the trigger, while workers are killed', () => {
		const ROUNDS = 3;
		const JOBS = 40;
		let workflow: StoredWorkflow;
		let witness: Witness | undefined;

		afterAll(async () => {
			witness?.stop();
			await n8n.api.deactivate(workflow);
		});

		/** The executions that the error workflow was told of; some several times. */
		async function toldOfErrors(alarm: StoredWorkflow): Promise<string[]> {
			const ids = await n8n.api.executionIds(alarm.id);
			const alarms = await Promise.all(ids.map(async (id) => await n8n.api.execution(id)));
			return alarms
				.flatMap((one) => one.itemsOf('Error'))
				.map(({ execution }) => (execution as { id: string }).id);
		}

		test('every end of a job starts one execution, and a killed one is on record as n8n leaves it', async () => {
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
			witness = new Witness(n8n.api, workflow);
			const { started, crashed } = witness;

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
			await everyEndIsTold(witness, ended.length);
			const executions = await witness.lastWords();
			const lost = executions.filter(({ status }) => status !== 'success');
			const { told } = witness;
			const alarms = await waitFor(
				async () => {
					const ids = await toldOfErrors(alarm);
					return lost.every(({ id }) => ids.includes(id)) && ids;
				},
				{ what: 'the error workflow to be told of each', seconds: 30, intervalMs: 500 },
			);
			console.log(
				JSON.stringify({
					mode,
					seed,
					ended: ended.length,
					told: told.length,
					executions: executions.length,
					lost: lost.length,
					crashedBefore: lost.filter(({ id }) => crashed.has(id)).length,
					crashed: lost.filter(({ status }) => status === 'crashed').length,
					alarms: alarms.length,
				}),
			);
			expect([...told].sort()).toEqual([...ended].sort());
			// No worker takes up what another has left.
			const takenUp = await Promise.all([...started.keys()].map(n8n.timesTakenUp));
			expect(Math.max(...takenUp)).toBe(1);
			// The executions that a worker had in hand: what docs/trigger.md says of them.
			expect(lost.length).toBeGreaterThan(0);
			for (const { id, status, waitingItems, itemsOf } of lost) {
				const onRecord = [...waitingItems, ...itemsOf(exampleNodes.trigger)];
				if (status === 'error') expect([id, onRecord]).toEqual([id, []]);
				// Left so where a new worker notes it in the very moment in which the main process does.
				else {
					expect([id, status]).toEqual([id, 'crashed']);
					const eventIds = waitingItems.map(({ eventId }) => eventId);
					expect([id, eventIds]).toEqual([id, started.get(id)]);
				}
			}
		}, 360_000);
	});

	describe('the example that notifies Slack and a sheet, while a worker is killed', () => {
		const JOBS = 200;
		const MODEL = 'gpt-4.1-mini-2025-04-14';
		let workflow: StoredWorkflow;
		let witness: Witness | undefined;

		afterAll(async () => {
			witness?.stop();
			await n8n.api.deactivate(workflow);
		});

		/** Kills the worker that is at the latest execution, while it is, and starts another. */
		async function killBusyWorker(): Promise<void> {
			const worker = await waitFor(
				async () => {
					for (const id of (await n8n.api.executionIds(workflow.id)).slice(0, 5)) {
						const { status } = await n8n.api.execution(id);
						if (status === 'running') return await n8n.workerOf(id);
					}
					return undefined;
				},
				{ what: 'a worker to be busy', seconds: 60, intervalMs: 100 },
			);
			await worker.kill();
			await n8n.addWorker();
		}

		/** How often each job is named. */
		function timesNamed(jobs: string[], texts: string[]): { missed: string[]; repeated: string[] } {
			const times = (job: string) => texts.filter((text) => text.includes(job)).length;
			return {
				missed: jobs.filter((job) => times(job) === 0),
				repeated: jobs.filter((job) => times(job) > 1),
			};
		}

		test('tells each of 200 ends once, but for those that the worker had in hand', async () => {
			edge.slack.delayMs = 150;
			workflow = await importExample(n8n.api, examples.notify, credentialId, {
				pollSeconds: POLL_SECONDS,
				adapt: await nodesOfEdge(n8n.api, edge),
			});
			const seeded = () => sandbox.seedJob({ status: 'running', model: MODEL }).id;
			const jobs = Array.from({ length: JOBS }, seeded);
			await n8n.api.activate(workflow);
			witness = new Witness(n8n.api, workflow);
			// The sheet gets its headings from the first row, and two at once would give it two.
			const [first = '', ...others] = jobs;
			const end = (id: string, status: string) =>
				sandbox.setStatus(id, status, {
					...(status === 'succeeded' && { fine_tuned_model: `ft:${MODEL}:acme::${id}` }),
				});
			end(first, 'succeeded');
			await waitFor(() => edge.sheets.Sheet1.length === 2, { what: 'the first row', seconds: 60 });

			let killed: Promise<void> | undefined;
			const ended = [`${first}:succeeded`];
			for (const id of others) {
				await pause(random() * 0.2);
				const status = String(ENDS[Math.floor(random() * ENDS.length)]);
				end(id, status);
				ended.push(`${id}:${status}`);
				if (ended.length === JOBS / 2) killed = killBusyWorker();
			}
			await killed;
			await everyEndIsTold(witness, JOBS);
			const executions = await witness.lastWords();
			const lost = executions.filter(({ status }) => status !== 'success');
			const inHand = lost.flatMap(({ id }) => witness?.started.get(id) ?? []);
			const slack = timesNamed(
				jobs,
				edge.slack.messages.map(({ text }) => text),
			);
			const sheet = timesNamed(
				jobs,
				edge.sheets.Sheet1.map((row) => String(row[2]?.value)),
			);
			console.log(
				JSON.stringify({
					mode,
					seed,
					ended: JOBS,
					reported: witness.told.length,
					executions: executions.length,
					lostExecutions: lost.length,
					endsInThem: inHand.length,
					slack: { missed: slack.missed.length, repeated: slack.repeated.length },
					sheet: { missed: sheet.missed.length, repeated: sheet.repeated.length },
				}),
			);
			expect([...witness.told].sort()).toEqual([...ended].sort());
			expect(lost.length).toBeGreaterThan(0);
			expect([...slack.repeated, ...sheet.repeated]).toEqual([]);
			const missed = [...slack.missed, ...sheet.missed];
			const namedIn = (events: string[]) => new Set(events.map((event) => event.split(':')[0]));
			expect(missed.filter((job) => !namedIn(inHand).has(job))).toEqual([]);
		}, 420_000);
	});
});
