/* eslint-disable @n8n/community-nodes/no-restricted-globals, @n8n/community-nodes/no-restricted-imports, no-console -- runs in Node, not in n8n */
import { createReadStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import { monitorEventLoopDelay } from 'node:perf_hooks';

import { FileLocation } from 'n8n-core';

import { createEngine } from '../engine/harness';
import { keepBinaryDataOnDisk } from '../engine/binaryStorage';

const MB = 1 << 20;

/** Runs one operation on the file named on the command line, and prints speed, memory and stalls. */
async function measure(operation: string, file: string): Promise<void> {
	const engine = createEngine({ baseUrl: 'http://127.0.0.1:9/v1', apiKey: '' });
	const storage = await keepBinaryDataOnDisk();
	const binary = await storage.store(
		FileLocation.ofExecution('workflow-1', 'execution-1'),
		createReadStream(file),
		{ data: '', mimeType: 'application/jsonl', fileName: 'training.jsonl' },
	);
	const idle = process.memoryUsage();
	let heap = 0;
	let resident = 0;
	const timer = setInterval(() => {
		const { heapUsed, rss } = process.memoryUsage();
		heap = Math.max(heap, heapUsed);
		resident = Math.max(resident, rss);
	}, 20);
	const stalls = monitorEventLoopDelay({ resolution: 1 });
	stalls.enable();
	const start = performance.now();
	const { items, error } = await engine.execute(
		{ resource: 'dataset', operation, binaryPropertyName: 'data', options: {} },
		[{ json: {}, binary: { data: binary } }],
	);
	const seconds = (performance.now() - start) / 1000;
	stalls.disable();
	clearInterval(timer);
	if (error || !items[0]) throw new Error(error?.message ?? 'No result');
	const { size } = await stat(file);
	const whole = (bytes: number) => Math.round(bytes / MB);
	console.log(
		`\n${JSON.stringify({
			'MB/s': Math.round((size / MB / seconds) * 10) / 10,
			'longest stall ms': Math.round(stalls.max / 1e6),
			'idle heap MB': whole(idle.heapUsed),
			'peak heap MB': whole(heap),
			'idle RSS MB': whole(idle.rss),
			'peak RSS MB': whole(resident),
		})}`,
	);
}

const [operation = '', file = ''] = process.argv.slice(2);
void measure(operation, file).then(
	() => process.exit(0),
	(error: unknown) => {
		console.error(error);
		process.exit(1);
	},
);
