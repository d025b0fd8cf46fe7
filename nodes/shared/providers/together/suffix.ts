/**
 * The suffix of a job, which becomes part of its model's name and is the only thing of the user's that a job of
 * Together keeps. So a create's key goes there, too: as a short hash at its end.
 */
import { createHash } from 'node:crypto';

import type { JobRequest } from '../../domain/jobRequest';
import { textOf } from '../openAiProtocol/readers';
import type { Idempotency } from '../protocol';

/** Characters of a suffix. */
export const LONGEST_SUFFIX = 64;

const MARK = 'n8n';
/** Enough that no two jobs of an account have one in common by chance. */
const DIGITS = 10;
const AT_THE_END = new RegExp(`(?:^|-)${MARK}([0-9a-f]{${DIGITS}})$`);
/** A model's name ends in a number of Together's own. */
const IN_A_NAME = new RegExp(`-${MARK}([0-9a-f]{${DIGITS}})(?=-|$)`);

function tokenOf(key: string): string {
	return createHash('sha256').update(key).digest('hex').slice(0, DIGITS);
}

/** Without the hash of a key: a suffix copied from another job may bring that one's. */
export function withoutToken(suffix: string): string {
	return suffix.replace(AT_THE_END, '');
}

/** The suffix as it is sent: the user's, and the hash of the key; empty for none. */
export function suffixOf({ suffix = '', idempotencyKey }: JobRequest): string {
	const own = withoutToken(suffix);
	if (idempotencyKey === undefined) return own;
	return [own, `${MARK}${tokenOf(idempotencyKey)}`].filter(Boolean).join('-');
}

/** The suffix that the user gave; from the model's name where the job does not repeat it. */
export function userSuffix(raw: Readonly<Record<string, unknown>>): string | null {
	const suffix = textOf(raw.suffix) ?? suffixInName(raw);
	return suffix === null ? null : textOf(withoutToken(suffix));
}

/** `namespace/BASE-SUFFIX-NUMBER` */
function suffixInName({ model, model_output_name: name }: Readonly<Record<string, unknown>>) {
	const base = `${textOf(model)?.split('/').at(-1) ?? ''}-`;
	const own = textOf(name)?.split('/').at(-1) ?? '';
	if (!own.startsWith(base)) return null;
	const rest = own.slice(base.length);
	return textOf(rest.slice(0, Math.max(0, rest.lastIndexOf('-'))));
}

export const idempotency: Idempotency = {
	// It shows in the model's name, which stays the user's unless he wants it so.
	byDefault: false,
	longestKey: 512,
	carry(request, key) {
		const carrying = { ...request, idempotencyKey: key };
		const fits = [...suffixOf(carrying)].length <= LONGEST_SUFFIX;
		return fits && request.extraBody.suffix === undefined ? carrying : null;
	},
	query: () => ({}),
	tokenOf,
	carriedBy({ raw }) {
		const inSuffix = AT_THE_END.exec(textOf(raw.suffix) ?? '')?.[1];
		return inSuffix ?? IN_A_NAME.exec(textOf(raw.model_output_name) ?? '')?.[1] ?? null;
	},
	sign: (key) => `Its suffix would end in ${MARK}${tokenOf(key)}.`,
	place: {
		words: 'at the end of the suffix, as a code of 13 characters',
		noRoom: `It becomes the end of the suffix, which takes ${LONGEST_SUFFIX} characters. Shorten 'Model Name Suffix' to ${LONGEST_SUFFIX - DIGITS - MARK.length - 1}, give it there and not in Extra Body, or remove the option.`,
	},
};
