import type { Result } from '../../shared/result';
import { isRecord } from '../../shared/text';
import { fault, type Fault } from './findings';
import { sensitiveIn } from './sensitive';
import { shortened } from './words';

/** A text as JSON, or what the parser says against it. */
export function parseJson(text: string): Result<unknown> {
	try {
		return { ok: true, value: JSON.parse(text) };
	} catch (error) {
		const words = error instanceof Error ? error.message : String(error);
		// Where in the line it is, the parser says by a line number of its own: one is enough.
		const problem = words.replace(/ \(line \d+ column \d+\)/, '').replace(/\s+/g, ' ');
		return { ok: false, problem, advice: 'Write it as JSON' };
	}
}

export type ParsedLine =
	| { ok: true; example: Record<string, unknown> }
	| { ok: false; fault: Fault };

/** One line that is not blank, as an example. What it says of a bad one is what most often caused it. */
export function parseLine(text: string): ParsedLine {
	const parsed = parseJson(text);
	if (!parsed.ok) return bad('invalid_json', badJsonWords(text, parsed.problem));
	if (isRecord(parsed.value)) return { ok: true, example: parsed.value };
	if (Array.isArray(parsed.value) && parsed.value.some((one) => isRecord(one) && 'role' in one)) {
		return bad(
			'not_an_object',
			'The line is a list of messages: put it into an object, {"messages": […]}',
		);
	}
	return bad(
		'not_an_object',
		'The line is not an object: every line must be one example such as {"messages": […]}',
	);
}

function bad(code: Fault['code'], message: string): ParsedLine {
	return { ok: false, fault: fault(code, message) };
}

/** Longer lines are not tried out in other ways. */
const LONGEST_TRIED = 100_000;

function badJsonWords(text: string, words: string): string {
	const line = text.length > LONGEST_TRIED ? '' : text.trim();
	if (line.endsWith(',') && parseJson(line.slice(0, -1)).ok) {
		return 'The line ends with a comma: remove it, lines of JSONL stand alone';
	}
	if (/^\{\s*'/.test(line)) {
		return 'The line uses single quotes as Python does: write it with json.dumps';
	}
	if (/\}\s{0,100}\{/.test(line) && parseJson(`[${line.replace(/\}\s{0,100}\{/g, '},{')}]`).ok) {
		return 'The line holds several examples: start a new line for each';
	}
	if (
		/\b(NaN|-?Infinity)\b/.test(line) &&
		parseJson(line.replace(/\b(NaN|-?Infinity)\b/g, 'null')).ok
	) {
		return 'The line contains NaN or Infinity, which is no JSON: write null, or the value that is meant';
	}
	// The parser quotes some of the line, and may cut a key in two.
	const told =
		text.length > LONGEST_TRIED || sensitiveIn(text).length > 0
			? words.replace(/,? (\.{3})?".*$/s, '')
			: words;
	return `The line is not valid JSON: ${shortened(told, 200)}`;
}
