/* eslint-disable @n8n/community-nodes/no-restricted-imports, @n8n/community-nodes/no-restricted-globals -- runs in Node, not in n8n */
import { mkdir, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';

import type { StoredWorkflow } from '../../scripts/lib/n8n-api';
import { run } from '../../scripts/lib/process';
import { root } from '../../scripts/lib/paths';
import { BUILD, CONVERT, VALIDATE } from './codeNodes';
import { growth, median, megabytes, ratio, type Row } from './measure';
import { code, editFields, extractCsv, fineTuning, readFile, type FlowNode } from './real/flow';
import { filesFolder, type BenchN8n } from './real/n8n';
import { interleaved } from './real/rounds';
import { alpacaLines, csvLines, trainingLines, writePieces } from './trainingFile';

const MB = 1 << 20;
const OURS = 'Fine-Tuning';
const CODE = 'Code';
const BARE = 'JSON.parse of each line';
const FIELDS = 'Edit Fields, the same expressions';
type Side = typeof OURS | typeof CODE | typeof FIELDS;

/** So many rounds for a file of so many megabytes. */
const SIZES = [
	{ size: 1, rounds: 5 },
	{ size: 8, rounds: 5 },
	{ size: 64, rounds: 5 },
	{ size: 512, rounds: 1 },
];

interface Work {
	what: string;
	pieces(bytes: number): Iterable<string>;
	/** What stands before the nodes that are measured, after the file was read. */
	before: FlowNode[];
	/** The nodes, each with the megabytes above which it is tried no more. */
	sides: ReadonlyArray<readonly [Side, FlowNode, largest: number]>;
	/** Whether the file is one of JSON, for the bare loop. */
	isJson: boolean;
}

const dataset = (operation: string, more = {}) =>
	fineTuning(OURS, { resource: 'dataset', operation, ...more });
const binary = { binaryPropertyName: 'data', options: {} };

const VALIDATING: Work = {
	what: 'Validate',
	pieces: trainingLines,
	before: [],
	sides: [
		[OURS, dataset('validate', binary), 512],
		[CODE, code(CODE, VALIDATE), 64],
	],
	isJson: true,
};
const CONVERTING: Work = {
	what: 'Convert',
	pieces: alpacaLines,
	before: [],
	sides: [
		[OURS, dataset('convert', binary), 512],
		[CODE, code(CODE, CONVERT), 64],
	],
	isJson: true,
};
const EXPRESSIONS = {
	systemPrompt: 'Name the category of the ticket, and nothing else.',
	userMessage: '={{ $json.question }}',
	assistantMessage: '={{ $json.answer }}',
};
const BUILDING: Work = {
	what: 'Build',
	pieces: csvLines,
	before: [extractCsv('Rows')],
	sides: [
		[
			OURS,
			dataset('build', { format: 'chat', exampleSource: 'fields', ...EXPRESSIONS, options: {} }),
			1,
		],
		[FIELDS, editFields(FIELDS, EXPRESSIONS), 1],
		[CODE, code(CODE, BUILD), 1],
	],
	isJson: false,
};

export const benchValidate = async (n8n: BenchN8n) => await benchData(n8n, VALIDATING);
export const benchConvert = async (n8n: BenchN8n) => await benchData(n8n, CONVERTING);
export const benchBuild = async (n8n: BenchN8n) => await benchData(n8n, BUILDING);

interface Cost {
	ms: number;
	memory: number;
	stall?: number;
	failure?: string;
}

/** A file of each size in n8n, by our node and by a Code node, beside a bare loop in a process of its own. */
async function benchData(n8n: BenchN8n, work: Work): Promise<Row[]> {
	const rows: Row[] = [];
	const points: Array<[number, number]> = [];
	await mkdir(filesFolder, { recursive: true });
	const file = join(filesFolder, work.what === 'Build' ? 'rows.csv' : 'data.jsonl');
	const before = [readFile('Read', file), ...work.before];
	const workflows = new Map<Side, StoredWorkflow>();
	for (const [side, node] of work.sides) {
		workflows.set(side, await n8n.store(`${work.what}, ${side}`, [...before, node]));
	}
	try {
		for (const { size, rounds } of SIZES) {
			const inN8n = work.sides.flatMap(([side, , largest]) => (size <= largest ? [side] : []));
			if (inN8n.length === 0) continue;
			await writePieces(file, work.pieces(size * MB));
			const bytes = (await stat(file)).size;
			const sides: ReadonlyArray<Side | typeof BARE> = work.isJson ? [...inN8n, BARE] : inN8n;
			const costs = await interleaved(
				sides,
				rounds,
				async (side) =>
					side === BARE ? await bare(file) : await inside(n8n, workflows.get(side), side),
				{ warmUp: rounds > 1 },
			);
			const speeds = (side: keyof typeof costs) =>
				costs[side].map(({ ms }) => bytes / MB / (ms / 1000));
			points.push([size, median(costs[OURS].map(({ ms }) => ms))]);
			for (const side of sides) {
				const failure = costs[side].find((cost) => cost.failure)?.failure;
				rows.push({
					'file MB': size,
					by: side,
					rounds,
					...(failure
						? { 'MB/s': `fails: ${failure}` }
						: {
								'MB/s': median(speeds(side)),
								'time, ours to it': ratio(
									costs[OURS].map(({ ms }) => ms),
									costs[side].map(({ ms }) => ms),
								),
								'memory above idle MB': median(costs[side].map(({ memory }) => megabytes(memory))),
								...(side !== BARE && {
									'longest stall of n8n ms': Math.max(
										...costs[side].map(({ stall = 0 }) => Math.round(stall)),
									),
								}),
							}),
				});
			}
		}
		if (points.length > 1)
			rows.push({ 'file MB': 'growth of time', by: OURS, 'MB/s': growth(points) });
		return rows;
	} finally {
		await rm(file, { force: true });
	}
}

async function inside(
	n8n: BenchN8n,
	workflow: StoredWorkflow | undefined,
	node: string,
): Promise<Cost> {
	if (!workflow) throw new Error(`No workflow of ${node}`);
	const { result, took } = await n8n.watched(
		async () => await n8n.run(workflow, { mayFail: true, seconds: 900 }),
	);
	const [item] = result.itemsOf(node);
	const failed = result.status !== 'success' || !item;
	return {
		ms: result.timeOf(node).ms,
		memory: took.peakMemory - took.memoryBefore,
		stall: took.longestStall,
		...(failed && { failure: result.errorMessage ?? result.status }),
	};
}

async function bare(file: string): Promise<Cost> {
	const script = join(__dirname, 'bareParse.ts');
	const said = await run(process.execPath, ['--import', 'tsx', script, file], { cwd: root });
	return JSON.parse(said) as Cost;
}
