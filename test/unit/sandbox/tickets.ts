import tickets from '../../../examples/data/tickets.json';

/** What the model of the examples is told to do. */
export const SYSTEM =
	"Sort the customer's message into exactly one category: billing, delivery, returns, account, technical or feedback. Answer with the category only.";

/** The first 160 are to be learned from, the last 40 are unseen. */
export const LEARNED = tickets.slice(0, 160);
export const UNSEEN = tickets.slice(160);

/** What a model is asked about a ticket. */
export function askedOf(
	message: string,
): [{ role: 'system'; content: string }, { role: 'user'; content: string }] {
	return [
		{ role: 'system', content: SYSTEM },
		{ role: 'user', content: message },
	];
}

/** Tickets as chat examples. */
export function examplesOf(rows: typeof tickets) {
	return rows.map(({ message, category }) => ({
		messages: [...askedOf(message), { role: 'assistant' as const, content: category }],
	}));
}

/** The same as JSONL. */
export function jsonlOf(rows: typeof tickets): string {
	return examplesOf(rows)
		.map((example) => JSON.stringify(example))
		.join('\n');
}
