import type { Failure } from 'n8n-workflow';

import type { ErrorBody } from './errorBody';
import type { FailedCall } from './errors';

/** A failed call with what its answer says. */
export interface KnownCall extends FailedCall {
	error: ErrorBody;
	/** How long the server asks to be left alone, in milliseconds. */
	waitMs?: number;
}

export interface Words {
	title: string;
	advice: string;
	cause?: Failure['cause'];
}

export type Rule<C> = [applies: (call: C) => boolean, words: (call: C) => Words];

export const CREDENTIAL = 'the Fine-Tuning API credential';

/** The words of the first rule that applies. */
export function firstOf<C>(rules: ReadonlyArray<Rule<C>>, call: C): Words | undefined {
	return rules.find(([applies]) => applies(call))?.[1](call);
}

export function hostOf({ baseUrl }: KnownCall): string {
	return URL.canParse(baseUrl) ? new URL(baseUrl).host : baseUrl;
}
