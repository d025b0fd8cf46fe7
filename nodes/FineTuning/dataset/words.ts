import { shownText } from './sensitive';

/** A number and its word: `1 example`, `1,200 tokens`. */
export function counted(count: number, word: string): string {
	return `${count.toLocaleString('en-US')} ${word}${count === 1 ? '' : 's'}`;
}

/** At most `longest` characters of a text on one line, and … for the rest. */
export function shortened(text: string, longest: number): string {
	const line = text
		.slice(0, longest * 4)
		.replace(/\s+/g, ' ')
		.trim();
	if (line.length <= longest && text.length <= longest * 4) return line;
	return `${line.slice(0, longest - 1).trimEnd()}…`;
}

/** At most `longest` characters of a text in quotation marks, unless it must not be shown. */
export function inQuotes(text: string, longest: number, mark = "'"): string {
	const shown = shownText(text);
	return shown === text ? `${mark}${shortened(text, longest)}${mark}` : shown;
}

/** `'a', 'b' and 'c'`, as many as fit. */
export function quoted(names: readonly string[], most = 8): string {
	const shown = names.slice(0, most).map((name) => inQuotes(name, 30));
	if (names.length > most) return `${shown.join(', ')} and ${names.length - most} more`;
	const last = shown.pop() ?? '';
	return shown.length > 0 ? `${shown.join(', ')} and ${last}` : last;
}

/** `line 3`, `lines 3, 5 and 8`, `lines 1, 2, 3, 4, 5 and 208 more`; empty for the file as a whole. */
export function linesInWords(lines: readonly number[], count: number): string {
	const [first, ...rest] = lines.map((line) => line.toLocaleString('en-US'));
	if (first === undefined) return '';
	if (count === 1) return `line ${first}`;
	const more = count - lines.length;
	const last = more > 0 ? `${more.toLocaleString('en-US')} more` : rest.pop();
	return last === undefined ? `line ${first}` : `lines ${[first, ...rest].join(', ')} and ${last}`;
}
