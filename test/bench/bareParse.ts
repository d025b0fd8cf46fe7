/* eslint-disable @n8n/community-nodes/no-restricted-globals, @n8n/community-nodes/no-restricted-imports, no-console -- runs in Node, not in n8n */
import { createReadStream } from 'node:fs';
import { createInterface } from 'node:readline';

/** The least that any check of a JSONL file must do: read the file of the command line and parse each line. */
async function parse(): Promise<void> {
	const start = performance.now();
	const idle = process.memoryUsage.rss();
	const input = createReadStream(process.argv[2] ?? '', { highWaterMark: 1 << 20 });
	for await (const line of createInterface({ input })) if (line) JSON.parse(line);
	const peak = process.resourceUsage().maxRSS * 1024;
	console.log(JSON.stringify({ ms: performance.now() - start, memory: peak - idle }));
}

void parse();
