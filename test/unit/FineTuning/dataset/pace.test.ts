/* eslint-disable @n8n/community-nodes/no-restricted-globals -- runs in Node, not in n8n */
import type { IExecuteFunctions } from 'n8n-workflow';

import { binaryChunks } from '../../../../nodes/FineTuning/actions/dataset/binaryChunks';
import { JsonlOutput } from '../../../../nodes/FineTuning/actions/dataset/jsonlOutput';
import { Pace } from '../../../../nodes/FineTuning/actions/dataset/pace';

/** A context whose store gives files as n8n's database mode does: all at once. */
const contextOf = (stored: Buffer, signal?: AbortSignal) =>
	({
		getExecutionCancelSignal: () => signal,
		getNode: () => ({ name: 'Node' }),
		helpers: {
			getBinaryStream: async () => [stored],
			getBinaryMetadata: async () => ({ fileSize: stored.length }),
			prepareBinaryData: async (data: Buffer, fileName: string, mimeType: string) => ({
				data: data.toString(),
				fileName,
				mimeType,
			}),
		},
	}) as unknown as IExecuteFunctions;
const collect = async (chunks: AsyncIterable<Uint8Array>) => {
	const all: Uint8Array[] = [];
	for await (const chunk of chunks) all.push(chunk);
	return all;
};
const BYTES = Buffer.from(Array.from({ length: 300_001 }, (_, at) => at % 251));

test('a file that comes in one piece is cut', async () => {
	const pieces = await collect(
		binaryChunks(contextOf(BYTES), { id: 'database:1', data: '', mimeType: '' }),
	);
	expect(Math.max(...pieces.map(({ length }) => length))).toBe(65_536);
	expect(Buffer.concat(pieces).equals(BYTES)).toBe(true);
});

test.each([
	['File not found', "n8n cannot find the file 'rows.csv' where it keeps binary data"],
	["ENOENT: no such file or directory, open '/x'", "n8n cannot find the file 'rows.csv' where"],
	['EACCES: permission denied', "n8n cannot read the file 'rows.csv' from where it keeps"],
])('a file that n8n cannot open (%s) is explained', async (words, message) => {
	const context = contextOf(BYTES);
	context.helpers.getBinaryStream = async () => await Promise.reject(new Error(words));
	const file = { id: 'filesystem-v2:1', data: '', mimeType: '', fileName: 'rows.csv' };
	await expect(collect(binaryChunks(context, file))).rejects.toThrow(message);
});

test('a file that the database cannot hand over is refused in words', async () => {
	const file = { id: 'database:1', data: '', mimeType: '', bytes: 300 * 1024 * 1024 };
	await expect(collect(binaryChunks(contextOf(BYTES), file))).rejects.toThrow(
		'The file has 300 MB, and n8n cannot read more than 256 MB from its database',
	);
	const onDisk = await collect(binaryChunks(contextOf(BYTES), { ...file, id: 'filesystem-v2:1' }));
	expect(Buffer.concat(onDisk).equals(BYTES)).toBe(true);
});

test('a file in memory is decoded piece by piece', async () => {
	const data = BYTES.toString('base64');
	const pieces = await collect(binaryChunks(contextOf(BYTES), { data, mimeType: '' }));
	expect(pieces.length).toBeGreaterThan(5);
	expect(Buffer.concat(pieces).equals(BYTES)).toBe(true);
});

function* busy(stretches: number): Generator<void, string> {
	for (let done = 0; done < stretches; done += 1) {
		const start = Date.now();
		while (Date.now() - start < 20);
		yield;
	}
	return 'done';
}

test('others get their turn between stretches', async () => {
	let turns = 0;
	const timer = setInterval(() => (turns += 1), 1);
	expect(await new Pace(contextOf(BYTES)).run(busy(10))).toBe('done');
	clearInterval(timer);
	expect(turns).toBeGreaterThanOrEqual(4);
});

test('a cancelled execution ends the work', async () => {
	const abort = new AbortController();
	const running = new Pace(contextOf(BYTES, abort.signal)).run(busy(100));
	abort.abort();
	await expect(running).rejects.toThrow('The execution was cancelled');
});

test('a file is put together of lines and of bytes', async () => {
	const output = new JsonlOutput();
	const lines = Array.from({ length: 9_000 }, (_, at) => `{"a": "${'é'.repeat(50)} ${at}"}`);
	for (const line of lines) output.add(line);
	const context = contextOf(BYTES);
	const stored = await output.store(context, new Pace(context), 'a.jsonl');
	expect(stored).toEqual({
		data: `${lines.join('\n')}\n`,
		fileName: 'a.jsonl',
		mimeType: 'text/plain',
	});
	const bytes = new JsonlOutput();
	const memory = Buffer.alloc(4);
	for (const text of ['1234', '5678']) {
		memory.write(text);
		bytes.addBytes(memory);
	}
	expect((await bytes.store(context, new Pace(context), 'b.jsonl')).data).toBe('1234\n5678\n');
	expect([output.lines, bytes.lines]).toEqual([9_000, 2]);
});
