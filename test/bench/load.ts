/* eslint-disable @n8n/community-nodes/no-restricted-imports, @n8n/community-nodes/no-restricted-globals -- runs in Node, not in n8n */
import { mkdtemp, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';

import { npm } from '../../scripts/lib/npm';
import { root } from '../../scripts/lib/paths';
import { run } from '../../scripts/lib/process';
import { median, rounded, type Row } from './measure';
import { interleaved } from './real/rounds';

const ROUNDS = 9;
const OURS = 'n8n-nodes-fine-tuning';
const SDK = 'openai (SDK)';
const SIDES = [OURS, SDK] as const;

/** What n8n loads of the package at its start, and what a program loads of the SDK. */
const ENTRIES: Record<(typeof SIDES)[number], string[]> = {
	[OURS]: [
		'dist/nodes/FineTuning/FineTuning.node.js',
		'dist/nodes/FineTuningTrigger/FineTuningTrigger.node.js',
		'dist/credentials/FineTuningApi.credentials.js',
	].map((path) => join(root, path)),
	[SDK]: ['openai'],
};

// n8n-workflow is there already in n8n, whoever loads what.
const LOAD = `
require('n8n-workflow');
global.gc();
const before = { modules: Object.keys(require.cache).length, heap: process.memoryUsage().heapUsed };
const start = performance.now();
for (const entry of process.argv.slice(1)) require(entry);
const ms = performance.now() - start;
global.gc();
console.log(JSON.stringify({
	ms,
	modules: Object.keys(require.cache).length - before.modules,
	heap: process.memoryUsage().heapUsed - before.heap,
}));`;

/** What it costs that the package is there, beside the official SDK. */
export async function benchLoad(): Promise<Row[]> {
	await npm(['run', '--silent', 'build'], { cwd: root });
	const costs = await interleaved(SIDES, ROUNDS, async (side) => {
		const said = await run(process.execPath, ['--expose-gc', '-e', LOAD, ...ENTRIES[side]], {
			cwd: root,
		});
		return JSON.parse(said) as { ms: number; modules: number; heap: number };
	});
	const folders = {
		[OURS]: root,
		[SDK]: dirname(require.resolve('openai')),
	};
	const rows: Row[] = [];
	for (const side of SIDES) {
		rows.push({
			package: side,
			'load ms': median(costs[side].map(({ ms }) => ms)),
			modules: median(costs[side].map(({ modules }) => modules)),
			'heap MB': median(costs[side].map(({ heap }) => heap / 2 ** 20)),
			'tarball MB': rounded((await tarballBytes(folders[side])) / 2 ** 20),
		});
	}
	return rows;
}

/** As npm packs it. */
async function tarballBytes(folder: string): Promise<number> {
	const target = await mkdtemp(join(tmpdir(), 'pack-'));
	try {
		const said = await npm(
			['pack', folder, '--json', '--ignore-scripts', '--pack-destination', target],
			{ cwd: root },
		);
		const [{ filename = '' } = {}] = JSON.parse(said) as Array<{ filename?: string }>;
		return (await stat(join(target, filename))).size;
	} finally {
		await rm(target, { recursive: true });
	}
}
