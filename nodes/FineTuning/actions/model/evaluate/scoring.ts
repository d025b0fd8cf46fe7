import type { ChatAnswer } from '../../../../shared/domain/chat';
import { isRecord } from '../../../../shared/text';
import { DEEPEST } from '../../../dataset/complexity';
import { parseJson } from '../../../dataset/json';
import { shortened } from '../../../dataset/words';

export const SCORINGS = ['contains', 'exact', 'json'] as const;
export type Scoring = (typeof SCORINGS)[number];

/**
 * What is wrong with an answer; null for one that is right.
 * - `exact`: the same text, but for blanks around it
 * - `contains`: the expected text stands in it
 * - `json`: the same JSON value, whatever the order of keys; a code fence around it is taken off
 */
export function faultIn(answer: ChatAnswer, expected: string, scoring: Scoring): string | null {
	const { text, refusal, finishReason } = answer;
	if (refusal !== null) return `The model declined to answer: ${shortened(refusal, 200)}`;
	if (finishReason === 'contentFilter') return 'A content filter held the answer back';
	if (finishReason === 'length') return 'The answer was cut off at the length limit';
	if (finishReason === 'toolCall') return 'The model called a tool instead of answering';
	return MISTAKES[scoring]((text ?? '').trim(), expected.trim());
}

const MISTAKES: Readonly<Record<Scoring, (given: string, expected: string) => string | null>> = {
	exact: (given, expected) => (given === expected ? null : 'Not the expected answer'),
	contains: (given, expected) =>
		given.includes(expected) ? null : 'Does not contain the expected answer',
	json(given, expected) {
		const value = jsonValue(given);
		const wanted = jsonValue(expected);
		if (!value.ok || !wanted.ok) return 'Not JSON';
		return sameJson(value.value, wanted.value) ? null : 'Not the expected JSON';
	},
};

const FENCE = '```';

/** The JSON in a text, also in a fence of Markdown, in which models like to put it. */
export function jsonValue(text: string): ReturnType<typeof parseJson> {
	const trimmed = text.trim();
	const fenced = trimmed.startsWith(FENCE) && trimmed.endsWith(FENCE);
	// Nothing remains of a fence that is a single line.
	const inside = trimmed.slice(trimmed.indexOf('\n'), -FENCE.length);
	return parseJson(withLongNumbers(fenced ? inside : trimmed));
}

const STRING_OR_NUMBER = /"(?:[^"\\]|\\.)*"|-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?/g;
const LONG_NUMBER = /^-?[1-9]\d{15,}$/;

/** With whole numbers that no variable holds exactly, such as long IDs, as texts: else two would be the same. */
function withLongNumbers(json: string): string {
	if (!/\d{16}/.test(json)) return json;
	return json.replace(STRING_OR_NUMBER, (one) => (LONG_NUMBER.test(one) ? `"number ${one}"` : one));
}

/**
 * Whether two JSON values are the same, whatever the order of their keys. What is nested more than
 * {@link DEEPEST} levels deep is the same as nothing, not even as itself: a model may go on opening brackets
 * until no stack holds them.
 */
export function sameJson(one: unknown, other: unknown, depth = 0): boolean {
	if (depth > DEEPEST) return false;
	if (Array.isArray(one)) {
		if (!Array.isArray(other) || one.length !== other.length) return false;
		return one.every((value, at) => sameJson(value, other[at], depth + 1));
	}
	if (!isRecord(one)) return one === other;
	if (!isRecord(other)) return false;
	const keys = Object.keys(one);
	if (keys.length !== Object.keys(other).length) return false;
	return keys.every(
		(key) => Object.hasOwn(other, key) && sameJson(one[key], other[key], depth + 1),
	);
}
