import type { IHttpRequestOptions } from 'n8n-workflow';

import { isRecord } from '../text';
import { ADMIN_KEY_MARKER } from './adminKey';
import { readErrorBody } from './errorBody';
import type { FailedCall } from './errors';
import { header } from './headers';
import { CREDENTIAL_TYPE, type ApiRequest, type Connection } from './request';
import type { Outcome } from './retry';
import { readText, type ByteStream } from './stream';
import { TIMEOUT_MS } from './timing';
import { cancelled, cancelSignal } from './wait';

interface HttpResponse {
	status: number;
	headers: Record<string, unknown>;
	/** A stream for a call that receives one, else text. */
	body: unknown;
}

/** One attempt: what came of it, and the answer where it succeeded. */
export interface Attempt {
	outcome: Outcome;
	facts: FailedCall;
	answer?: { value: unknown };
}

/** What is known of a call before it is sent. */
export function factsOf(connection: Connection, call: ApiRequest): FailedCall {
	return {
		action: call.action,
		creates: call.creates,
		admin: call.admin,
		subject: call.subject,
		provider: connection.provider,
		baseUrl: connection.baseUrl,
		secrets: connection.secrets,
		headers: {},
		body: undefined,
		now: Date.now(),
	};
}

/** Sends a call once. Never throws: a connection that fails is an outcome, too. */
export async function attempt(
	connection: Connection,
	call: ApiRequest,
	url: string,
): Promise<Attempt> {
	const facts = factsOf(connection, call);
	let response: HttpResponse;
	let received: { value: unknown } | undefined;
	let text = '';
	try {
		response = await send(connection, call, url);
		// Within the attempt: an answer that breaks off is a connection that failed.
		if (call.receive && isSuccess(response)) {
			received = { value: await call.receive(response.body as ByteStream) };
		} else {
			text = await textOf(response.body, call.receive !== undefined);
		}
	} catch (error) {
		return networkFailure(facts, cancelled(connection) ? 'CANCELLED' : networkCode(error));
	}
	connection.firstDate ??= serverDate(response.headers);
	const parsed = parseJson(text);
	const known = {
		...facts,
		status: response.status,
		headers: response.headers,
		now: Date.now(),
	};
	const outcome: Outcome = {
		kind: 'response',
		status: response.status,
		headers: response.headers,
		code: readErrorBody(parsed).code,
	};
	const answer =
		received ?? (isSuccess(response) && isAnswer(parsed, call) ? { value: parsed } : undefined);
	if (answer) return { outcome, facts: known, answer };
	return { outcome, facts: { ...known, body: parsed ?? text } };
}

function isSuccess({ status }: HttpResponse): boolean {
	return status >= 200 && status < 300;
}

async function textOf(body: unknown, streamed: boolean): Promise<string> {
	if (streamed) return await readText(body as ByteStream);
	return typeof body === 'string' ? body : JSON.stringify(body ?? '');
}

async function send(connection: Connection, call: ApiRequest, url: string): Promise<HttpResponse> {
	const { context } = connection;
	const options: IHttpRequestOptions = {
		method: call.method,
		url,
		...(call.query && { qs: call.query }),
		...(call.body && { body: call.body }),
		headers: {
			Accept: call.receive ? '*/*' : 'application/json',
			...(call.admin && { [ADMIN_KEY_MARKER]: 'true' }),
		},
		// Text, parsed here: a body that is not JSON must be told from one that is.
		encoding: call.receive ? 'stream' : 'text',
		returnFullResponse: true,
		ignoreHttpStatusErrors: true,
		// An `api-key` header would travel with a redirect to any other host.
		disableFollowRedirect: true,
		timeout: Math.max(1, Math.min(call.timeoutMs ?? TIMEOUT_MS, connection.deadline - Date.now())),
		abortSignal: cancelSignal(connection),
	};
	const response: { statusCode: number; headers: Record<string, unknown>; body: unknown } =
		await context.helpers.httpRequestWithAuthentication.call(context, CREDENTIAL_TYPE, options);
	return { status: response.statusCode, headers: response.headers, body: response.body };
}

/** Whether a success carries what was asked for: without its ID, an object would be lost. */
function isAnswer(parsed: unknown, call: ApiRequest): boolean {
	return (
		isRecord(parsed) && (!call.returnsObject || (typeof parsed.id === 'string' && !!parsed.id))
	);
}

/** The `Date` header in Unix seconds. */
function serverDate(headers: Readonly<Record<string, unknown>>): number | null {
	const date = Date.parse(header(headers, 'date') ?? '');
	return Number.isNaN(date) ? null : date / 1000;
}

function networkFailure(facts: FailedCall, code: string): { outcome: Outcome; facts: FailedCall } {
	return { outcome: { kind: 'network', code }, facts: { ...facts, networkCode: code } };
}

/** Node's error code from wherever n8n's wrappers put it. */
function networkCode(error: unknown): string {
	for (let inner: unknown = error; inner instanceof Error; inner = inner.cause) {
		const code: unknown = 'code' in inner ? inner.code : undefined;
		if (typeof code === 'string' && code !== '') return code;
	}
	return 'UNKNOWN';
}

function parseJson(text: string): unknown {
	try {
		return JSON.parse(text) as unknown;
	} catch {
		return undefined;
	}
}
