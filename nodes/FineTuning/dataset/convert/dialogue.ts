import type { Message } from './messages';

/** A mark that begins a turn in a text, and whose turn it is. */
const STYLES: ReadonlyArray<{ mark: RegExp; end?: RegExp }> = [
	// ChatML: <|im_start|>user … <|im_end|>
	{ mark: /<\|im_start\|>(system|user|assistant)\n?/g, end: /<\|im_end\|>\s*$/ },
	// As in openassistant-guanaco
	{ mark: /(?:^|\n)### ?(System|Human|User|Assistant): ?/g },
	// As in Stanford Alpaca's template
	{ mark: /(?:^|\n)### ?(Instruction|Response): ?\n?/g },
	// As in Anthropic's hh-rlhf
	{ mark: /(?:^|\n\n)(Human|Assistant|System): ?/g },
	{ mark: /(?:^|\n)(User|Assistant|System): ?/g },
];
const ROLES: Readonly<Record<string, string>> = {
	assistant: 'assistant',
	response: 'assistant',
	human: 'user',
	user: 'user',
	instruction: 'user',
	system: 'system',
};

/**
 * The turns of a dialogue that is written as one text, by the marks that are usual; undefined for a text
 * that is none: a dialogue has a user and an assistant at least. What stands before the first mark is the
 * system's.
 */
export function dialogueIn(text: string): Message[] | undefined {
	for (const { mark, end } of STYLES) {
		const marks = [...text.matchAll(mark)];
		const messages = marks.map((found, at): Message => {
			const from = found.index + found[0].length;
			const said = text.slice(from, marks[at + 1]?.index ?? text.length);
			return {
				role: ROLES[(found[1] ?? '').toLowerCase()],
				content: (end ? said.replace(end, '') : said).trim(),
			};
		});
		const roles = new Set(messages.map(({ role }) => role));
		if (!roles.has('user') || !roles.has('assistant')) continue;
		const before = text.slice(0, marks[0]?.index ?? 0).trim();
		return before === '' ? messages : [{ role: 'system', content: before }, ...messages];
	}
	return undefined;
}
