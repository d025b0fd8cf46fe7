import type { ChatAnswer, ChatRequest, FinishReason } from '../../domain/chat';
import type { Exchange } from '../../http';
import { isRecord } from '../../text';
import { numberOf, textOf } from './readers';

/** The older word for a tool call among them. */
const FINISH_REASONS: ReadonlyMap<unknown, FinishReason> = new Map([
	['stop', 'stop'],
	['length', 'length'],
	['content_filter', 'contentFilter'],
	['tool_calls', 'toolCall'],
	['function_call', 'toolCall'],
]);

/**
 * One question to a model, with one answer, whole.
 * Source: OpenAI's published specification 2.3.0, https://github.com/openai/openai-openapi
 */
export function chat({ model, messages, tools, temperature }: ChatRequest): Exchange<ChatAnswer> {
	return {
		method: 'POST',
		path: ['chat', 'completions'],
		body: {
			model,
			messages: [...messages],
			...(tools && { tools: [...tools] }),
			...(temperature !== undefined && { temperature }),
		},
		read: readChatAnswer,
	};
}

/** Null without a message, and for a message that says neither anything nor why not. */
function readChatAnswer(raw: unknown): ChatAnswer | null {
	const choices = isRecord(raw) ? raw.choices : undefined;
	const choice: unknown = Array.isArray(choices) ? choices[0] : undefined;
	if (!isRecord(raw) || !isRecord(choice) || !isRecord(choice.message)) return null;
	const { message } = choice;
	const content = readContent(message.content);
	if (content === null) return null;
	const refusal = textOf(message.refusal) ?? content.refusal;
	const calls = message.function_call ?? message.tool_calls;
	const called = isRecord(calls) || (Array.isArray(calls) && calls.length > 0);
	const told = FINISH_REASONS.get(choice.finish_reason) ?? 'other';
	// Some servers end a tool call with `stop`.
	const finishReason = called && content.text === null ? 'toolCall' : told;
	const excused = refusal !== null || (finishReason !== 'stop' && finishReason !== 'other');
	if (content.text === null && !excused) return null;
	const usage = isRecord(raw.usage) ? raw.usage : {};
	// No question is of no tokens: LocalAI says so where it has not counted them.
	const isCounted = usage.prompt_tokens !== 0;
	return {
		text: content.text,
		refusal,
		finishReason,
		inputTokens: isCounted ? numberOf(usage.prompt_tokens) : null,
		outputTokens: isCounted ? numberOf(usage.completion_tokens) : null,
	};
}

/** A text, or a list of parts, of which texts and refusals are read; null for anything else. */
function readContent(content: unknown): Pick<ChatAnswer, 'text' | 'refusal'> | null {
	if (content === undefined || content === null) return { text: null, refusal: null };
	if (typeof content === 'string') return { text: content, refusal: null };
	if (!Array.isArray(content) || !content.every(isRecord)) return null;
	const texts = content.flatMap(({ text }) => (typeof text === 'string' ? [text] : []));
	const refusals = content.flatMap(({ refusal }) => textOf(refusal) ?? []);
	return {
		text: texts.length > 0 ? texts.join('') : null,
		refusal: refusals.length > 0 ? refusals.join('') : null,
	};
}
