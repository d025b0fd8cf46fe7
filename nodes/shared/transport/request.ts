import type {
	IDataObject,
	IExecuteFunctions,
	IHttpRequestMethods,
	IHttpRequestOptions,
	ILoadOptionsFunctions,
	IPollFunctions,
} from 'n8n-workflow';
import { NodeApiError, NodeOperationError } from 'n8n-workflow';

import type { Provider } from '../providers';
import { isRecord } from '../text';
import { ADMIN_KEY_MARKER } from './adminKey';
import { explain, type FailedCall, type Subject } from './errors';
import { readErrorBody } from './errorBody';
import { header } from './headers';
import { cancelled, cancelSignal, waitUntil } from './pause';
import { nextDelay, type Outcome, type Repeat } from './retry';
import { readText, type ByteStream } from './stream';
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
	hasAdminKey: boolean;
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
	/** Sent with the credential's admin key instead of its API key. */
	admin?: boolean;
	/** A write that does no harm when it is carried out twice: retried like a read. */
	repeatable?: boolean;
	/** Takes the bytes of an answer that is not JSON; what it returns is the call's result. */
	receive?: (body: ByteStream) => Promise<unknown>;
}

interface HttpResponse {
	status: number;
	headers: Record<string, unknown>;
	/** A stream for a call that receives one, else text. */
	body: unknown;
}

const TIMEOUT_MS = 60_000;

/**
 * One call: authenticated, retried where that is harmless, bounded by the connection's deadline and
 * by the execution's end.
 * @returns the response's JSON, or what the call's `receive` made of it
 * @throws NodeOperationError for an ID that cannot be sent and for a missing admin key, NodeApiError for
 * everything else
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
	if (call.admin && !connection.hasAdminKey) {
		throw new NodeOperationError(
			context.getNode(),
			`Could not ${call.action}: the credential has no admin key`,
			{
				description:
					"Create an admin key in the settings of your OpenAI organization and enter it under 'Admin Key' in the Fine-Tuning API credential.",
				itemIndex: call.itemIndex,
			},
		);
	}
	const repeat: Repeat = call.method === 'GET' || call.repeatable ? 'safe' : 'ifRefused';
	for (let retry = 0; ; retry += 1) {
		await waitUntil(connection, connection.pausedUntil);
		const { outcome, facts, answer } = await attempt(connection, call, url.value);
		if (answer) return answer.value as T;
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
): Promise<{ outcome: Outcome; facts: FailedCall; answer?: { value: unknown } }> {
	const facts: FailedCall = {
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
	if (cancelled(connection)) return networkFailure({ ...facts, creates: undefined }, 'CANCELLED');
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
	const known = { ...facts, status: response.status, headers: response.headers };
	const outcome: Outcome = {
		kind: 'response',
		status: response.status,
		headers: response.headers,
		code: readErrorBody(parsed).code,
	};
	const answer = received ?? (isSuccess(response) && isRecord(parsed) ? { value: parsed } : null);
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
