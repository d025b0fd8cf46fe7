/* eslint-disable @n8n/community-nodes/no-restricted-imports -- runs in Node, not in n8n */
import { createHash } from 'node:crypto';
import { Readable } from 'node:stream';

import { sleep } from 'n8n-workflow';

import { startSandbox, type Sandbox } from '../../sandbox';
import { trainingExamples } from './examples';
import { BLANK, byId, createEngine, itemWithFile, createParameters } from './harness';
import { dropStoredFiles, itemWithStoredFile, keepBinaryDataOnDisk } from './binaryStorage';

const MB = 1024 * 1024;
const PARTS = /\/parts$/;
let sandbox: Sandbox;
let engine: ReturnType<typeof createEngine>;

beforeAll(async () => await keepBinaryDataOnDisk());

beforeEach(async () => {
	sandbox = await startSandbox({ seed: 1, speed: 4 });
	engine = createEngine(sandbox);
});

afterEach(async () => {
	await sandbox.close();
	await dropStoredFiles();
});

type Item = NonNullable<Parameters<typeof engine.execute>[1]>[0];
const file = async (operation: string, more: Record<string, unknown>, input: Item = { json: {} }) =>
	await engine.execute(
		{ resource: 'file', operation, simplify: true, ...more } as Parameters<
			typeof engine.execute
		>[0],
		[input],
	);
const upload = async (input: Item, options: Record<string, unknown> = {}) =>
	await file('upload', { binaryPropertyName: 'data', options }, input);
const calls = () =>
	sandbox.requests.map(({ method, path }) => `${method} ${path.replace(/^\/v1\//, '')}`);

/** So many bytes that are no text, in pieces that fit no part's size. */
function* noise(bytes: number, seed = 7): Generator<Buffer> {
	const block = Buffer.alloc(777_777);
	for (let at = 0; at < block.length; at += 1) block[at] = (at * seed + (at >> 7)) & 255;
	for (let left = bytes; left > 0; left -= block.length) yield block.subarray(0, left);
}

function md5Of(chunks: Iterable<Buffer>): string {
	const hash = createHash('md5');
	for (const chunk of chunks) hash.update(chunk);
	return hash.digest('hex');
}

async function md5OfStored(id: string): Promise<string> {
	const hash = createHash('md5');
	const response = await fetch(`${sandbox.baseUrl}/files/${id}/content`, {
		headers: { authorization: `Bearer ${sandbox.apiKey}` },
	});
	for await (const chunk of response.body ?? []) hash.update(chunk);
	return hash.digest('hex');
}

const large = async (bytes: number) => await itemWithStoredFile(Readable.from(noise(bytes)), 'big');

describe('upload', () => {
	test('a small file goes in one request, from the store and from the item', async () => {
		const content = trainingExamples(10);
		for (const item of [
			itemWithFile(content),
			await itemWithStoredFile(Readable.from([content])),
		]) {
			const { items } = await upload(item as Item);
			expect(await md5OfStored(String(items[0]?.json.id))).toBe(md5Of([Buffer.from(content)]));
		}
		expect(calls().filter((call) => call.startsWith('POST'))).toEqual(['POST files', 'POST files']);
	});

	test('200 MB go in parts and arrive as they are', async () => {
		const bytes = 200 * MB + 1;
		const item = await large(bytes);
		expect(item.binary.data.id).toMatch(/^filesystem/);
		const { items, error } = await upload(item, { expiresAfter: 7200 });
		expect(error).toBeUndefined();
		expect(items[0]?.json).toMatchObject({ fileName: 'big.jsonl', bytes, purpose: 'fine-tune' });
		expect(items[0]?.json.expiresAt).toEqual(expect.any(String));
		expect(calls().filter((call) => PARTS.test(call))).toHaveLength(13);
		expect(calls().at(-1)).toMatch(/^POST uploads\/upload_.*\/complete$/);
		expect(sandbox.requests.at(-1)?.body).toMatchObject({ md5: md5Of(noise(bytes)) });
		expect(await md5OfStored(String(items[0]?.json.id))).toBe(md5Of(noise(bytes)));
	});

	test('no more than two parts are on their way', async () => {
		sandbox.faults.add({ path: PARTS, times: 2, delayMs: 1500, status: 400, body: {} });
		const done = upload(await large(100 * MB));
		await sleep(1200);
		expect(calls().filter((call) => PARTS.test(call))).toHaveLength(2);
		await done;
		expect(calls().filter((call) => PARTS.test(call))).toHaveLength(2);
	});

	test('without the Uploads API a large file goes in one request', async () => {
		engine = createEngine({ ...sandbox, provider: 'custom' });
		const { items } = await upload(await large(65 * MB));
		expect(calls()).toEqual(['POST files']);
		expect(await md5OfStored(String(items[0]?.json.id))).toBe(md5Of(noise(65 * MB)));
	});

	test('a part that fails for a moment is sent again', async () => {
		sandbox.faults.add({ path: PARTS, nth: 2, status: 503, headers: { 'retry-after-ms': '1' } });
		sandbox.faults.add({ path: PARTS, nth: 4, drop: 'after' });
		const { items, error } = await upload(await large(65 * MB));
		expect(error).toBeUndefined();
		expect(await md5OfStored(String(items[0]?.json.id))).toBe(md5Of(noise(65 * MB)));
	});

	test('a part that fails for good is named, and nothing is left behind', async () => {
		sandbox.faults.add({
			path: PARTS,
			nth: 3,
			status: 400,
			body: { error: { message: 'Bad part' } },
		});
		const { error } = await upload(await large(120 * MB));
		const [{ upload: left } = { upload: undefined }] = sandbox.store.uploads.values();
		expect(left?.status).toBe('cancelled');
		expect(error?.message).toBe(
			`Could not upload part 3 of 8: Bad part (upload ${left?.id}, part 3 of 8). The upload was cancelled: nothing was left behind`,
		);
		expect(calls().filter((call) => PARTS.test(call)).length).toBeLessThanOrEqual(4);
		expect(sandbox.store.files.size).toBe(0);
	});

	test('bytes that changed on the way are found by their MD5', async () => {
		sandbox.faults.add({
			path: /complete$/,
			status: 400,
			body: { error: { message: 'The md5 of the parts is a, not b.', param: 'md5' } },
		});
		const { error } = await upload(await large(65 * MB));
		expect(error?.message).toMatch(/'md5' was not accepted .*nothing was left behind$/);
		expect(error?.description).toContain('The md5 of the parts is a, not b');
	});

	test('nothing is said of what nobody knows', async () => {
		sandbox.faults.add({ path: /complete$/, acted: true, status: 502 });
		const cancelled = { status: 200, body: { status: 'cancelled' } };
		sandbox.faults.add({ path: /cancel$/, ...cancelled });
		const { error } = await upload(await large(65 * MB));
		expect(sandbox.store.files.size).toBe(1);
		expect(error?.message).not.toContain('nothing was left behind');
		expect(error?.message).toMatch(
			/Upload upload_\w+ was cancelled, but perhaps too late: File → Get Many shows/,
		);
	});

	test('what cannot be cleaned up is named', async () => {
		sandbox.faults.add({ path: /(parts|cancel)$/, status: 400, body: {} });
		const { error } = await upload(await large(65 * MB));
		expect(error?.message).toMatch(/Upload upload_\w+ could not be cancelled/);
	});

	test('a file that is too large is refused unread', async () => {
		engine = createEngine({ ...sandbox, provider: 'custom' });
		const item = await itemWithStoredFile(Readable.from(['x']));
		item.binary.data.bytes = 513 * MB;
		const { error } = await upload(item);
		expect(error?.message).toContain('more than the 512 MB that can be uploaded');
		expect(sandbox.requests).toEqual([]);
	});

	test.each([
		['whose size is known', (size: number | undefined) => size],
		['whose size is not known', () => undefined],
	])('a stored file %s that is not on this machine is explained', async (_, sizeOf) => {
		const item = await itemWithStoredFile(Readable.from(['x']), 'tickets.jsonl');
		item.binary.data.bytes = sizeOf(item.binary.data.bytes);
		await dropStoredFiles();
		const { error } = await upload(item);
		expect(error?.message).toBe(
			"n8n cannot find the file 'tickets.jsonl' where it keeps binary data",
		);
		expect(error?.description).toMatch(
			/workers.+N8N_BINARY_DATA_STORAGE_PATH.+N8N_DEFAULT_BINARY_DATA_MODE.+deleted/,
		);
		expect(sandbox.requests).toEqual([]);
	});
});

describe('a provider that processes files', () => {
	beforeEach(async () => {
		await sandbox.close();
		sandbox = await startSandbox({ seed: 1, speed: 4, dialect: 'azureOpenAi' });
		engine = createEngine({
			...sandbox,
			baseUrl: sandbox.baseUrl.replace('/v1', '/openai/v1'),
			provider: 'azureOpenAi',
		});
	});

	test('upload waits if told so', async () => {
		const at_once = await upload(itemWithFile(trainingExamples(10)));
		expect(at_once.items[0]?.json.status).toBe('pending');
		const { items } = await upload(itemWithFile(trainingExamples(10)), {
			waitUntilProcessed: true,
		});
		expect(items[0]?.json.status).toBe('processed');
	});

	test('a refused file is named, with the reason', async () => {
		sandbox.faults.add({
			method: 'GET',
			path: /files\//,
			body: { id: 'file-x', status: 'error', status_details: 'Line 3 is no JSON' },
		});
		const { error } = await upload(itemWithFile(trainingExamples(10)), {
			waitUntilProcessed: true,
		});
		const [id] = sandbox.store.files.keys();
		expect(error?.message).toBe(`The provider refused file ${id}: Line 3 is no JSON`);
		expect(error?.description).toContain(`Already uploaded, to be reused or deleted: file ${id}.`);
	});

	test('Job → Create with input data waits for the file by itself', async () => {
		const { items, error } = await engine.execute(
			{
				...createParameters('gpt-4.1-mini-2025-04-14'),
			},
			[itemWithFile(trainingExamples(10))],
		);
		expect(error).toBeUndefined();
		expect(items[0]?.json.status).toBe('validating_files');
		expect(calls().some((call) => /^GET .*files\/file-/.test(call))).toBe(true);
	});
});

describe('get, download, delete, get many', () => {
	let id: string;
	const content = trainingExamples(10);

	beforeEach(async () => {
		const { items } = await upload(itemWithFile(content, 'data', 'rows.jsonl') as Item);
		id = String(items[0]?.json.id);
	});

	test('get', async () => {
		const { items } = await file('get', { fileId: byId(id) });
		expect(items[0]?.json).toMatchObject({ id, fileName: 'rows.jsonl', purpose: 'fine-tune' });
		const raw = await file('get', { fileId: byId(id), simplify: false });
		expect(raw.items[0]?.json).toMatchObject({ id, object: 'file', filename: 'rows.jsonl' });
	});

	test('download gives the same file, which can be uploaded again', async () => {
		const { items } = await file('download', { fileId: byId(id) });
		expect(items[0]).toMatchObject({
			json: { id, fileName: 'rows.jsonl' },
			pairedItem: { item: 0 },
		});
		expect(items[0]?.binary?.data).toMatchObject({
			fileName: 'rows.jsonl',
			mimeType: 'application/jsonl',
			bytes: content.length,
		});
		const again = await upload(items[0] as Item);
		expect(await md5OfStored(String(again.items[0]?.json.id))).toBe(md5Of([Buffer.from(content)]));
	});

	test('a download that breaks off begins anew', async () => {
		sandbox.faults.add({ path: /content$/, times: 2, cutBody: true });
		const { items } = await file('download', { fileId: byId(id) });
		expect(items[0]?.binary?.data?.bytes).toBe(content.length);
	});

	test('a refused download says why', async () => {
		sandbox.faults.add({
			path: /content$/,
			status: 403,
			body: { error: { message: 'Not allowed to download files of purpose: fine-tune' } },
		});
		const { error } = await file('download', { fileId: byId(id) });
		expect(error?.description).toContain('Not allowed to download files of purpose');
	});

	test('delete', async () => {
		const { items } = await file('delete', { fileId: byId(id) });
		expect(items[0]?.json).toEqual({ deleted: true, id });
		const { error } = await file('get', { fileId: byId(id) });
		expect(error?.message).toBe(`File ${id} was not found`);
	});

	test.each(['get', 'download', 'delete'])('%s refuses a blank ID', async (operation) => {
		const before = sandbox.requests.length;
		const { error } = await file(operation, { fileId: byId(BLANK) });
		expect(error?.message).toBe("'File' is empty");
		expect(sandbox.requests).toHaveLength(before);
	});

	test('get many: by purpose', async () => {
		const [known] = sandbox.store.files.values();
		if (!known) throw new Error('No file');
		const result = { ...known.file, id: 'file-r', purpose: 'fine-tune-results' };
		sandbox.store.files.set('file-r', { ...known, file: result });
		const ids = async (filters: Record<string, unknown>) =>
			(await file('getAll', { returnAll: true, filters })).items.map(({ json }) => json.id).sort();
		expect(await ids({})).toEqual([id]);
		expect(await ids({ purpose: 'fine-tune-results' })).toEqual(['file-r']);
		expect(await ids({ purpose: 'all' })).toEqual([id, 'file-r'].sort());
	});
});
