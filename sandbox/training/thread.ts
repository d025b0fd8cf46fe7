/* eslint-disable @n8n/community-nodes/no-restricted-imports, @n8n/community-nodes/no-restricted-globals -- runs in Node, not in n8n */
import { join } from 'node:path';
import { clearTimeout, setTimeout } from 'node:timers';
import { Worker } from 'node:worker_threads';
import { build, type Plugin } from 'esbuild';
import type { CountingResult, CountingTask, TrainingResult, TrainingTask } from './tasks';
import type { Order, Reply } from './worker';

type Result = TrainingResult | CountingResult;

interface Waiting {
	resolve(result: Result): void;
	reject(error: Error): void;
}

/** An idle thread is kept for so long, with its tables of tokens. */
const IDLE_MS = 2_000;

const waiting = new Map<number, Waiting>();
let worker: Worker | undefined;
let idle: ReturnType<typeof setTimeout> | undefined;
let code: Promise<string> | undefined;
let count = 0;

/**
 * Has the one thread of this process do a task; several are done at the same time, bit by bit. The thread
 * starts with the first one, and keeps no process alive that waits for nothing.
 * @throws Error when it fails, or when `signal` is aborted first
 */
export async function inThread(task: TrainingTask, signal: AbortSignal): Promise<TrainingResult>;
export async function inThread(task: CountingTask, signal: AbortSignal): Promise<CountingResult>;
export async function inThread(
	task: TrainingTask | CountingTask,
	signal: AbortSignal,
): Promise<Result> {
	count += 1;
	const id = count;
	code ??= bundled();
	const script = await code;
	signal.throwIfAborted();
	clearTimeout(idle);
	const thread = (worker ??= start(script));
	thread.ref();
	const drop = () => {
		thread.postMessage({ id, task: null } satisfies Order);
		waiting.get(id)?.reject(new Error('The sandbox was closed'));
	};
	signal.addEventListener('abort', drop);
	try {
		return await new Promise<Result>((resolve, reject) => {
			waiting.set(id, { resolve, reject });
			thread.postMessage({ id, task } satisfies Order);
		});
	} finally {
		signal.removeEventListener('abort', drop);
		waiting.delete(id);
		if (waiting.size === 0) rest();
	}
}

function rest(): void {
	worker?.unref();
	clearTimeout(idle);
	idle = setTimeout(() => {
		void worker?.terminate();
		worker = undefined;
	}, IDLE_MS).unref();
}

/** Bundled, as a thread has neither the loader of tsx nor that of Jest. */
async function bundled(): Promise<string> {
	const { outputFiles } = await build({
		entryPoints: [join(__dirname, 'worker.ts')],
		bundle: true,
		platform: 'node',
		target: 'node20',
		plugins: [packagesApart],
		write: false,
	});
	return outputFiles[0]?.text ?? '';
}

/** Packages are loaded from where they are: the tokenizer's tables are large, and few of them are needed. */
const packagesApart: Plugin = {
	name: 'packages apart',
	setup({ onResolve }) {
		onResolve({ filter: /^[^./]/ }, ({ kind, path }) =>
			kind === 'entry-point' || path.startsWith('node:')
				? undefined
				: { path: require.resolve(path), external: true },
		);
	},
};

function start(code: string): Worker {
	const thread = new Worker(code, { eval: true });
	thread.on('message', (reply: Reply<Result>) => {
		const asker = waiting.get(reply.id);
		if ('failure' in reply) asker?.reject(new Error(reply.failure));
		else asker?.resolve(reply.result);
	});
	thread.on('error', (error: Error) => {
		if (worker === thread) worker = undefined;
		for (const asker of waiting.values()) asker.reject(error);
	});
	return thread;
}
