/* eslint-disable @n8n/community-nodes/no-restricted-imports -- runs in Node, not in n8n */
import { mkdir, rm } from 'node:fs/promises';
import { join } from 'node:path';

import { startSandbox } from '../../sandbox';
import { median, megabytes, ratio, type Row } from './measure';
import { fineTuning, httpRequest, readFile } from './real/flow';
import { meter } from './real/meter';
import { filesFolder, type BenchN8n } from './real/n8n';
import { interleaved } from './real/rounds';
import { trainingLines, writePieces } from './trainingFile';

const MB = 1 << 20;
/** A little below the 512 MB that one request may hold at OpenAI. */
const SIZE_MB = 511;
const ROUNDS = 5;
const OURS = 'Fine-Tuning';
const THEIRS = 'HTTP Request';
const SIDES = [OURS, THEIRS] as const;

/** A large file from n8n's store on disk to the server: File → Upload, beside an HTTP Request with binary data. */
export async function benchUpload(n8n: BenchN8n): Promise<Row[]> {
	await mkdir(filesFolder, { recursive: true });
	const path = join(filesFolder, 'upload.jsonl');
	const sandbox = await startSandbox({ seed: 1 });
	const calls = meter(sandbox);
	try {
		await writePieces(path, trainingLines(SIZE_MB * MB));
		const more = { credentials: await n8n.credentialFor(sandbox) };
		const upload = { resource: 'file', operation: 'upload', binaryPropertyName: 'data' };
		const post = {
			method: 'POST',
			url: `${sandbox.baseUrl}/files`,
			sendBody: true,
			contentType: 'multipart-form-data',
			bodyParameters: {
				parameters: [
					{ parameterType: 'formData', name: 'purpose', value: 'fine-tune' },
					{ parameterType: 'formBinaryData', name: 'file', inputDataFieldName: 'data' },
				],
			},
		};
		const node = {
			[OURS]: fineTuning(OURS, upload, more),
			[THEIRS]: httpRequest(THEIRS, post, more),
		};
		const store = async (side: keyof typeof node) =>
			await n8n.store(`Upload by ${side}`, [readFile('Read', path), node[side]]);
		const workflows = { [OURS]: await store(OURS), [THEIRS]: await store(THEIRS) };
		const costs = await interleaved(SIDES, ROUNDS, async (side) => {
			calls.take();
			const { result, took } = await n8n.watched(async () => await n8n.run(workflows[side]));
			const [file] = result.itemsOf(side);
			if (Number(file?.bytes) < SIZE_MB * MB) throw new Error(`Not all arrived by ${side}`);
			sandbox.store.dropFile(String(file?.id));
			return {
				ms: result.timeOf(side).ms,
				calls: calls.take().length,
				memory: megabytes(took.peakMemory - took.memoryBefore),
				heap: megabytes(took.peakHeap),
				stall: took.longestStall,
			};
		});
		return SIDES.map((side) => ({
			'file MB': SIZE_MB,
			by: side,
			seconds: median(costs[side].map(({ ms }) => ms / 1000)),
			'time, ours to it': ratio(
				costs[OURS].map(({ ms }) => ms),
				costs[side].map(({ ms }) => ms),
			),
			calls: median(costs[side].map((cost) => cost.calls)),
			'memory above idle MB': median(costs[side].map(({ memory }) => memory)),
			'peak heap of n8n MB': median(costs[side].map(({ heap }) => heap)),
			'longest stall of n8n ms': median(costs[side].map(({ stall }) => stall)),
		}));
	} finally {
		calls.stop();
		await sandbox.close();
		await rm(path, { force: true });
	}
}
