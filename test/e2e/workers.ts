/* eslint-disable @n8n/community-nodes/no-restricted-globals -- runs in Node, not in n8n */
import { startQueueN8n, type QueueN8n } from '../../scripts/lib/queue';

/** n8n in queue mode with two workers, whose end it notices sooner than it does by default. */
export async function startTwoWorkers(env: Record<string, string> = {}): Promise<QueueN8n> {
	return await startQueueN8n({
		tarball: String(process.env.PACKAGE_TARBALL),
		workers: 2,
		env: {
			QUEUE_WORKER_LOCK_DURATION: '10000',
			QUEUE_WORKER_LOCK_RENEW_TIME: '2000',
			QUEUE_WORKER_STALLED_INTERVAL: '3000',
			...env,
		},
	});
}
