import { exampleNodes } from './examples';
import { Problem, say } from './log';
import type { Execution, N8nApi, StoredWorkflow } from './n8n-api';
import { waitFor } from './wait';

type Item = Record<string, unknown>;

/** How many of the unseen tickets each model sorted right. */
interface Answers {
	unseenTickets: number;
	newModelRight: number;
	baseModelRight: number;
}

/**
 * Runs the training example once and waits for both ends of the story: the job that the workflow followed, with what
 * its model answers, and the item that the trigger started the other workflow with.
 *
 * @throws Problem when either execution fails, or nothing comes
 */
export async function runHeadless(
	api: N8nApi,
	train: StoredWorkflow,
	onJobEnd: StoredWorkflow,
): Promise<{ job: Item; triggerItem: Item; answers: Answers }> {
	say(`Running "${train.name}" …`);
	const id = await api.runWorkflow(train, exampleNodes.start);
	const run = await waitFor(async () => await api.finishedExecution(id), {
		what: `"${train.name}" to finish`,
		seconds: 180,
		intervalMs: 500,
	});
	requireSuccess(run, train.name);
	const job = run.itemsOf(exampleNodes.job).at(-1);
	if (typeof job?.id !== 'string') throw new Problem(`"${train.name}" finished without a job.`);
	if (job.status !== 'succeeded') {
		throw new Problem(`The job ${job.id} ended as ${String(job.status)}: ${JSON.stringify(job)}`);
	}
	say(`  ${job.id} ${job.status}; waiting for the trigger …`);
	const triggerItem = await waitFor(async () => await itemFor(api, onJobEnd, job.id), {
		what: `"${onJobEnd.name}" to be started by ${job.id}`,
		seconds: 30,
		intervalMs: 500,
	});
	return { job, triggerItem, answers: countRight(run.itemsOf(exampleNodes.answers)) };
}

function countRight(rows: Item[]): Answers {
	const right = (column: string) => rows.filter((row) => row[column] === row.category).length;
	return {
		unseenTickets: rows.length,
		newModelRight: right('newModel'),
		baseModelRight: right('baseModel'),
	};
}

async function itemFor(
	api: N8nApi,
	workflow: StoredWorkflow,
	jobId: unknown,
): Promise<Item | undefined> {
	for (const id of await api.executionIds(workflow.id)) {
		const execution = await api.finishedExecution(id);
		if (!execution) continue;
		requireSuccess(execution, workflow.name);
		const item = execution.itemsOf(exampleNodes.trigger).find((one) => one.id === jobId);
		if (item) return item;
	}
	return undefined;
}

function requireSuccess(execution: Execution, name: string): void {
	if (execution.status === 'success') return;
	throw new Problem(`"${name}" ended as ${execution.status}. ${execution.errorMessage ?? ''}`);
}
