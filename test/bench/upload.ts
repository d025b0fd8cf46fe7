/* eslint-disable @n8n/community-nodes/no-restricted-imports, @n8n/community-nodes/no-restricted-globals -- runs in Node, not in n8n */
import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';

import { startSandbox, type Sandbox } from '../../sandbox';
import type { Row } from './measure';

const CASES = [
	{ provider: 'openAi', way: 'parts', megabytes: 65 },
	{ provider: 'openAi', way: 'parts', megabytes: 512 },
	{ provider: 'custom', way: 'one request', megabytes: 512 },
];

/**
 * How much memory an upload from n8n's store on disk takes. Each runs in a process of its own, which has
 * uploaded a small file before; the sandbox is in this one.
 */
export async function benchUpload(): Promise<Row[]> {
	const rows: Row[] = [];
	for (const { provider, way, megabytes } of CASES) {
		const sandbox = await startSandbox();
		try {
			const result = await inChild(sandbox, provider, megabytes);
			rows.push({ MB: megabytes, way, ...result });
		} finally {
			await sandbox.close();
		}
	}
	return rows;
}

async function inChild(sandbox: Sandbox, provider: string, megabytes: number): Promise<Row> {
	const script = join(__dirname, 'uploadChild.ts');
	const { baseUrl, apiKey } = sandbox;
	const args = ['--import', 'tsx', script, baseUrl, apiKey, provider, String(megabytes)];
	const { stdout } = await promisify(execFile)(process.execPath, args);
	return JSON.parse(stdout.trim().split('\n').at(-1) ?? '') as Row;
}
