import type { Failure } from 'n8n-workflow';

import type { Provider } from '../providers';
import { readErrorBody, type ErrorBody } from './errorBody';
import { header } from './headers';
import { requestedWait } from './retry';

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
	subject?: Subject;
	provider: Provider;
	baseUrl: string;
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

interface Words {
	title: string;
	advice: string;
	cause?: Failure['cause'];
}

interface Known extends FailedCall {
	error: ErrorBody;
	waitMs?: number;
}

type Rule = [applies: (call: Known) => boolean, words: (call: Known) => Words];

const CREDENTIAL = 'the Fine-Tuning API credential';
const FINISHED_WORDS = /already (succeeded|failed|cancelled|completed|finished)|terminal state/i;
const TLS_CODES = /CERT|TLS|SSL|SELF_SIGNED|UNABLE_TO_VERIFY|DEPTH_ZERO/;

/** First match wins: the special before the general. */
const RULES: readonly Rule[] = [
	[
		(call) => call.error.code === 'training_not_available',
		() => ({
			title: 'OpenAI no longer lets this organization create fine-tuning jobs',
			advice:
				'OpenAI is closing self-serve fine-tuning: since 7 May 2026 for organizations that never fine-tuned, since 2 July 2026 for those without recent use of a fine-tuned model, and from 6 January 2027 for everyone. Existing jobs and models stay readable. To train, choose another provider in the credential: Azure OpenAI, Nebius, or any compatible address.',
			cause: 'configuration-invalid',
		}),
	],
	[
		(call) => call.status === undefined && call.networkCode === 'CANCELLED',
		(call) => ({
			title: `Stopped before it could ${call.action}`,
			advice: 'The execution was cancelled.',
		}),
	],
	[
		(call) =>
			call.status === undefined && ['ENOTFOUND', 'EAI_AGAIN'].includes(call.networkCode ?? ''),
		(call) => ({
			title: `Could not find the server ${hostOf(call.baseUrl)}`,
			advice: `Check the base URL in ${CREDENTIAL} (now ${call.baseUrl}), and that n8n can reach the internet.`,
			cause: 'temporarily-unavailable',
		}),
	],
	[
		(call) => call.status === undefined && call.networkCode === 'ECONNREFUSED',
		(call) => ({
			title: `The server ${hostOf(call.baseUrl)} refused the connection`,
			advice: `Check that it is running and that the base URL in ${CREDENTIAL} (now ${call.baseUrl}) is right. Inside Docker, 'localhost' is the container itself.`,
			cause: 'temporarily-unavailable',
		}),
	],
	[
		(call) => call.status === undefined && TLS_CODES.test(call.networkCode ?? ''),
		(call) => ({
			title: `No secure connection to ${hostOf(call.baseUrl)} could be made`,
			advice: `Its certificate is not trusted (${call.networkCode}). Use an address with a valid certificate in ${CREDENTIAL}, or give n8n the issuer's with NODE_EXTRA_CA_CERTS.`,
			cause: 'configuration-invalid',
		}),
	],
	[
		(call) =>
			call.status === undefined && ['ECONNABORTED', 'ETIMEDOUT'].includes(call.networkCode ?? ''),
		(call) => ({
			title: `${hostOf(call.baseUrl)} did not answer in time`,
			advice:
				'Try again later. If it happens often, check the network between n8n and the provider.',
			cause: 'temporarily-unavailable',
		}),
	],
	[
		(call) => call.status === undefined,
		(call) => ({
			title: `The connection to ${hostOf(call.baseUrl)} broke`,
			advice: `Try again later (${call.networkCode ?? 'no further reason is known'}).`,
			cause: 'temporarily-unavailable',
		}),
	],
	[
		(call) => (call.status ?? 0) >= 300 && (call.status ?? 0) < 400,
		(call) => ({
			title: `The address in the credential has moved${movedTo(call)}`,
			advice: `Correct the base URL in ${CREDENTIAL}. It is not followed, because your API key would travel with it.`,
			cause: 'configuration-invalid',
		}),
	],
	[
		(call) => (call.status ?? 0) < 300,
		(call) => ({
			title: `${hostOf(call.baseUrl)} sent an answer that is not the API's`,
			advice: `Check the base URL in ${CREDENTIAL} (now ${call.baseUrl}): most providers' ends in /v1. A proxy in between can also be the cause.`,
			cause: 'configuration-invalid',
		}),
	],
	[
		(call) => call.status === 401,
		(call) => ({
			title: `${call.provider.displayName} rejected the API key`,
			advice:
				call.provider.id === 'azureOpenAi'
					? `Check the API key and the base URL in ${CREDENTIAL}: the key must be one of that same Azure resource.`
					: `Check the API key in ${CREDENTIAL}, and that the key belongs to ${hostOf(call.baseUrl)}.`,
			cause: 'credential-invalid',
		}),
	],
	[
		(call) => call.status === 403,
		() => ({
			title: 'The API key may not do this',
			advice: `Give the key of ${CREDENTIAL} the right to read and write fine-tuning jobs and files, or use another key. Organization and project must match the key's.`,
			cause: 'credential-invalid',
		}),
	],
	[
		(call) => call.status === 404 && call.subject !== undefined,
		(call) => ({
			title: `${capital(call.subject?.kind ?? 'object')} was not found`,
			advice: `Check the ID. It may have been deleted, or belong to another organization, project or provider than the key of ${CREDENTIAL}.`,
			cause: 'configuration-invalid',
		}),
	],
	[
		(call) => call.status === 404 || call.status === 405,
		(call) => ({
			title: `${hostOf(call.baseUrl)} does not offer this`,
			advice: `Check the base URL in ${CREDENTIAL} (now ${call.baseUrl}): most providers' ends in /v1. The provider may also lack this operation.`,
			cause: 'configuration-invalid',
		}),
	],
	[
		(call) => FINISHED_WORDS.test(call.error.message ?? ''),
		(call) => ({
			title: `Could not ${call.action}: it has already finished`,
			advice: 'A finished job cannot change any more.',
		}),
	],
	[
		(call) => call.status === 413,
		() => ({
			title: 'The provider refused the request as too large',
			advice: 'Send a smaller file, or split it.',
		}),
	],
	[
		(call) => call.status === 429 && call.error.code === 'insufficient_quota',
		() => ({
			title: 'The account has no quota left',
			advice:
				"Waiting does not help: add credit or raise the limit in the provider's billing settings.",
			cause: 'quota-exhausted',
		}),
	],
	[
		(call) => call.status === 429 && /maximum of \d+ active/i.test(call.error.message ?? ''),
		() => ({
			title: 'The account already runs as many jobs as it may',
			advice: 'Wait until a running job ends, or cancel one, then create this job again.',
			cause: 'rate-limited',
		}),
	],
	[
		(call) => call.status === 429,
		(call) => ({
			title: 'The provider asks to slow down',
			advice:
				call.waitMs === undefined
					? 'Try again in a minute.'
					: `Try again after ${new Date(call.now + call.waitMs).toISOString()}.`,
			cause: 'rate-limited',
		}),
	],
	[
		(call) => (call.status ?? 0) >= 500,
		(call) => ({
			title: `${call.provider.displayName} has a problem of its own`,
			advice: 'Try again later.',
			cause: 'temporarily-unavailable',
		}),
	],
	[
		(call) => call.error.foreign,
		(call) => ({
			title: `${hostOf(call.baseUrl)} sent an answer that is not the API's`,
			advice: `Check the base URL in ${CREDENTIAL} (now ${call.baseUrl}). A proxy in between can also be the cause.`,
			cause: 'configuration-invalid',
		}),
	],
	[
		() => true,
		(call) => ({
			title: call.error.param
				? `Could not ${call.action}: '${call.error.param}' was not accepted`
				: `Could not ${call.action}`,
			advice: 'Correct what the provider names and try again.',
		}),
	],
];

/** One failed call in words. Pure; source of the rules: the API's documented and recorded errors. */
export function explain(failed: FailedCall): Explanation {
	const call: Known = {
		...failed,
		error: readErrorBody(failed.body),
		waitMs: requestedWait(failed.headers, failed.now),
	};
	const rule = RULES.find(([applies]) => applies(call));
	const { title, advice, cause } = rule ? rule[1](call) : { title: 'Unknown error', advice: '' };
	const requestId = header(call.headers, 'x-request-id') ?? header(call.headers, 'apim-request-id');
	return {
		message: `${title}${suffix(call)}`,
		description: [
			advice,
			call.error.message && `${call.provider.displayName} says: "${call.error.message}"`,
			call.error.code && `Code: ${call.error.code}.`,
			requestId && `Request ID: ${requestId}.`,
		]
			.filter(Boolean)
			.join(' '),
		...(call.status !== undefined && { httpCode: String(call.status) }),
		...(cause && { failure: failureOf(cause, call.waitMs) }),
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

/** ` (job ftjob-1)`: Continue On Fail keeps the message only, so the message names the object. */
function suffix({ subject }: Known): string {
	return subject ? ` (${subject.kind} ${subject.id})` : '';
}

function movedTo(call: Known): string {
	const location = header(call.headers, 'location');
	return location ? ` to ${location.split('?')[0]}` : '';
}

function hostOf(baseUrl: string): string {
	return URL.canParse(baseUrl) ? new URL(baseUrl).host : baseUrl;
}

function capital(text: string): string {
	return text.charAt(0).toUpperCase() + text.slice(1);
}
