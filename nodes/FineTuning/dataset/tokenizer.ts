import type { EncodingName } from './models';

/** How many tokens a text is. */
export type TokenCounter = (text: string) => number;

/**
 * The tokenizer takes time by the square of a word's length, so words longer than this are counted in
 * slices. Texts have no such words, but for those made by machines.
 */
const LONGEST_WORD = 2_000;
const LONG_WORD = new RegExp(
	['[\\p{L}\\p{M}]', '[^\\s\\p{L}\\p{N}]', '\\s']
		.map((one) => `(?:${one}){${LONGEST_WORD}}`)
		.join('|'),
	'u',
);
const SLICES = new RegExp(`(${LONG_WORD.source})`, 'u');

/** Special tokens such as `<|endoftext|>` are text like any other in training data. */
const AS_TEXT = { disallowedSpecial: new Set<string>() };

/**
 * Loads a tokenizer: its tables take a fifth of a second and 20 MB, so only those who count load them.
 * Counts are gpt-tokenizer's own.
 */
export async function loadTokenizer(encoding: EncodingName): Promise<TokenCounter> {
	const { countTokens } =
		encoding === 'cl100k_base'
			? await import('./encodings/cl100kBase.js')
			: await import('./encodings/o200kBase.js');
	const count: TokenCounter = (text) => countTokens(text, AS_TEXT);
	return (text) =>
		text.length > LONGEST_WORD && LONG_WORD.test(text)
			? text.split(SLICES).reduce((sum, part) => sum + count(part), 0)
			: count(text);
}
