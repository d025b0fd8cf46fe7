import { isRecord } from '../../shared/text';
import { fault, type Fault } from './findings';
import { parseJson } from './json';

export type ParsedLine =
	| { ok: true; example: Record<string, unknown> }
	| { ok: false; fault: Fault };

/** One line that is not blank, as an example. What it says of a bad one is what most often caused it. */
export function parseLine(text: string): ParsedLine {
	const parsed = parseJson(text);
	if (!parsed.ok) return bad('invalid_json', badJsonWords(text, parsed.words));
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

function badJsonWords(text: string, words: string): string {
	const line = text.trim();
	if (line.endsWith(',') && parseJson(line.slice(0, -1)).ok) {
		return 'The line ends with a comma: remove it, lines of JSONL stand alone';
	}
	if (/^\{\s*'/.test(line)) {
		return 'The line uses single quotes as Python does: write it with json.dumps';
	}
	if (/\}\s*\{/.test(line) && parseJson(`[${line.replace(/\}\s*\{/g, '},{')}]`).ok) {
		return 'The line holds several examples: start a new line for each';
	}
	return `The line is not valid JSON: ${words}`;
}

/**
 * What a file turns out to be by its first line, when it is no JSONL at all: then looking at every line
 * would only repeat it.
 */
export function notJsonl(firstLine: string): Fault | undefined {
	const line = firstLine.trim();
	if (line === '{') {
		return fault(
			'multiline_json',
			'The file spreads its JSON over several lines: write each example on one line',
		);
	}
	if (!line.startsWith('[')) return undefined;
	const parsed = parseJson(line);
	const isMessages =
		parsed.ok &&
		Array.isArray(parsed.value) &&
		parsed.value.some((one) => isRecord(one) && 'role' in one);
	return isMessages
		? undefined
		: fault(
				'json_array',
				'The file is one JSON array, not JSONL: write each example on a line of its own, without the brackets and commas around them',
			);
}
