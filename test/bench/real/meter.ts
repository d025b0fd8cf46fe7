/* eslint-disable @n8n/community-nodes/no-restricted-imports -- runs in Node, not in n8n */
import { subscribe, unsubscribe } from 'node:diagnostics_channel';
import type { IncomingMessage, ServerResponse } from 'node:http';

import type { Sandbox } from '../../../sandbox';

/** One request to a server of this process, with its answer. */
export interface MeteredCall {
	path: string;
	headers: IncomingMessage['headers'];
	/** Epoch milliseconds. */
	startedAt: number;
	endedAt: number;
	status: number;
	/** Of the answer, with its headers. */
	bytes: number;
}

/** Counts what a sandbox of this process is asked, without a proxy between: that would cost time. */
export interface Meter {
	/** The calls that were answered since the last time they were taken. */
	take(): MeteredCall[];
	stop(): void;
}

interface Exchange {
	request: IncomingMessage;
	response: ServerResponse;
}

export function meter({ baseUrl }: Pick<Sandbox, 'baseUrl'>): Meter {
	const port = Number(new URL(baseUrl).port);
	const begun = new WeakMap<IncomingMessage, { startedAt: number; written: number }>();
	let calls: MeteredCall[] = [];
	const onStart = (message: unknown) => {
		const { request } = message as Exchange;
		const { localPort, bytesWritten } = request.socket;
		if (localPort === port) begun.set(request, { startedAt: Date.now(), written: bytesWritten });
	};
	const onFinish = (message: unknown) => {
		const { request, response } = message as Exchange;
		const start = begun.get(request);
		if (!start) return;
		calls.push({
			path: request.url ?? '',
			headers: request.headers,
			startedAt: start.startedAt,
			endedAt: Date.now(),
			status: response.statusCode,
			bytes: request.socket.bytesWritten - start.written,
		});
	};
	subscribe('http.server.request.start', onStart);
	subscribe('http.server.response.finish', onFinish);
	return {
		take() {
			const taken = calls;
			calls = [];
			return taken;
		},
		stop() {
			unsubscribe('http.server.request.start', onStart);
			unsubscribe('http.server.response.finish', onFinish);
		},
	};
}

/** How many calls were in flight at once, at most. */
export function mostInFlight(calls: readonly MeteredCall[]): number {
	const steps = calls
		.flatMap(
			({ startedAt, endedAt }): Array<[number, number]> => [
				[startedAt, 1],
				[endedAt, -1],
			],
		)
		.sort(([a, up], [b, down]) => a - b || up - down);
	let now = 0;
	return steps.reduce((most, [, step]) => Math.max(most, (now += step)), 0);
}

/** Milliseconds from the first call's start to the last one's end. */
export function span(calls: readonly MeteredCall[]): number {
	if (calls.length === 0) return 0;
	return (
		Math.max(...calls.map(({ endedAt }) => endedAt)) -
		Math.min(...calls.map(({ startedAt }) => startedAt))
	);
}

export function refusedOf(calls: readonly MeteredCall[]): number {
	return calls.filter(({ status }) => status === 429).length;
}

export function bytesOf(calls: readonly MeteredCall[]): number {
	return calls.reduce((sum, { bytes }) => sum + bytes, 0);
}
