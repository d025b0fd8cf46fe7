/* eslint-disable @n8n/community-nodes/no-restricted-imports, @n8n/community-nodes/no-restricted-globals -- runs in Node, not in n8n */
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { Problem, say } from './log';
import { root } from './paths';
import { run } from './process';

/**
 * Runs Jest and ends with the one line that tells what came of it: `N passed, N failed`.
 *
 * @throws Problem when a test failed, or none ran
 */
export async function runJest(args: string[], env: Record<string, string> = {}): Promise<void> {
	const folder = mkdtempSync(join(tmpdir(), 'jest-'));
	const file = join(folder, 'results.json');
	let failure: unknown;
	try {
		await run('jest', ['--json', `--outputFile=${file}`, ...args], {
			cwd: root,
			env: { ...process.env, ...env },
			show: true,
			// Jest ends without running its tests' exit handlers: a killed run would leave n8n and databases behind.
			group: true,
		}).catch((error: unknown) => (failure = error));
		const results = JSON.parse(readFileSync(file, 'utf8')) as {
			numPassedTests: number;
			numFailedTests: number;
			numTotalTests: number;
		};
		say(`\n${results.numPassedTests} passed, ${results.numFailedTests} failed`);
		if (failure) throw new Problem('Some tests failed: their reports are above.');
		if (results.numTotalTests === 0) throw new Problem('No test ran.');
	} finally {
		rmSync(folder, { recursive: true, force: true });
	}
}
