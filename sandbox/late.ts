/* eslint-disable @n8n/community-nodes/no-restricted-imports -- runs in Node, not in n8n */
import { randomUUID } from 'node:crypto';
import { buffer } from 'node:stream/consumers';
import { setTimeout as delay } from 'node:timers/promises';
import type { FastifyInstance, FastifyRequest } from 'fastify';

const MARK = 'x-sandbox-late';
/** Headers that belong to the connection, not to the request. */
const HOP = new Set([
	'connection',
	'content-length',
	'expect',
	'host',
	'keep-alive',
	'transfer-encoding',
]);

/** Requests that were answered already and are still to be acted on. */
export class LateRequests {
	private readonly mark = randomUUID();
	private readonly stopped = new AbortController();
	private readonly pending = new Set<Promise<unknown>>();
	private readonly underWay = new Set<Promise<void>>();

	/** True for a request that comes from here: it is neither logged nor hampered again. */
	owns({ headers }: FastifyRequest): boolean {
		return headers[MARK] === this.mark;
	}

	/** Reads the request to its end, and has the server act on it so many real milliseconds later. */
	async add(app: FastifyInstance, request: FastifyRequest, milliseconds: number): Promise<void> {
		const { body, method, originalUrl: url, raw } = request;
		const payload = body === undefined ? await buffer(raw) : JSON.stringify(body);
		const own = Object.entries(request.headers)
			.filter(([name]) => !HOP.has(name))
			.map(([name, value]) => [name, String(value)]);
		const headers = { ...Object.fromEntries(own), [MARK]: this.mark };
		const origin = app.listeningOrigin;
		const act = async () => {
			await delay(milliseconds, undefined, { ref: false, signal: this.stopped.signal });
			// Not `app.inject`: what it is made of cannot be loaded by Jest.
			const sent = payload.length > 0 ? payload : undefined;
			const response = await fetch(origin + url, { method, headers, body: sent });
			await response.arrayBuffer();
		};
		const acting: Promise<void> = act()
			.catch((error: unknown) => {
				if (!this.stopped.signal.aborted) throw error;
			})
			.finally(() => this.pending.delete(acting));
		this.pending.add(acting);
	}

	/**
	 * A request that has come in: whoever sent it may have gone away before it is acted on.
	 * @returns to be called when it was
	 */
	begin(): () => void {
		let end = () => {};
		const acting = new Promise<void>((resolve) => (end = resolve));
		this.underWay.add(acting);
		return () => {
			this.underWay.delete(acting);
			end();
		};
	}

	/** Resolves when nothing is left to be acted on. */
	async idle(): Promise<void> {
		while (this.pending.size + this.underWay.size > 0) {
			await Promise.all([...this.pending, ...this.underWay]);
		}
	}

	/** Forgets what has not begun. */
	async stop(): Promise<void> {
		this.stopped.abort();
		await Promise.all(this.pending);
	}
}
