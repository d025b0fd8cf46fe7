/* eslint-disable @n8n/community-nodes/require-node-api-error, @n8n/community-nodes/no-restricted-imports -- runs in Node, not in n8n */
import { readFile } from 'node:fs/promises';

import { ensureDatabases, startPostgres, startRedis } from './databases';
import { say } from './log';
import { launchN8n, startN8n, type N8n } from './n8n';
import { freePort } from './ports';
import type { Service } from './process';

/** An n8n in queue mode: polls run in the main process, executions on the workers. */
export interface QueueN8n extends N8n {
	/** Ends every worker at once, as a crash or a power cut would, and starts as many new ones. */
	replaceWorkers(): Promise<void>;
	/** The running worker that took an execution up; undefined while none has. */
	workerOf(executionId: string): Promise<Service | undefined>;
	/** Starts one more worker, in place of one that was ended. */
	addWorker(): Promise<void>;
	/** How many workers, of all that ever were, took an execution up. */
	timesTakenUp(executionId: string): Promise<number>;
}

interface QueueOptions {
	/** The packed package. */
	tarball: string;
	workers: number;
	/** Settings of n8n, beside those of queue mode. */
	env?: Record<string, string>;
}

/**
 * Starts n8n in queue mode with a Redis and a PostgreSQL of its own, all on 127.0.0.1.
 * @throws Problem when one of them is not there, or does not come up
 */
export async function startQueueN8n({
	tarball,
	workers,
	env = {},
}: QueueOptions): Promise<QueueN8n> {
	await ensureDatabases();
	const running: Array<{ stop(): Promise<void> }> = [];
	const stop = async () => {
		for (const started of running.splice(0).reverse()) await started.stop();
	};
	try {
		const redis = await startRedis();
		running.push(redis);
		const postgres = await startPostgres();
		running.push(postgres);
		const settings = {
			EXECUTIONS_MODE: 'queue',
			// Without it what the editor starts runs in the main process.
			OFFLOAD_MANUAL_EXECUTIONS_TO_WORKERS: 'true',
			QUEUE_BULL_REDIS_HOST: '127.0.0.1',
			QUEUE_BULL_REDIS_PORT: String(redis.port),
			DB_TYPE: 'postgresdb',
			DB_POSTGRESDB_HOST: '127.0.0.1',
			DB_POSTGRESDB_PORT: String(postgres.port),
			DB_POSTGRESDB_USER: 'postgres',
			DB_POSTGRESDB_DATABASE: 'postgres',
			N8N_ENCRYPTION_KEY: 'for-tests-only',
			...env,
		};
		const main = await startN8n({
			port: await freePort(),
			tarball,
			disposable: true,
			env: settings,
		});
		running.push(main);
		const all: Service[] = [];
		const alive = () => all.filter((worker) => !worker.hasExited());
		const addWorker = async () => void all.push(await startWorker(main.userFolder, settings));
		const startWorkers = async () => {
			const starts = await Promise.allSettled(Array.from({ length: workers }, addWorker));
			for (const start of starts) if (start.status === 'rejected') throw start.reason;
		};
		running.push({
			stop: async () =>
				void (await Promise.all(alive().map(async (worker) => await worker.stop()))),
		});
		/** Of all workers that ever were, those that took an execution up. */
		const takers = async (executionId: string) => {
			const said = `Worker started execution ${executionId} `;
			const texts = await Promise.all(
				all.map(async ({ logFile }) => await readFile(logFile, 'utf8')),
			);
			return all.filter((_, index) => texts[index]?.includes(said));
		};
		say(`Starting ${workers} workers …`);
		await startWorkers();
		return {
			...main,
			stop,
			addWorker,
			async replaceWorkers() {
				await Promise.all(alive().map(async (worker) => await worker.kill()));
				await startWorkers();
			},
			workerOf: async (executionId) =>
				(await takers(executionId)).find((worker) => !worker.hasExited()),
			timesTakenUp: async (executionId) => (await takers(executionId)).length,
		};
	} catch (error) {
		await stop();
		throw error;
	}
}

async function startWorker(userFolder: string, env: Record<string, string>): Promise<Service> {
	const port = await freePort();
	return await launchN8n(['worker', '--concurrency=10'], {
		url: `http://127.0.0.1:${port}`,
		userFolder,
		env: {
			...env,
			QUEUE_HEALTH_CHECK_ACTIVE: 'true',
			QUEUE_HEALTH_CHECK_PORT: String(port),
			N8N_WORKER_SERVER_ADDRESS: '127.0.0.1',
		},
	});
}
