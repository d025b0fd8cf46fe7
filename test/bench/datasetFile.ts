/* eslint-disable @n8n/community-nodes/no-restricted-imports, @n8n/community-nodes/no-restricted-globals -- runs in Node, not in n8n */
import { execFile } from 'node:child_process';
import { mkdtemp, open, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';

import type { Row } from './measure';

const MB = 1 << 20;
/** What the node may use, as the engine's own heap is in it. */
const HEAP_MB = 300;

/** One file of this size in the whole node, in the engine, streamed from disk; in a process of its own. */
export async function fileRow(
	operation: string,
	megabytes: number,
	pieces: (bytes: number) => Iterable<string>,
	what = `Dataset → ${operation.charAt(0).toUpperCase()}${operation.slice(1)}`,
): Promise<Row> {
	const folder = await mkdtemp(join(tmpdir(), 'dataset-bench-'));
	try {
		const path = join(folder, 'data.jsonl');
		const file = await open(path, 'w');
		for (const piece of pieces(megabytes * MB)) await file.write(piece);
		await file.close();
		const { stdout } = await promisify(execFile)(
			process.execPath,
			[
				`--max-old-space-size=${HEAP_MB}`,
				'--import',
				'tsx',
				join(__dirname, 'datasetChild.ts'),
				operation,
				path,
			],
			{ env: { ...process.env, N8N_USER_FOLDER: folder } },
		);
		const measured = JSON.parse(stdout.slice(stdout.lastIndexOf('\n{'))) as Row;
		return { what, 'file MB': megabytes, ...measured };
	} finally {
		await rm(folder, { recursive: true });
	}
}
