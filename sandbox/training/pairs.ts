import { isJson, type Json } from '../json';
import { featuresOf, textOf, type Features } from './features';

/** What one example teaches: what stands before the answer, and the answer. */
export interface Pair {
	features: Features;
	answer: string;
}

/**
 * What a chat example teaches: its last answer, of those that are to be learned (`weight` is not 0).
 * Null when there is none. An answer that calls tools is those calls as JSON.
 */
export function pairOf(example: Json): Pair | null {
	const messages: unknown[] = Array.isArray(example.messages) ? example.messages : [];
	const at = messages.map(isLesson).lastIndexOf(true);
	const target = messages[at];
	if (!isJson(target)) return null;
	return { features: featuresOf(messages.slice(0, at)), answer: answerOf(target) };
}

function isLesson(message: unknown): boolean {
	return isJson(message) && message.role === 'assistant' && message.weight !== 0;
}

function answerOf(message: Json): string {
	const text = textOf(message);
	if (text !== '') return text;
	if (typeof message.refusal === 'string') return message.refusal;
	const calls = Array.isArray(message.tool_calls)
		? message.tool_calls.map((call) => (isJson(call) ? call.function : null))
		: message.function_call;
	return calls === undefined ? '' : JSON.stringify(calls);
}
