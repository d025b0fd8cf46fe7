import { assert } from 'n8n-workflow';

import { startSandbox, type Sandbox } from '../../sandbox';
import { createEngine } from '../engine/harness';
import { median, timed, type Row } from './measure';

const UNFINISHED = [0, 1, 20, 200];
const FINISHED = [0, 10_000];
const POLLS = 15;
const DAY = 86_400;

/**
 * What one steady poll costs in calls and time, and how large the state is, beside what people build
 * without the trigger: a schedule that lists all jobs each time, to compare them with the last time.
 * The unfinished jobs are spread over the whole history, which is the hardest case.
 */
export async function benchPoll(): Promise<Row[]> {
	const rows: Row[] = [];
	for (const finished of FINISHED) {
		for (const unfinished of UNFINISHED) {
			const sandbox = await startSandbox({ startTime: 1_770_000_000 });
			try {
				rows.push(await measure(sandbox, finished, unfinished));
			} finally {
				await sandbox.close();
			}
		}
	}
	return rows;
}

async function measure(sandbox: Sandbox, finished: number, unfinished: number): Promise<Row> {
	const start = 1_770_000_000 - 300 * DAY;
	const spread = (index: number, count: number) => start + Math.floor((index / count) * 299 * DAY);
	for (let index = 0; index < finished; index += 1) {
		sandbox.seedJob({ status: 'succeeded', created_at: spread(index, finished) });
	}
	for (let index = 0; index < unfinished; index += 1) {
		sandbox.seedJob({ status: 'running', created_at: spread(index, unfinished) });
	}
	const engine = createEngine(sandbox);
	const trigger = engine.trigger();
	const activation = await counted(sandbox, trigger.activate);
	const polls: Cost[] = [];
	const lists: Cost[] = [];
	for (let index = 0; index < POLLS; index += 1) {
		polls.push(await counted(sandbox, trigger.poll));
		if (index % 5 === 0) lists.push(await counted(sandbox, async () => await listAll(engine)));
	}
	return {
		finished,
		unfinished,
		'activation calls': activation.calls,
		'calls / poll': median(polls.map(({ calls }) => calls)),
		'ms / poll': median(polls.map(({ ms }) => ms)),
		'calls, list all': median(lists.map(({ calls }) => calls)),
		'ms, list all': median(lists.map(({ ms }) => ms)),
		'state bytes': JSON.stringify(trigger.staticData).length,
	};
}

interface Cost {
	calls: number;
	ms: number;
}

async function counted(sandbox: Sandbox, work: () => Promise<unknown>): Promise<Cost> {
	sandbox.requests.length = 0;
	const ms = await timed(work);
	return { calls: sandbox.requests.length, ms };
}

async function listAll(engine: ReturnType<typeof createEngine>): Promise<void> {
	const { error } = await engine.execute({
		resource: 'job',
		operation: 'getAll',
		returnAll: true,
		simplify: false,
	});
	assert(!error, error?.message);
}
