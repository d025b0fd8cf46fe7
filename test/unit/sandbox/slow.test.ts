/* eslint-disable @n8n/community-nodes/no-restricted-globals, @n8n/community-nodes/require-node-api-error -- runs in Node, not in n8n */
import type { Fault } from '../../../sandbox';
import { provider, type Provider } from './provider';

let server: Provider;

beforeEach(async () => {
	server = await provider('openAi');
	server.sandbox.seedJob({ status: 'running' });
});

afterEach(async () => await server.sandbox.close());

interface Pieces {
	status: number;
	/** What came of the body before the time was up. */
	text: string;
	/** Whether the body ended. */
	ended: boolean;
	milliseconds: number;
	largest: number;
}

/** Reads an answer, and its body for so long. */
async function read(path: string, forMs: number): Promise<Pieces> {
	const begun = performance.now();
	const controller = new AbortController();
	const { signal } = controller;
	const headers = { authorization: 'Bearer sk-sandbox' };
	const response = await fetch(server.sandbox.baseUrl + path, { headers, signal });
	// From the headers on: a busy machine takes its time to send them.
	const timer = setTimeout(() => controller.abort(), forMs);
	const pieces: Uint8Array[] = [];
	let ended = false;
	try {
		for await (const piece of response.body ?? []) pieces.push(piece);
		ended = true;
	} catch (error) {
		if (!signal.aborted) throw error;
	} finally {
		clearTimeout(timer);
	}
	return {
		status: response.status,
		text: Buffer.concat(pieces).toString(),
		ended,
		milliseconds: performance.now() - begun,
		largest: Math.max(0, ...pieces.map(({ length }) => length)),
	};
}

const whole = async () => (await read('/fine_tuning/jobs', 5000)).text;

test('a body that drips, and ends', async () => {
	const expected = await whole();
	server.sandbox.faults.add({ dripBody: { bytes: 100, intervalMs: 5 } });
	const { text, ended, milliseconds, largest } = await read('/fine_tuning/jobs', 5000);
	expect(ended).toBe(true);
	expect(text).toBe(expected);
	expect(largest).toBeLessThanOrEqual(100);
	expect(milliseconds).toBeGreaterThan((expected.length / 100 - 1) * 5);
});

test('a body that drips for ever stays valid JSON so far', async () => {
	const expected = await whole();
	server.sandbox.faults.add({ dripBody: { bytes: 4096, intervalMs: 5, endless: true } });
	const { text, ended } = await read('/fine_tuning/jobs', 500);
	expect(ended).toBe(false);
	expect(text.trimEnd()).toBe(expected);
	expect(text.length).toBeGreaterThan(expected.length);
});

test.each<[string, Fault, (expected: string) => string]>([
	['headers only', { stall: 'headers' }, () => ''],
	['half a body', { stall: 'half' }, (text) => text.slice(0, Math.ceil(text.length / 2))],
	['an error’s headers', { stall: 'headers', status: 503 }, () => ''],
])('%s, and then nothing', async (_what, fault, expected) => {
	const text = await whole();
	server.sandbox.faults.add(fault);
	const answer = await read('/fine_tuning/jobs', 400);
	expect(answer).toMatchObject({ status: fault.status ?? 200, ended: false, text: expected(text) });
});

test('files, too, drip and stall', async () => {
	const id = await server.upload(50);
	const { text: expected } = await read(`/files/${id}/content`, 5000);
	server.sandbox.faults.add({ times: 1, dripBody: { bytes: 500, intervalMs: 1 } });
	expect(await read(`/files/${id}/content`, 5000)).toMatchObject({ text: expected, ended: true });
	server.sandbox.faults.add({ stall: 'half' });
	const { text, ended } = await read(`/files/${id}/content`, 400);
	expect(ended).toBe(false);
	expect(text).toBe(expected.slice(0, Math.ceil(expected.length / 2)));
});

test('a sandbox closes with answers still under way', async () => {
	const other = await provider('openAi', { faults: [{ stall: 'half' }] });
	const { baseUrl, close } = other.sandbox;
	const response = await fetch(`${baseUrl}/models`, {
		headers: { authorization: 'Bearer sk-sandbox' },
	});
	await close();
	await expect(response.text()).rejects.toThrow('terminated');
});
