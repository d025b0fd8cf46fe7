/* eslint-disable @n8n/community-nodes/no-restricted-globals -- runs in Node, not in n8n */

/** Everything that was logged or printed. */
export const logged: unknown[] = [];

// To be imported before n8n-core: its logger reads the level once, and keeps the console it finds.
process.env.N8N_LOG_LEVEL = 'debug';

for (const method of ['log', 'info', 'warn', 'error', 'debug', 'trace'] as const) {
	console[method] = (...args: unknown[]) => void logged.push(args);
}
