import { sleep } from 'n8n-workflow';

import { cancelled, type ApiContext } from '../execution';
import type { ByteStream } from '../stream';
import { IDLE_MS, SLICE_MS } from '../timing';

/** Watches over one attempt, from its start to the last byte of its body. */
export interface Watch {
	/** Fires when the attempt has to end. */
	signal: AbortSignal;
	/** Whether it ended for want of time. */
	expired(): boolean;
	/** The same stream, watched: it must not stand still. */
	watched(body: ByteStream): ByteStream;
	/** The attempt is over, and so is the connection of a body that was not read to its end. */
	end(): void;
}

/**
 * Ends an attempt that takes longer than it may, headers and body together, or whose body stands still, and
 * one whose execution is cancelled. The HTTP client's own limit starts anew with every byte, and ends with the
 * headers where a stream is asked for.
 * @param limitMs milliseconds in all
 */
export function watchOver(context: ApiContext, limitMs: number): Watch {
	const controller = new AbortController();
	// Of a clock that nobody sets.
	const deadline = performance.now() + limitMs;
	let idleFrom = Number.POSITIVE_INFINITY;
	let over = false;
	let source: ByteStream | undefined;
	let expired = false;
	const run = async () => {
		while (!over) {
			const now = performance.now();
			const left = Math.min(deadline, idleFrom + IDLE_MS) - now;
			if (left <= 0) expired = true;
			if (expired || cancelled(context)) return controller.abort();
			await sleep(Math.min(left, SLICE_MS));
		}
	};
	void run();
	return {
		signal: controller.signal,
		expired: () => expired,
		watched(body) {
			idleFrom = performance.now();
			source = body;
			const watched = body.map((chunk: unknown) => {
				idleFrom = performance.now();
				return chunk;
			});
			// Whoever reads it learns of errors by reading; nobody is left who would after its end.
			watched.on('error', () => {});
			return watched;
		},
		end() {
			over = true;
			// One that is left before its end would keep its connection until the next byte, and take that from others.
			if (source && !source.readableEnded) controller.abort();
		},
	};
}
