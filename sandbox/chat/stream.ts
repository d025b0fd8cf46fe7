/* eslint-disable @n8n/community-nodes/no-restricted-imports -- runs in Node, not in n8n */
import { Readable } from 'node:stream';
import type { FastifyReply } from 'fastify';

/** Sends server-sent events; each with its name where it has one. */
export async function sendEvents(
	reply: FastifyReply,
	events: Array<{ event?: string; data: object | string }>,
): Promise<FastifyReply> {
	const texts = events.map(({ event, data }) => {
		const name = event === undefined ? '' : `event: ${event}\n`;
		return `${name}data: ${typeof data === 'string' ? data : JSON.stringify(data)}\n\n`;
	});
	return await reply.type('text/event-stream; charset=utf-8').send(Readable.from(texts));
}

/** A text in the pieces that a model would say it in. */
export function pieces(text: string): string[] {
	return text.match(/\s*\S+|\s+$/g) ?? [];
}
