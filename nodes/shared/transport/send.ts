import type { IHttpRequestOptions } from 'n8n-workflow';

import { cancelled } from '../execution';
import { ADMIN_KEY_MARKER, CREDENTIAL_TYPE, header, type FailedCall } from '../http';
import { readText, type ByteStream } from '../stream';
import { TIMEOUT_MS } from '../timing';
import type { ApiRequest, Connection } from './connection';
import { readErrorBody } from './errorBody';
import { networkFault, proxyIn } from './networkFault';
import { TOO_MANY_JOBS, type Outcome } from './retry';
import { watchOver } from './watch';

interface HttpResponse {
	status: number;
	headers: Record<string, unknown>;
	/** A stream for a call that receives one, else text. */
	body: unknown;
}

/** One attempt: what came of it, and the answer where it succeeded. */
export interface Attempt<T> {
	outcome: Outcome;
	facts: FailedCall;
	answer?: { value: T };
}

/** What is known of a call before it is sent. */
export function factsOf<T>(connection: Connection, call: ApiRequest<T>): FailedCall {
	return {
		action: call.action,
		creates: call.creates,
		admin: call.admin,
		subject: call.subject,
		server: connection.server,
		secrets: connection.secrets,
		headers: {},
		body: undefined,
		now: Date.now(),
	};
}

/** Sends a call once. Never throws: a connection that fails is an outcome, too. */
export async function attempt<T>(
	connection: Connection,
	call: ApiRequest<T>,
	url: string,
): Promise<Attempt<T>> {
	const facts = factsOf(connection, call);
	const limit = Math.min(call.timeoutMs ?? TIMEOUT_MS, connection.deadline - Date.now());
	const watch = watchOver(connection.context, Math.max(1, limit));
	let response: HttpResponse;
	let answer: { value: T } | undefined;
	let text = '';
	try {
		response = await send(connection, call, url, watch.signal);
		// Within the attempt: an answer that breaks off is a connection that failed.
		if ('receive' in call && isSuccess(response)) {
			answer = {
				value: await call.receive(watch.watched(response.body as ByteStream), response.headers),
			};
		} else {
			text = await textOf(response.body, 'receive' in call);
		}
	} catch (error) {
		const fault = networkFault(error);
		const ended = watch.expired() ? 'ETIMEDOUT' : fault.code;
		const code = cancelled(connection.context) ? 'CANCELLED' : ended;
		const proxy = proxyIn(fault, connection.server.baseUrl);
		return { outcome: { kind: 'network', code }, facts: { ...facts, networkCode: code, proxy } };
	} finally {
		watch.end();
	}
	const { headers } = response;
	const now = serverDate(headers);
	connection.firstDate ??= now;
	const parsed = parseJson(text);
	const refused = 'read' in call ? call.refusal?.(parsed, response.status) : undefined;
	const status = refused ?? response.status;
	if ('read' in call && isSuccess({ status })) {
		const value = call.read(parsed, now ?? Date.now() / 1000);
		if (value !== null) answer = { value };
	}
	return {
		outcome: { kind: 'response', status, headers, code: codeOf(parsed) },
		facts: { ...facts, status, headers, body: parsed ?? text, now: Date.now() },
		answer,
	};
}

/** As many jobs run already as may: servers call that a rate limit, though no waiting for seconds helps. */
const ALL_JOBS_RUN = /maximum of \d+ active/i;

function codeOf(answer: unknown): string | undefined {
	const { code, message } = readErrorBody(answer);
	return ALL_JOBS_RUN.test(message ?? '') ? TOO_MANY_JOBS : code;
}

function isSuccess({ status }: Pick<HttpResponse, 'status'>): boolean {
	return status >= 200 && status < 300;
}

async function textOf(body: unknown, streamed: boolean): Promise<string> {
	if (streamed) return await readText(body as ByteStream);
	return typeof body === 'string' ? body : JSON.stringify(body ?? '');
}

async function send<T>(
	connection: Connection,
	call: ApiRequest<T>,
	url: string,
	abortSignal: AbortSignal,
): Promise<HttpResponse> {
	const { context } = connection;
	const options: IHttpRequestOptions = {
		method: call.method,
		url,
		...(call.query && { qs: call.query }),
		...(call.body && { body: call.body }),
		headers: {
			Accept: 'receive' in call ? '*/*' : 'application/json',
			...(call.admin && { [ADMIN_KEY_MARKER]: 'true' }),
		},
		// Text, parsed here: a body that is not JSON must be told from one that is.
		encoding: 'receive' in call ? 'stream' : 'text',
		returnFullResponse: true,
		ignoreHttpStatusErrors: true,
		// An `api-key` header would travel with a redirect to any other host.
		disableFollowRedirect: true,
	};
	// n8n puts the execution's own signal here, which ours includes: it must not take the place of ours.
	Object.defineProperty(options, 'abortSignal', {
		enumerable: true,
		get: () => abortSignal,
		set: () => {},
	});
	const response: { statusCode: number; headers: Record<string, unknown>; body: unknown } =
		await context.helpers.httpRequestWithAuthentication.call(context, CREDENTIAL_TYPE, options);
	return { status: response.statusCode, headers: response.headers, body: response.body };
}

/** The `Date` header in Unix seconds. */
function serverDate(headers: Readonly<Record<string, unknown>>): number | null {
	const date = Date.parse(header(headers, 'date') ?? '');
	return Number.isNaN(date) ? null : date / 1000;
}

function parseJson(text: string): unknown {
	try {
		return JSON.parse(text) as unknown;
	} catch {
		return undefined;
	}
}
