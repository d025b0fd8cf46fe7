/* eslint-disable @n8n/community-nodes/no-restricted-imports, @n8n/community-nodes/no-restricted-globals -- runs in Node, not in n8n */
import { readFile, writeFile } from 'node:fs/promises';
import { cpus, loadavg, totalmem } from 'node:os';
import { join } from 'node:path';
import { format, resolveConfig } from 'prettier';

import type { Row } from '../../test/bench/measure';
import { withGenerated } from './generated';
import { tableOf } from './markdownTable';
import { root } from './paths';
import { currentN8n } from './runtime';

const page = join(root, 'docs', 'benchmarks.md');

/** Where and when something was measured, in a line. */
export function circumstances(): string {
	const [cpu] = cpus();
	const machine = `${cpus().length} × ${cpu?.model.trim() ?? 'unknown CPU'}, ${Math.round(totalmem() / 2 ** 30)} GB`;
	const load = loadavg()
		.map((one) => one.toFixed(1))
		.join(', ');
	return `_${new Date().toISOString().slice(0, 10)}, n8n ${currentN8n.version}, Node.js ${process.versions.node}, ${machine}. Load average of the machine, the bench included: ${load}._`;
}

/** Writes a bench's table into the page, in the part of its name. */
export async function writeBenchmark(name: string, rows: readonly Row[]): Promise<void> {
	const part = () => `${tableOf(rows)}\n\n${circumstances()}`;
	const text = withGenerated(await readFile(page, 'utf8'), { [name]: part });
	const config = await resolveConfig(page);
	await writeFile(page, await format(text, { ...config, filepath: page }));
}
