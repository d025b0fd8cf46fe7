import type {
	IDataObject,
	IExecuteFunctions,
	IHttpRequestMethods,
	IHttpRequestOptions,
	ILoadOptionsFunctions,
	IPollFunctions,
} from 'n8n-workflow';
import { NodeApiError, NodeOperationError, sleep } from 'n8n-workflow';

import type { Provider } from '../providers';
import { isRecord } from '../text';
import { explain, type FailedCall, type Subject } from './errors';
import { readErrorBody } from './errorBody';
import { header } from './headers';
import { nextDelay, type Outcome, type Repeat } from './retry';
import { joinUrl } from './url';

export const CREDENTIAL_TYPE = 'fineTuningApi';

export type ApiContext = IExecuteFunctions | IPollFunctions | ILoadOptionsFunctions;

/** One credential in use: what is the same for every call of one run of a node. */
export interface Connection {
	context: ApiContext;
	provider: Provider;
	baseUrl: string;
	/** Tells one account from another: address, organization and project. */
	account: string;
	/** Keys in use, which no message may repeat. */
	secrets: readonly string[];
	/** Until when (epoch ms) the server asked to be left alone: one pause for all calls together. */
	pausedUntil: number;
	/** The server's own time at its first answer, in Unix seconds; null while unknown. */
	firstDate: number | null;
	/** After this moment (epoch ms) nothing is started or waited for. */
	deadline: number;
	/** Sends one call and gives the parsed JSON. @throws NodeApiError, NodeOperationError */
	request<T>(call: ApiRequest): Promise<T>;
}

export interface ApiRequest {
	method: IHttpRequestMethods;
	/** Path below the base URL, a segment each; encoded here. */
	path: readonly string[];
	query?: IDataObject;
	body?: IDataObject | FormData;
	/** What this call does, as it completes "Could not …". */
	action: string;
	/** What the call makes at the provider: then a failure may leave it there. */
	creates?: 'job' | 'file';
	subject?: Subject;
	itemIndex?: number;
	timeoutMs?: number;
}

interface HttpResponse {
	status: number;
	headers: Record<string, unknown>;
	text: string;
}

const TIMEOUT_MS = 60_000;
const SLICE_MS = 500;

/**
 * One call: authenticated, retried where that is harmless, bounded by the connection's deadline and
 * by the execution's end.
 * @returns the response's JSON
 * @throws NodeOperationError for an ID that cannot be sent, NodeApiError for everything else
 */
export async function request<T>(connection: Connection, call: ApiRequest): Promise<T> {
	const { context } = connection;
	const url = joinUrl(connection.baseUrl, call.path);
	if (!url.ok) {
		throw new NodeOperationError(context.getNode(), `Could not ${call.action}: ${url.problem}`, {
			description: url.advice,
			itemIndex: call.itemIndex,
		});
	}
	const repeat: Repeat = call.method === 'GET' ? 'safe' : 'ifRefused';
	for (let retry = 0; ; retry += 1) {
		await waitUntil(connection, connection.pausedUntil);
		const { outcome, facts, json } = await attempt(connection, call, url.value);
		if (json !== undefined) return json as T;
		const now = Date.now();
		const delay = cancelled(connection)
			? null
			: nextDelay(outcome, repeat, retry, now, Math.random());
		if (delay === null || now + delay >= connection.deadline) {
			// Made from words alone: the failed request, which carries the key, is left behind.
			const explanation = explain(facts);
			throw new NodeApiError(
				context.getNode(),
				{ message: explanation.message },
				{ ...explanation, itemIndex: call.itemIndex },
			);
		}
		const resume = now + delay;
		if (outcome.kind === 'response' && outcome.status === 429) {
			connection.pausedUntil = Math.max(connection.pausedUntil, resume);
		}
		await waitUntil(connection, resume);
	}
}

async function attempt(
	connection: Connection,
	call: ApiRequest,
	url: string,
): Promise<{ outcome: Outcome; facts: FailedCall; json?: unknown }> {
	const facts: FailedCall = {
		action: call.action,
		creates: call.creates,
		subject: call.subject,
		provider: connection.provider,
		baseUrl: connection.baseUrl,
		secrets: connection.secrets,
		headers: {},
		body: undefined,
		now: Date.now(),
	};
	if (cancelled(connection)) return networkFailure({ ...facts, creates: undefined }, 'CANCELLED');
	let response: HttpResponse;
	try {
		response = await send(connection, call, url);
	} catch (error) {
		return networkFailure(facts, cancelled(connection) ? 'CANCELLED' : networkCode(error));
	}
	connection.firstDate ??= serverDate(response.headers);
	const parsed = parseJson(response.text);
	const known = { ...facts, status: response.status, headers: response.headers };
	const outcome: Outcome = {
		kind: 'response',
		status: response.status,
		headers: response.headers,
		code: readErrorBody(parsed).code,
	};
	if (response.status >= 200 && response.status < 300 && isRecord(parsed)) {
		return { outcome, facts: known, json: parsed };
	}
	return { outcome, facts: { ...known, body: parsed ?? response.text } };
}

async function send(connection: Connection, call: ApiRequest, url: string): Promise<HttpResponse> {
	const { context } = connection;
	const options: IHttpRequestOptions = {
		method: call.method,
		url,
		...(call.query && { qs: call.query }),
		...(call.body && { body: call.body }),
		headers: { Accept: 'application/json' },
		// Text, parsed here: a body that is not JSON must be told from one that is.
		encoding: 'text',
		returnFullResponse: true,
		ignoreHttpStatusErrors: true,
		// An `api-key` header would travel with a redirect to any other host.
		disableFollowRedirect: true,
		timeout: Math.max(1, Math.min(call.timeoutMs ?? TIMEOUT_MS, connection.deadline - Date.now())),
		abortSignal: cancelSignal(connection),
	};
	const response: { statusCode: number; headers: Record<string, unknown>; body: unknown } =
		await context.helpers.httpRequestWithAuthentication.call(context, CREDENTIAL_TYPE, options);
	return {
		status: response.statusCode,
		headers: response.headers,
		text: typeof response.body === 'string' ? response.body : JSON.stringify(response.body ?? ''),
	};
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

function cancelSignal({ context }: Connection): AbortSignal | undefined {
	return 'getExecutionCancelSignal' in context ? context.getExecutionCancelSignal() : undefined;
}

function cancelled(connection: Connection): boolean {
	return cancelSignal(connection)?.aborted ?? false;
}

/** Waits in short slices, so that a cancelled execution ends within a second. */
async function waitUntil(connection: Connection, moment: number): Promise<void> {
	for (
		let left = moment - Date.now();
		left > 0 && !cancelled(connection);
		left = moment - Date.now()
	) {
		await sleep(Math.min(left, SLICE_MS));
	}
}
