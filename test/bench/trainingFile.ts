/* eslint-disable @n8n/community-nodes/no-restricted-imports -- runs in Node, not in n8n */
import { open } from 'node:fs/promises';

const WORDS =
	'the customer was charged twice this month and asks for a refund of invoice number after an update application closes when photo is opened please help me change my address on account because we moved to another city thank you very much'.split(
		' ',
	);
const ANSWERS = ['billing', 'bug report', 'account', 'feature request'];

/** A line of a typical training file, about 400 bytes long, the same for the same number. */
export function trainingLine(index: number): string {
	let state = index + 1;
	const question = Array.from({ length: 40 }, () => {
		state = (Math.imul(state, 1_103_515_245) + 12_345) >>> 0;
		return WORDS[(state >>> 8) % WORDS.length];
	});
	return JSON.stringify({
		messages: [
			{ role: 'system', content: 'Name the category of the ticket, and nothing else.' },
			{ role: 'user', content: `Ticket ${index}: ${question.join(' ')}.` },
			{ role: 'assistant', content: ANSWERS[index % ANSWERS.length] },
		],
	});
}

/** At least this many bytes of such lines, in pieces. */
export function* trainingLines(bytes: number): Generator<string> {
	for (let index = 0, made = 0; made < bytes; ) {
		let piece = '';
		while (piece.length < 1 << 20 && made + piece.length < bytes) {
			piece += `${trainingLine(index)}\n`;
			index += 1;
		}
		made += piece.length;
		yield piece;
	}
}

/** Rows of Alpaca data with the texts of the typical training file. */
export function* alpacaLines(bytes: number): Generator<string> {
	for (let index = 0, made = 0; made < bytes; ) {
		let piece = '';
		while (piece.length < 1 << 20 && made + piece.length < bytes) {
			const [instruction, input, output] = textsOf(index);
			piece += `${JSON.stringify({ instruction, input, output })}\n`;
			index += 1;
		}
		made += piece.length;
		yield piece;
	}
}

/** The questions and answers of such data as CSV. */
export function* csvLines(bytes: number): Generator<string> {
	yield 'question,answer\n';
	for (let index = 0, made = 0; made < bytes; ) {
		let piece = '';
		while (piece.length < 1 << 20 && made + piece.length < bytes) {
			const [, question, answer] = textsOf(index);
			piece += `"${question}","${answer}"\n`;
			index += 1;
		}
		made += piece.length;
		yield piece;
	}
}

function textsOf(index: number): string[] {
	const { messages } = JSON.parse(trainingLine(index)) as { messages: Array<{ content: string }> };
	return messages.map(({ content }) => content);
}

export async function writePieces(path: string, pieces: Iterable<string>): Promise<void> {
	const file = await open(path, 'w');
	for (const piece of pieces) await file.write(piece);
	await file.close();
}
