/* eslint-disable @n8n/community-nodes/no-restricted-imports -- runs in Node, not in n8n */
import { once } from 'node:events';
import type { ServerResponse } from 'node:http';
import { Readable } from 'node:stream';
import { setTimeout as delay } from 'node:timers/promises';
import type { FastifyReply } from 'fastify';
import type { Drip, Fault } from './faults';

/** The answer's body (text or stream) as a stream that keeps its reader waiting. */
export function slowly(
	reply: FastifyReply,
	{ dripBody, stall }: Pick<Fault, 'dripBody' | 'stall'>,
	payload: unknown,
): Readable {
	const text = typeof payload === 'string' || payload instanceof Uint8Array;
	const whole = text ? Buffer.from(payload) : undefined;
	const source = payload instanceof Readable ? payload : [whole ?? Buffer.alloc(0)];
	// A known length makes the client wait for the rest; an endless body has none.
	if (dripBody?.endless) reply.removeHeader('content-length');
	else if (whole) reply.header('content-length', whole.length);
	const body = dripBody ? drip(reply.raw, source, dripBody) : stop(reply.raw, source, stall);
	return Readable.from(body);
}

type Source = AsyncIterable<Uint8Array> | Iterable<Uint8Array>;

async function* drip(
	response: ServerResponse,
	source: Source,
	{ bytes, intervalMs, endless }: Drip,
): AsyncGenerator<Uint8Array> {
	response.flushHeaders();
	const size = Math.max(1, bytes);
	for await (const chunk of source) {
		for (let start = 0; start < chunk.length; start += size) {
			await pause(intervalMs);
			yield chunk.subarray(start, start + size);
		}
	}
	while (endless) {
		await pause(intervalMs);
		yield Buffer.from(' '.repeat(size));
	}
}

async function* stop(
	response: ServerResponse,
	source: Source,
	stall: Fault['stall'],
): AsyncGenerator<Uint8Array> {
	response.flushHeaders();
	for await (const chunk of stall === 'half' ? source : []) {
		yield chunk.subarray(0, Math.ceil(chunk.length / 2));
		break;
	}
	await once(response, 'close');
}

async function pause(milliseconds: number): Promise<void> {
	await delay(milliseconds, undefined, { ref: false });
}
