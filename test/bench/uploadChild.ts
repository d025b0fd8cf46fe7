/* eslint-disable @n8n/community-nodes/no-restricted-imports, @n8n/community-nodes/no-restricted-globals -- runs in Node, not in n8n */
import { Readable } from 'node:stream';

import { assert, type INodeExecutionData } from 'n8n-workflow';

import { createEngine, itemWithFile } from '../engine/harness';
import { dropStoredFiles, itemWithStoredFile, keepBinaryDataOnDisk } from '../engine/binaryStorage';

const MB = 1024 * 1024;
const [baseUrl = '', apiKey = '', provider, megabytes] = process.argv.slice(2);

function* zeros(count: number): Generator<Buffer> {
	const block = Buffer.alloc(MB, '0');
	for (let done = 0; done < count; done += 1) yield block;
}

async function measure(): Promise<void> {
	const engine = createEngine({ baseUrl, apiKey, provider });
	const upload = async (item: INodeExecutionData) => {
		const { error, items } = await engine.execute(
			{ resource: 'file', operation: 'upload', binaryPropertyName: 'data', simplify: true },
			[item],
		);
		assert(!error, error?.message);
		return Number(items[0]?.json.bytes);
	};
	await keepBinaryDataOnDisk();
	await upload(itemWithFile('warm-up'));
	// Before the file is made: what that takes must not be hidden in it.
	const idle = process.memoryUsage.rss();
	const item = await itemWithStoredFile(Readable.from(zeros(Number(megabytes))));
	let peak = 0;
	const timer = setInterval(() => (peak = Math.max(peak, process.memoryUsage.rss())), 5);
	const start = performance.now();
	const bytes = await upload(item);
	const seconds = (performance.now() - start) / 1000;
	clearInterval(timer);
	await dropStoredFiles();
	assert(bytes === Number(megabytes) * MB, `${bytes} bytes arrived`);
	const row = {
		'idle MB': Math.round(idle / MB),
		'peak MB': Math.round(peak / MB),
		'above idle MB': Math.round((peak - idle) / MB),
		seconds: Math.round(seconds * 10) / 10,
	};
	process.stdout.write(`\n${JSON.stringify(row)}\n`);
}

void measure().then(() => process.exit(0));
