import { isRecord } from '../../shared/text';
import type { EncodingName } from './models';
import { countInSlices, isLong, type TokenCounter } from './tokenizer';
import { toolTokens } from './toolTokens';

const PER_MESSAGE = 3;
const PER_NAME = 1;
const PER_EXAMPLE = 3;

/** The tokens of one example. */
export interface ExampleTokens {
	all: number;
	/** Those that the model learns to say: what assistants say, unless its weight is 0. */
	trained: number;
	/** Whether something is in it whose tokens nobody publishes how to count: images, tools, calls. */
	estimated: boolean;
}

/**
 * The tokens of one example in any format: 3 a message, its values, 1 a name, 3 an example; tools by
 * their own rule, calls by their JSON, images not at all. Of a preference example, the input and both
 * outputs count. It yields between long texts.
 * Source: https://cookbook.openai.com/examples/chat_finetuning_data_prep.
 */
export function* exampleTokens(
	example: Record<string, unknown>,
	count: TokenCounter,
	encoding: EncodingName,
): Generator<void, ExampleTokens> {
	const tokens: ExampleTokens = { all: PER_EXAMPLE, trained: 0, estimated: false };
	if (typeof example.text === 'string' && !('messages' in example)) {
		const all = yield* textTokens(example.text, count);
		return { all, trained: all, estimated: false };
	}
	const owner = isRecord(example.input) ? example.input : example;
	for (const list of [owner.messages, example.preferred_output, example.non_preferred_output]) {
		if (!Array.isArray(list)) continue;
		for (const message of list) yield* messageTokens(message, count, tokens);
	}
	for (const [key, value] of [
		['prompt', example.prompt],
		['completion', example.completion],
	] as const) {
		if (typeof value === 'string') {
			const found = yield* textTokens(value, count);
			tokens.all += found;
			if (key === 'completion') tokens.trained += found;
		} else if (Array.isArray(value)) {
			for (const message of value) yield* messageTokens(message, count, tokens);
		}
	}
	for (const tools of [owner.tools, owner.functions]) {
		if (!Array.isArray(tools) || tools.length === 0) continue;
		tokens.all += toolTokens(tools, count, encoding);
		tokens.estimated = true;
		yield;
	}
	return tokens;
}

function* messageTokens(
	message: unknown,
	count: TokenCounter,
	tokens: ExampleTokens,
): Generator<void, void> {
	if (!isRecord(message)) return;
	let all = PER_MESSAGE;
	let said = 0;
	for (const key in message) {
		const value = message[key];
		if (typeof value === 'string') {
			const found = isLong(value) ? yield* countInSlices(value, count) : count(value);
			all += found;
			if (key === 'content') said += found;
		} else if (key === 'content') {
			const found = yield* partTokens(value, count, tokens);
			all += found;
			said += found;
		} else if (key !== 'weight' && value !== undefined && value !== null) {
			const found = yield* textTokens(JSON.stringify(value), count);
			all += found;
			said += found;
			tokens.estimated = true;
		}
		if (key === 'name') all += PER_NAME;
	}
	tokens.all += all;
	if (message.role === 'assistant' && message.weight !== 0) tokens.trained += said;
}

function* partTokens(
	content: unknown,
	count: TokenCounter,
	tokens: ExampleTokens,
): Generator<void, number> {
	if (!Array.isArray(content)) return 0;
	let sum = 0;
	for (const part of content) {
		if (!isRecord(part)) continue;
		if (typeof part.text === 'string') sum += yield* textTokens(part.text, count);
		else tokens.estimated = true;
	}
	return sum;
}

function* textTokens(text: string, count: TokenCounter): Generator<void, number> {
	return isLong(text) ? yield* countInSlices(text, count) : count(text);
}
