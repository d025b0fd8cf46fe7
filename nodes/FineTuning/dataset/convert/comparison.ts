import { isRecord } from '../../../shared/text';
import { CONVERSATION_KEYS } from '../recognise/kinds';
import { dialogueIn } from './dialogue';
import { messagesOf, type Message } from './messages';
import { RowProblem, textOf, type Row } from './row';

/**
 * Chosen and rejected, as a preference example. Either answer may be a text, a message, a list of messages
 * that repeats the conversation before it, or a dialogue in one text.
 * Source: https://huggingface.co/docs/trl/dataset_formats#preference
 * @throws RowProblem
 */
export function comparisonParts(row: Row): { prompt: Message[]; outputs: [Message, Message] } {
	const chosen = answerOf(row, 'chosen');
	const rejected = answerOf(row, 'rejected');
	const given = promptOf(row);
	let same = 0;
	while (
		same < Math.min(chosen.length, rejected.length) - 1 &&
		JSON.stringify(chosen[same]) === JSON.stringify(rejected[same])
	) {
		same += 1;
	}
	// What both answers repeat is the conversation itself, and says more than the prompt beside it.
	const prompt = same > 0 ? chosen.slice(0, same) : given;
	if (given.some((message) => !isSaidIn(prompt, message))) row.lose('prompt');
	if (prompt.length === 0) throw new RowProblem('it has no prompt');
	return { prompt, outputs: [lastOf(chosen, same), lastOf(rejected, same)] };
}

function isSaidIn(messages: readonly Message[], { content }: Message): boolean {
	return messages.some((one) =>
		typeof content === 'string' && typeof one.content === 'string'
			? one.content.includes(content.trim())
			: JSON.stringify(one.content) === JSON.stringify(content),
	);
}

function answerOf(row: Row, key: 'chosen' | 'rejected'): Message[] {
	const value = row.conversation(key);
	if (Array.isArray(value)) return messagesOf(value, row.lose);
	if (isRecord(value)) return messagesOf([value], row.lose);
	const text = textOf(value);
	return dialogueIn(text) ?? [{ role: 'assistant', content: text }];
}

function lastOf(messages: readonly Message[], same: number): Message {
	const [only, ...more] = messages.slice(same);
	if (!only || more.length > 0 || only.role !== 'assistant') {
		throw new RowProblem('chosen and rejected differ in more than the last answer');
	}
	return only;
}

function promptOf(row: Row): Message[] {
	const conversation = row.conversation('prompt', 'messages', ...CONVERSATION_KEYS);
	if (Array.isArray(conversation)) return messagesOf(conversation, row.lose);
	if (conversation !== undefined) {
		const text = textOf(conversation);
		return dialogueIn(text) ?? [{ role: 'user', content: text }];
	}
	const texts = [
		row.text('question', 'query', 'instruction', 'user'),
		row.text('input', 'context'),
	];
	const text = texts.filter((one) => one !== '').join('\n\n');
	return text === '' ? [] : [{ role: 'user', content: text }];
}
