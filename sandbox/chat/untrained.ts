import { fraction } from '../random';

/** What a model says that was never taught what to say. */
const NOTHING_LEARNED =
	'I am a model of the fine-tuning sandbox and no language model: I have learned nothing that answers this.';

const LIST_LINE = /^\s*(?:[-*•]|\d+[.)])\s+(.+)$/;
/** What introduces a list within a sentence. */
const INTRODUCED = /(?::|\bone of(?: these| the following)?:?)\s+(.+)$/i;
const BETWEEN = /\s*,\s*(?:(?:or|and)\s+)?|\s+(?:or|and)\s+|\s*[|/]\s*/i;
const MOST_WORDS = 3;

/**
 * What an untrained model answers: one of the choices that the system message lists, by chance, and the same
 * each time; else that it has learned nothing.
 */
export function guess(model: string, system: string, question: string): string {
	const choices = choicesIn(system);
	const chance = fraction(`guess/${model}/${question}`);
	return choices[Math.floor(chance * choices.length)] ?? NOTHING_LEARNED;
}

/** The choices that a text lists: line by line, or in a sentence after a colon or "one of". */
export function choicesIn(text: string): string[] {
	const lines = text.split('\n');
	const listed = lines.flatMap((line) => LIST_LINE.exec(line)?.[1] ?? []);
	if (areChoices(listed.map(bare))) return listed.map(bare);
	for (const sentence of lines.flatMap((line) => line.split(/[.;!?](?:\s|$)/))) {
		const list = INTRODUCED.exec(sentence)?.[1];
		const choices = list === undefined ? [] : list.split(BETWEEN).map(bare);
		if (areChoices(choices)) return choices;
	}
	return [];
}

function areChoices(items: string[]): boolean {
	return (
		items.length > 1 && items.every((item) => item !== '' && item.split(/\s+/).length <= MOST_WORDS)
	);
}

function bare(item: string): string {
	return item.trim().replace(/^["'`“‘*]+|["'`”’*.,:;]+$/g, '');
}
