/**
 * What providers and the transport both speak of: calls, and errors in words. In a file of its own because
 * neither may know the other.
 */
import type { Failure, IDataObject, IHttpRequestMethods } from 'n8n-workflow';

import { shortened } from './text';

/** A call as a provider builds it: it knows neither an address nor a key. */
export interface Call {
	method: IHttpRequestMethods;
	/** Below the base URL, a segment each; encoded by the transport. */
	path: readonly string[];
	/** Takes the place of the base URL's own version, as in `v0` for `…/v1`. */
	version?: string;
	query?: IDataObject;
	body?: IDataObject | FormData;
	/** Sent with the credential's admin key instead of its API key. */
	admin?: boolean;
}

/** A call, and how its answer is read. */
export interface Exchange<T> extends Call {
	/**
	 * @param answer parsed JSON
	 * @param now the server's time of the answer, in Unix seconds
	 * @returns null for an answer that is not the API's
	 */
	read(answer: unknown, now: number): T | null;
	/** The status that an answer should have had which comes with another; null for none. */
	refusal?(answer: unknown, status: number): number | null;
}

export type SubjectKind = 'job' | 'file' | 'model' | 'checkpoint' | 'permission' | 'upload';

/** The object a call is about, so that the message can name it. */
export interface Subject {
	kind: SubjectKind;
	id: string;
}

/** What a call may leave at the provider that costs, or stays. */
export type Creation = 'job' | 'file' | 'deployment';

/** The server as error messages speak of it. */
export interface Server {
	/** Who runs it: `Azure OpenAI`. */
	name: string;
	baseUrl: string;
	/** The host and port of the base URL. */
	host: string;
	/** How a base URL of this provider ends, as it completes "Check the base URL: …". */
	addressHint: string;
	/** Which key is wanted, as it completes "Check the API key …, and that …". */
	keyHint: string;
	/** Errors of this provider that need words of their own; looked at before the general ones. */
	rules: ReadonlyArray<Rule<Answered>>;
}

/** What an error response says, whichever shape the provider gives it. */
export interface ErrorBody {
	message?: string;
	code?: string;
	type?: string;
	param?: string;
	/** True for HTML or other text that no API sends: a proxy or a wrong address answered. */
	foreign: boolean;
}

/** Everything known of a call that failed. */
export interface FailedCall {
	/** What was being done, as it completes "Could not …": `cancel the job`. */
	action: string;
	/** What the call would have made at the provider. */
	creates?: Creation;
	/** Whether it carried the admin key instead of the API key. */
	admin?: boolean;
	/** Whether the outcome of an earlier attempt is ambiguous: it may have been carried out. */
	ambiguous?: boolean;
	/** How to recognise by hand what may have been created, as a sentence. */
	sign?: string;
	subject?: Subject;
	server: Server;
	/** Keys in use, which must not be repeated. */
	secrets: readonly string[];
	status?: number;
	headers: Readonly<Record<string, unknown>>;
	/** Parsed JSON, or the text where it was none. */
	body: unknown;
	/** Node's error code, or one of the transport's, where no response came. */
	networkCode?: string;
	/** The proxy that could not be connected to, in the server's place. */
	proxy?: string;
	/** Epoch milliseconds, to say when to try again. */
	now: number;
}

/** A failed call with what its answer says. */
export interface KnownCall extends FailedCall {
	error: ErrorBody;
	/** How long the server asks to be left alone, in milliseconds. */
	waitMs?: number;
}

/** One to which an answer came. */
export type Answered = KnownCall & { status: number };

/** What happened, what to do about it, and the class that n8n's back-off reads. */
export interface Words {
	title: string;
	advice: string;
	cause?: Failure['cause'];
}

export type Rule<C> = [applies: (call: C) => boolean, words: (call: C) => Words];

/** A refusal by what it names. The API's first sentence: what stands below the message is often not read. */
export function refusalTitle({ action, error: { param, message = '' } }: KnownCall): string {
	if (param) return `Could not ${action}: '${param}' was not accepted`;
	const sentence = message.replace(/[.!?]+(\s.*)?$/s, '');
	return `Could not ${action}${sentence && `: ${shortened(sentence)}`}`;
}

/** The address of another version of the API whose base URL ends in one; a host that is named so is none. */
export function inVersion(baseUrl: string, version: string): string {
	return `${baseUrl.replace(/(?<=[^/])\/v\d+$/, '')}/${version}`;
}

/** A header's value by its lower-case name; the first where there are several. */
export function header(
	headers: Readonly<Record<string, unknown>>,
	name: string,
): string | undefined {
	const value: unknown = headers[name];
	const first: unknown = Array.isArray(value) ? value[0] : value;
	return typeof first === 'string' ? first : undefined;
}

export const CREDENTIAL_TYPE = 'fineTuningApi';
/** The credential as messages name it. */
export const CREDENTIAL = 'the Fine-Tuning API credential';

/**
 * Marks a call that wants the credential's admin key instead of its API key. The credential sees nothing
 * of a call but its options, so the wish travels as a header that the credential takes off again: only
 * the credential ever handles a key.
 */
export const ADMIN_KEY_MARKER = 'x-use-admin-key';
