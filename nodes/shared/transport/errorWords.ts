import type { Failure } from 'n8n-workflow';

import type { ErrorBody } from './errorBody';
import type { FailedCall } from './errors';

/** A failed call with what its answer says. */
export interface KnownCall extends FailedCall {
	error: ErrorBody;
	/** How long the server asks to be left alone, in milliseconds. */
	waitMs?: number;
}

/** What happened, and what to do about it. */
export interface Words {
	title: string;
	advice: string;
	cause?: Failure['cause'];
}

/** One to which an answer came. */
export type Answered = KnownCall & { status: number };
export type Rule<C> = [applies: (call: C) => boolean, words: (call: C) => Words];

export const CREDENTIAL = 'the Fine-Tuning API credential';
/** The server's name as the user knows it. */
export function hostOf({ baseUrl }: KnownCall): string {
	return URL.canParse(baseUrl) ? new URL(baseUrl).host : baseUrl;
}
