/* eslint-disable @n8n/community-nodes/no-restricted-imports -- runs in Node, not in n8n */
import { Readable } from 'node:stream';
import { setTimeout as delay } from 'node:timers/promises';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { Fault } from './faults';
import { slowly } from './slow';

/** What a fault does before the server acts; the reply is sent or the connection gone, or not. */
export async function faultBefore(
	request: FastifyRequest,
	reply: FastifyReply,
	fault: Fault,
): Promise<void> {
	if (fault.delayMs) await delay(fault.delayMs, undefined, { ref: false });
	if (fault.drop === 'before' && fault.finishLateMs === undefined) {
		reply.hijack();
		request.raw.socket.destroy();
	} else if (fault.redirectTo) {
		reply.header('location', fault.redirectTo).headers(fault.headers ?? {});
		await reply.code(fault.status ?? 307).send();
	} else if (fault.finishLateMs !== undefined) {
		// The request is looked at first: one with a wrong key is refused, not finished late.
	} else if (!fault.acted && !fault.drop && !fault.cutBody && answers(fault)) {
		await answer(reply, fault, 200);
	}
}

/** What a fault that finishes late answers meanwhile. */
export async function faultMeanwhile(
	request: FastifyRequest,
	reply: FastifyReply,
	fault: Fault,
): Promise<void> {
	if (!fault.drop) return await answer(reply, fault, 502);
	reply.hijack();
	request.raw.socket.destroy();
}

async function answer(reply: FastifyReply, fault: Fault, status: number): Promise<void> {
	const told = { ...fault, status: fault.status ?? status };
	reply.code(told.status).headers(fault.headers ?? {});
	await reply.type(typeOf(fault)).send(textOf(told));
}

/** What a fault does to the answer that the server is about to send; returns what to send. */
export function faultAfter(
	request: FastifyRequest,
	reply: FastifyReply,
	fault: Fault,
	payload: unknown,
): unknown {
	if (fault.drop === 'after') {
		request.raw.socket.destroy();
		return payload;
	}
	if (fault.cutBody) {
		const text = typeof payload === 'string' ? payload : '';
		if (text) reply.header('content-length', Buffer.byteLength(text));
		return Readable.from(text ? half(text) : firstOf(payload));
	}
	const told = fault.acted ? instead(reply, fault) : payload;
	return fault.dripBody || fault.stall ? slowly(reply, fault, told) : told;
}

function instead(reply: FastifyReply, fault: Fault): string {
	reply.code(fault.status ?? reply.statusCode).headers(fault.headers ?? {});
	reply.removeHeader('content-length').type(typeOf(fault));
	return textOf(fault);
}

async function* half(text: string): AsyncGenerator<string> {
	yield text.slice(0, Math.floor(text.length / 2));
	throw new Error('Cut by a fault');
}

async function* firstOf(payload: unknown): AsyncGenerator<Buffer> {
	if (payload instanceof Readable) {
		for await (const chunk of payload) {
			yield Buffer.from(chunk).subarray(0, Math.floor(chunk.length / 2));
			break;
		}
	}
	throw new Error('Cut by a fault');
}

function answers({ status, body, headers }: Fault): boolean {
	return status !== undefined || body !== undefined || headers !== undefined;
}

function typeOf({ body, contentType }: Fault): string {
	return contentType ?? (typeof body === 'string' ? 'text/plain' : 'application/json');
}

function textOf({ body, status = 200 }: Fault): string {
	if (typeof body === 'string') return body;
	const type =
		status === 429 ? 'requests' : status >= 500 ? 'server_error' : 'invalid_request_error';
	const code = status === 429 ? 'rate_limit_exceeded' : null;
	const message = `The sandbox was told to answer with ${status}.`;
	return JSON.stringify(body ?? { error: { message, type, param: null, code } });
}
