import type { Failure } from 'n8n-workflow';

import {
	header,
	type Creation,
	type FailedCall,
	type KnownCall,
	type Rule,
	type Words,
} from '../http';
import { isRecord, shortened } from '../text';
import { ANSWER_RULES, ANY_REFUSAL } from './answerRules';
import { readErrorBody } from './errorBody';
import { ANY_NETWORK_FAILURE, NETWORK_RULES } from './networkRules';
import { redact, redactAnswer } from './redact';
import { isAmbiguous, isSuccess, requestedWait } from './retry';

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
	const { secrets, subject } = failed;
	const body = redactAnswer(failed.body, secrets);
	const call: KnownCall = {
		...failed,
		body,
		error: readErrorBody(body),
		subject: subject && { ...subject, id: shortened(redact(subject.id, secrets)) },
		waitMs: wait === undefined ? undefined : Math.min(wait, LONGEST_ADVICE_MS),
	};
	const { title, advice, cause } = ambiguous(call, wordsFor(call));
	const requestId = header(call.headers, 'x-request-id') ?? header(call.headers, 'apim-request-id');
	const description = [
		advice,
		apiWords(title, call.error.message),
		call.error.code && `Code: ${call.error.code}.`,
		requestId && `Request ID: ${shortened(redact(requestId, secrets))}.`,
	];
	return {
		message: redact(naming(call, title), secrets),
		description: redact(description.filter(Boolean).join(' '), secrets),
		...(call.status !== undefined && { httpCode: String(call.status) }),
		...(cause && { failure: failureOf(cause, call.waitMs) }),
	};
}

/** A text by whole words, without what stands after them: "No." is not in "not known". */
const inWords = (text: string) =>
	` ${text.replace(/[.!?:;,]+(?=\s|$)/g, '')} `.replace(/\s+/g, ' ');

/** What the API said, as far as the title does not say it already. */
function apiWords(title: string, message: string | undefined): string | undefined {
	if (message === undefined) return undefined;
	const [, first = '', rest = ''] = /(.*?[.!?])\s+(.+)/s.exec(message) ?? [];
	const told = (words: string) => inWords(title).includes(inWords(words));
	if (told(message)) return undefined;
	const [verb, words] = rest !== '' && told(first) ? ['also says', rest] : ['says', message];
	return `The API ${verb}: "${words.replace(/\.$/, '')}".`;
}

/** Where a person looks for what may have been created. */
const WHERE: Readonly<Record<Creation, string>> = {
	job: 'with Job → Get Many',
	file: 'with File → Get Many',
	deployment: "in the provider's console",
};

/** When nobody knows whether the server acted, "try again" would be the wrong advice. */
function ambiguous(call: KnownCall, words: Words): Words {
	const { creates, status, networkCode } = call;
	if (!creates || !(call.ambiguous || isAmbiguous(status, networkCode))) return words;
	const success = status !== undefined && isSuccess(status);
	// Of an error or a web page sent as a success, nobody knows what it means.
	const made =
		success && isRecord(call.body) && call.error.message === undefined ? call.body : null;
	const advice = [
		`Check ${WHERE[creates]} before you try again, or it may be there twice.`,
		call.sign,
	];
	// In the title, which is all that Continue On Fail keeps.
	const names = made ? namesIn(made) : [];
	const named = names.length > 0 ? ` (${names.join(', ')})` : '';
	return {
		...words,
		title: made
			? `The ${creates} was created, as far as ${call.server.name} says${named}, but its answer cannot be read. ${words.title}`
			: `It is not known whether the ${creates} was created. ${words.title}`,
		advice: advice.filter(Boolean).join(' '),
	};
}

/** What an odd answer calls the thing that it created, at most one level down: its ID must not be lost. */
function namesIn(body: Readonly<Record<string, unknown>>, depth = 1): string[] {
	return Object.entries(body).flatMap(([name, value]) => {
		if (depth > 0 && isRecord(value)) return namesIn(value, depth - 1);
		const isId = /(^|_)id$/i.test(name) && (typeof value === 'string' || typeof value === 'number');
		return isId ? [`${shortened(name)} ${shortened(String(value))}`] : [];
	});
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

/** The words for a call that failed, by what is known of it. */
function wordsFor(call: KnownCall): Words {
	const { status } = call;
	if (status === undefined) return firstOf(NETWORK_RULES, call) ?? ANY_NETWORK_FAILURE(call);
	const answered = { ...call, status };
	return (
		firstOf(call.server.rules, answered) ?? firstOf(ANSWER_RULES, answered) ?? ANY_REFUSAL(answered)
	);
}

function firstOf<C>(rules: ReadonlyArray<Rule<C>>, call: C): Words | undefined {
	return rules.find(([applies]) => applies(call))?.[1](call);
}
