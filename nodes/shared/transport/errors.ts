import type { Failure } from 'n8n-workflow';

import type { Provider } from '../providers';
import { readErrorBody } from './errorBody';
import { wordsFor } from './errorRules';
import type { KnownCall, Words } from './errorWords';
import { header } from './headers';
import { redact } from './redact';
import { isAmbiguous, requestedWait } from './retry';

export type SubjectKind = 'job' | 'file' | 'model' | 'checkpoint' | 'permission' | 'upload';

/** The object a call is about, so that the message can name it. */
export interface Subject {
	kind: SubjectKind;
	id: string;
}

/** Everything known of a call that failed for good. */
export interface FailedCall {
	/** What was being done, as it completes "Could not …": `cancel the job`. */
	action: string;
	/** What the call would have made at the provider. */
	creates?: 'job' | 'file';
	/** Whether it carried the admin key instead of the API key. */
	admin?: boolean;
	/** Whether an earlier attempt may have been carried out. */
	doubted?: boolean;
	/** The metadata pair that what was created would carry. */
	trace?: string;
	subject?: Subject;
	provider: Provider;
	baseUrl: string;
	/** Keys in use, which must not be repeated. */
	secrets: readonly string[];
	status?: number;
	headers: Readonly<Record<string, unknown>>;
	/** Parsed JSON, or the text where it was none. */
	body: unknown;
	/** Node's error code where no response came. */
	networkCode?: string;
	/** Epoch milliseconds, to say when to try again. */
	now: number;
}

/** An error in the user's words: what happened, what to do, and the class that n8n's back-off reads. */
export interface Explanation {
	message: string;
	description: string;
	httpCode?: string;
	failure?: Failure;
}

/** Longer is no sensible advice, and more than dates can hold. */
const LONGEST_ADVICE_MS = 366 * 86_400_000;

/** One failed call in words. Pure; source of the rules: the API's documented and recorded errors. */
export function explain(failed: FailedCall): Explanation {
	const wait = requestedWait(failed.headers, failed.now);
	const call: KnownCall = {
		...failed,
		error: readErrorBody(failed.body),
		waitMs: wait === undefined ? undefined : Math.min(wait, LONGEST_ADVICE_MS),
	};
	const { title, advice, cause } = doubtful(call, wordsFor(call));
	const requestId = header(call.headers, 'x-request-id') ?? header(call.headers, 'apim-request-id');
	const description = [
		advice,
		call.error.message && `The API says: "${call.error.message}".`,
		call.error.code && `Code: ${call.error.code}.`,
		requestId && `Request ID: ${requestId}.`,
	];
	return {
		message: redact(naming(call, title), call.secrets),
		description: redact(description.filter(Boolean).join(' '), call.secrets),
		...(call.status !== undefined && { httpCode: String(call.status) }),
		...(cause && { failure: failureOf(cause, call.waitMs) }),
	};
}

/** When nobody knows whether the server acted, "try again" would be the wrong advice. */
function doubtful(call: KnownCall, words: Words): Words {
	const { creates, status, networkCode } = call;
	if (!creates || !(call.doubted || isAmbiguous(status, networkCode))) return words;
	const where = creates === 'job' ? 'Job → Get Many' : 'File → Get Many';
	const sign = call.trace ? ` It would carry the metadata ${call.trace}.` : '';
	return {
		...words,
		title: `It is not known whether the ${creates} was created. ${words.title}`,
		advice: `Look with ${where} before you try again, or it may be there twice.${sign}`,
	};
}

function failureOf(cause: Failure['cause'], waitMs: number | undefined): Failure {
	switch (cause) {
		case 'rate-limited':
		case 'temporarily-unavailable':
			return waitMs === undefined ? { cause } : { cause, retryAfterMs: waitMs };
		default:
			return { cause };
	}
}

/** Continue On Fail keeps the message only, so the message names the object: `… (job ftjob-1)`. */
function naming({ subject }: KnownCall, title: string): string {
	if (!subject || title.includes(subject.id)) return title;
	return `${title} (${subject.kind} ${subject.id})`;
}
