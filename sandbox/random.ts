import { createHash } from 'node:crypto';

const ALPHABET = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz';

/** The digits of ids on Azure. */
export const HEX = '0123456789abcdef';

/** `length` (at most 32) characters of `alphabet`, always the same for the same input. */
export function token(input: string, length: number, alphabet = ALPHABET): string {
	const bytes = createHash('sha256').update(input).digest().subarray(0, length);
	return Array.from(bytes, (byte) => alphabet.charAt(byte % alphabet.length)).join('');
}

/** A number in [0, 1), always the same for the same input. */
export function fraction(input: string): number {
	return createHash('sha256').update(input).digest().readUInt32BE(0) / 2 ** 32;
}

/** Hands out ids that never repeat, the same ones for the same seed. */
export interface Ids {
	/** A new id: the prefix, then letters and digits. */
	next(prefix: string): string;
	/** How many were handed out; set it to go on after a restart. */
	count: number;
}

/** How ids look: of the characters of `alphabet`, or UUIDs, which files have without a prefix. */
export interface IdStyle {
	alphabet?: string;
	uuids?: boolean;
	/** What ids begin with instead of OpenAI's prefix. */
	prefixes?: Record<string, string>;
	/** What stands before eight hexadecimal digits in the IDs of jobs. */
	jobs?: string;
}

/** A source of ids; give a `seed` to get the same ids on every run. */
export function createIds(
	seed: number,
	{ alphabet, uuids, jobs, prefixes = {} }: IdStyle = {},
): Ids {
	return {
		count: 0,
		next(usual) {
			this.count += 1;
			const prefix = prefixes[usual] ?? usual;
			const input = `${seed}/${this.count}`;
			if (jobs !== undefined && prefix === 'ftjob-') return jobs + token(input, 8, HEX);
			if (uuids) return (prefix === 'file-' ? '' : prefix) + uuid(input);
			return prefix + token(input, 24, alphabet);
		},
	};
}

function uuid(input: string): string {
	const hex = token(input, 32, HEX);
	return [
		hex.slice(0, 8),
		hex.slice(8, 12),
		hex.slice(12, 16),
		hex.slice(16, 20),
		hex.slice(20),
	].join('-');
}
