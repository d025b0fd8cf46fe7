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
	/** A new id: the prefix, then `length` letters and digits. */
	next(prefix: string, length?: number): string;
	/** How many were handed out; set it to go on after a restart. */
	count: number;
}

/** A source of ids; give a `seed` to get the same ids on every run. */
export function createIds(seed: number, alphabet?: string): Ids {
	return {
		count: 0,
		next(prefix, length = 24) {
			this.count += 1;
			return prefix + token(`${seed}/${this.count}`, length, alphabet);
		},
	};
}
