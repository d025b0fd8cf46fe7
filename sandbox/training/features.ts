import { isJson } from '../json';

/** A text as the model sees it: hashes of its n-grams in order of appearance, and how much each weighs. */
export interface Features {
	hashes: Int32Array;
	weights: Float32Array;
}

/** Hashes have so many bits; two n-grams that meet are one feature. */
const BITS = 17;
/** What stands around the last message says less than the message itself. */
const CONTEXT_SHARE = 0.3;
/** The longest text that is looked at, in characters: what is beyond adds little to a sum of n-grams. */
const LONGEST = 4_000;
const WORD = /[\p{L}\p{N}]+/gu;
const GRAM_LENGTHS = [3, 4, 5];

/**
 * The hashed n-grams of a conversation: words, pairs of words, and pieces of words of 3 to 5 characters.
 * The last message counts most; what stands before it (system message, earlier turns) counts less.
 * The weights of each part have the length 1 and {@link CONTEXT_SHARE}.
 */
export function featuresOf(messages: unknown): Features {
	const texts = Array.isArray(messages) ? messages.map(textOf) : [];
	const grams = [
		...weighed('m', texts.at(-1) ?? '', 1),
		...weighed('c', texts.slice(0, -1).join('\n'), CONTEXT_SHARE),
	];
	return {
		hashes: Int32Array.from(grams, ([hash]) => hash),
		weights: Float32Array.from(grams, ([, weight]) => weight),
	};
}

function weighed(part: string, text: string, length: number): Array<[number, number]> {
	const counts = new Map<number, number>();
	const count = (gram: string) => {
		const hash = hashOf(`${part}${gram}`);
		counts.set(hash, (counts.get(hash) ?? 0) + 1);
	};
	const words = text.slice(0, LONGEST).toLowerCase().match(WORD) ?? [];
	for (const [index, word] of words.entries()) {
		count(` ${word} `);
		const next = words[index + 1];
		if (next !== undefined) count(` ${word} ${next} `);
		for (const size of GRAM_LENGTHS) {
			for (let at = 0; at + size <= word.length + 2; at += 1) {
				count(` ${word} `.slice(at, at + size));
			}
		}
	}
	// A gram that comes again says little more.
	const weights = [...counts].map(([hash, times]): [number, number] => [hash, 1 + Math.log(times)]);
	const norm = Math.sqrt(weights.reduce((sum, [, weight]) => sum + weight * weight, 0));
	return weights.map(([hash, weight]) => [hash, (length * weight) / norm]);
}

/** The text of a message: its content, or that of its parts. */
export function textOf(message: unknown): string {
	const content = isJson(message) ? message.content : undefined;
	if (typeof content === 'string') return content;
	if (!Array.isArray(content)) return '';
	return content
		.map((part) => (isJson(part) && typeof part.text === 'string' ? part.text : ''))
		.filter((text) => text !== '')
		.join('\n');
}

/** FNV-1a, folded: http://www.isthe.com/chongo/tech/comp/fnv/ */
function hashOf(text: string): number {
	let hash = 0x811c9dc5;
	for (let at = 0; at < text.length; at += 1) {
		hash = Math.imul(hash ^ text.charCodeAt(at), 0x01000193);
	}
	return ((hash >>> BITS) ^ hash) & ((1 << BITS) - 1);
}
