import type { EncodingName } from './models';

/** How many tokens a text is. */
export type TokenCounter = (text: string) => number;

/** A run of letters, marks or blanks longer than this is counted in slices: see {@link countSafely}. */
const LONGEST_RUN = 2_000;
/** Disjoint, so that every character is looked at once: the time is that of one pass. */
const RUNS = /[\p{L}\p{M}]+|\p{N}+|\s+|[^\p{L}\p{M}\p{N}\s]+/gu;

/** Characters that are counted in one go: some milliseconds for the slowest texts. */
const SLICE = 8_192;
const SEARCHED = 4_096;
/** Places where no token goes across: before a blank, after a line, before a sign between letters. */
const BORDER = /\S(?= )|\n(?=\p{L})|\p{L}(?=[^\s\p{L}\p{M}\p{N}'’]\p{L})/u;

/** Special tokens such as `<|endoftext|>` are text like any other in training data. */
const AS_TEXT = { disallowedSpecial: new Set<string>() };

/**
 * Loads a tokenizer: its tables take a fifth of a second and 20 MB, so only those who count load them.
 * Counts are gpt-tokenizer's own, but for words of more than 2,000 letters, which only machines write:
 * the tokenizer takes time by the square of a word's length, so those are cut.
 * @param rest lets others have their turn between the steps of loading
 */
export async function loadTokenizer(
	encoding: EncodingName,
	rest: () => Promise<void> = async () => {},
): Promise<TokenCounter> {
	const isOld = encoding === 'cl100k_base';
	await (isOld ? import('./encodings/cl100kRanks.js') : import('./encodings/o200kRanks.js'));
	await rest();
	const { countTokens } = await (isOld
		? import('./encodings/cl100kBase.js')
		: import('./encodings/o200kBase.js'));
	await rest();
	const count: TokenCounter = (text) => countTokens(text, AS_TEXT);
	return (text) => (text.length > LONGEST_RUN ? countSafely(text, count) : count(text));
}

function countSafely(text: string, count: TokenCounter): number {
	let total = 0;
	let from = 0;
	for (const { 0: run, index } of text.matchAll(RUNS)) {
		if (run.length <= LONGEST_RUN) continue;
		total += count(text.slice(from, index));
		for (let at = 0; at < run.length; at += LONGEST_RUN) {
			total += count(run.slice(at, at + LONGEST_RUN));
		}
		from = index + run.length;
	}
	return total + (from === 0 ? count(text) : count(text.slice(from)));
}

/**
 * Counts a text of any length in short stretches, and yields between them. The cuts lie where no token
 * goes across, so the sum is that of the whole; a text without such a place is cut anywhere.
 */
export function* countInSlices(text: string, count: TokenCounter): Generator<void, number> {
	let total = 0;
	for (let from = 0; from < text.length; ) {
		const to = from + SLICE >= text.length ? text.length : borderAfter(text, from + SLICE);
		total += count(text.slice(from, to));
		from = to;
		yield;
	}
	return total;
}

function borderAfter(text: string, at: number): number {
	const border = BORDER.exec(text.slice(at, at + SEARCHED));
	if (border) return at + border.index + border[0].length;
	const code = text.charCodeAt(at);
	// Not between the halves of a character.
	return code >= 0xdc00 && code <= 0xdfff ? at + 1 : at;
}

/** Whether a text is better counted by {@link countInSlices}. */
export function isLong(text: string): boolean {
	return text.length > SLICE * 2;
}
