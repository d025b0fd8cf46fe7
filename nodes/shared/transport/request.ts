import type {
	IDataObject,
	IExecuteFunctions,
	IHttpRequestMethods,
	ILoadOptionsFunctions,
	IPollFunctions,
} from 'n8n-workflow';
import { NodeApiError, NodeOperationError } from 'n8n-workflow';

import type { Provider } from '../providers';
import { explain, type FailedCall, type Subject } from './errors';
import {
	inDoubt,
	LONGEST_WAIT_MS,
	nextDelay,
	requestedWait,
	type Outcome,
	type Repeat,
} from './retry';
import { attempt, factsOf } from './send';
import type { ByteStream } from './stream';
import { joinUrl } from './url';
import { cancelled, waitUntil } from './wait';

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
	/** The answer that asked for it. */
	pausedBy: Pick<FailedCall, 'status' | 'headers' | 'body'> | null;
	/** The server's own time at its first answer, in Unix seconds; null while unknown. */
	firstDate: number | null;
	/** After this moment (epoch ms) nothing is started or waited for. */
	deadline: number;
	/** Sends one call and gives the parsed JSON. @throws NodeApiError, NodeOperationError */
	request<T>(call: ApiRequest): Promise<T>;
}

/** What a look for the effect of a write found; `unknown` where looking proved nothing. */
export type Look<T> = { state: 'found'; value: T } | { state: 'absent' } | { state: 'unknown' };

/** How a write deals with an attempt of which nobody knows whether the server acted. */
export interface Recovery {
	/** Looks for the effect. Must not throw; takes the time it needs. */
	look(): Promise<Look<unknown>>;
	/** When a call that had no effect is sent again. */
	repeat: Extract<Repeat, 'safe' | 'ifAbsent'>;
	/** The metadata pair to look for by hand. */
	trace?: string;
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
	/** How to find out whether an attempt in doubt was carried out. Without it, a write is not repeated. */
	recovery?: Recovery;
	/** Told of each attempt in doubt. */
	onDoubt?(outcome: Outcome): void;
	/** The answer is an object with an ID; anything else is no answer. */
	returnsObject?: boolean;
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

/**
 * One call: authenticated, retried where that is harmless, bounded by the connection's deadline and
 * by the execution's end.
 * @returns the response's JSON, or what the call's `receive` made of it
 * @throws NodeOperationError for an ID that cannot be sent and for a missing admin key, NodeApiError for
 * everything else
 */
export async function request<T>(connection: Connection, call: ApiRequest): Promise<T> {
	const url = joinUrl(connection.baseUrl, call.path);
	if (!url.ok) {
		throw new NodeOperationError(
			connection.context.getNode(),
			`Could not ${call.action}: ${url.problem}`,
			{ description: url.advice, itemIndex: call.itemIndex },
		);
	}
	if (call.admin && !connection.hasAdminKey) {
		throw new NodeOperationError(
			connection.context.getNode(),
			`Could not ${call.action}: the credential has no admin key`,
			{
				description:
					"Create an admin key in the settings of your OpenAI organization and enter it under 'Admin Key' in the Fine-Tuning API credential.",
				itemIndex: call.itemIndex,
			},
		);
	}
	let doubted = false;
	for (let retry = 0; ; retry += 1) {
		await sitOutPause(connection, call, doubted);
		const { outcome, facts, answer } = await attempt(connection, call, url.value);
		if (answer) return answer.value as T;
		const failedAt = Date.now();
		if (call.method !== 'GET' && inDoubt(outcome)) {
			doubted = true;
			call.onDoubt?.(outcome);
		}
		if (doubted && call.method === 'DELETE' && facts.status === 404) {
			// An attempt whose answer was lost has deleted it.
			return { id: call.subject?.id, deleted: true } as T;
		}
		const look = doubted && !cancelled(connection) ? await call.recovery?.look() : undefined;
		if (look?.state === 'found') return look.value as T;
		const delay =
			cancelled(connection) || look?.state === 'unknown'
				? null
				: nextDelay(outcome, repeatOf(call, look), retry, failedAt, Math.random());
		shareWait(connection, outcome, facts, failedAt + (delay ?? 0));
		if (delay === null || failedAt + delay >= connection.deadline) {
			throw failure(connection, call, facts, doubted);
		}
		await waitUntil(connection, () => failedAt + delay);
	}
}

function repeatOf(call: ApiRequest, look: Look<unknown> | undefined): Repeat {
	// Deleting twice leaves the same as deleting once.
	if (call.repeatable || call.method === 'GET' || call.method === 'DELETE') return 'safe';
	return look && call.recovery ? call.recovery.repeat : 'ifRefused';
}

/** All calls of a connection wait together when the server asks one of them to. */
function shareWait(
	connection: Connection,
	outcome: Outcome,
	{ status, headers, body }: FailedCall,
	resume: number,
): void {
	if (outcome.kind !== 'response' || outcome.code === 'insufficient_quota') return;
	const asked = requestedWait(headers, Date.now());
	if (status !== 429 && !(status === 503 && asked !== undefined)) return;
	const until = Math.max(resume, Date.now() + (asked ?? 0));
	if (until > connection.pausedUntil) {
		connection.pausedUntil = until;
		connection.pausedBy = { status, headers, body };
	}
}

/**
 * Waits until the server takes requests again.
 * @throws NodeApiError saying when, if that is too long to wait
 */
async function sitOutPause(
	connection: Connection,
	call: ApiRequest,
	doubted: boolean,
): Promise<void> {
	const tooLong = () => {
		const { pausedUntil, deadline } = connection;
		const left = pausedUntil - Date.now();
		return left > 0 && (left > LONGEST_WAIT_MS || pausedUntil >= deadline);
	};
	// Asked for anew all the time: another call may learn of a longer pause meanwhile.
	await waitUntil(connection, () => (tooLong() ? 0 : connection.pausedUntil));
	const facts = factsOf(connection, call);
	if (cancelled(connection)) {
		throw failure(connection, call, { ...facts, networkCode: 'CANCELLED' }, doubted, false);
	}
	if (tooLong()) {
		const left = connection.pausedUntil - facts.now;
		const headers = { ...connection.pausedBy?.headers, 'retry-after-ms': String(left) };
		throw failure(connection, call, { ...facts, ...connection.pausedBy, headers }, doubted, false);
	}
}

/**
 * @param doubted whether an earlier attempt may have been carried out
 * @param sent whether this one was sent at all
 */
function failure(
	{ context }: Connection,
	call: ApiRequest,
	facts: FailedCall,
	doubted: boolean,
	sent = true,
): NodeApiError {
	// Made from words alone: the failed request, which carries the key, is left behind.
	const explanation = explain({
		...facts,
		creates: sent || doubted ? call.creates : undefined,
		doubted,
		trace: call.recovery?.trace,
	});
	return new NodeApiError(
		context.getNode(),
		{ message: explanation.message },
		{ ...explanation, itemIndex: call.itemIndex },
	);
}
