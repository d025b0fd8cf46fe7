/* eslint-disable @n8n/community-nodes/no-restricted-imports -- runs in Node, not in n8n */
import { setImmediate } from 'node:timers/promises';
import { parentPort } from 'node:worker_threads';
import { perform, type Task } from './tasks';

/** What is sent to the thread: a task, or word that nobody waits for one any more. */
export type Order = { id: number; task: Task } | { id: number; task: null };

/** What the thread sends back. */
export type Reply<T> = { id: number; result: T } | { id: number; failure: string };

const STRETCH_MS = 20;
const dropped = new Set<number>();
let since = Date.now();

async function work(id: number, task: Task): Promise<void> {
	const rest = async () => {
		if (Date.now() - since < STRETCH_MS) return;
		await setImmediate();
		since = Date.now();
		if (dropped.has(id)) throw new Error('Nobody waits for it any more');
	};
	try {
		parentPort?.postMessage({ id, result: await perform(task, rest) });
	} catch (error) {
		const failure = error instanceof Error ? error.message : String(error);
		parentPort?.postMessage({ id, failure });
	} finally {
		dropped.delete(id);
	}
}

parentPort?.on('message', ({ id, task }: Order) => {
	if (task) void work(id, task);
	else dropped.add(id);
});
