import { isRecord } from '../../shared/text';
import type { TokenCounter } from './tokenizer';

const PER_MESSAGE = 3;
const PER_NAME = 1;
const PER_EXAMPLE = 3;

/**
 * The tokens of one example in any format: 3 a message, its values, 1 a name, 3 an example. Calls, tools
 * and functions count by their JSON, images not at all. Of a preference example, the input and both
 * outputs count.
 * Source: OpenAI's published preparation checks.
 */
export function exampleTokens(example: Record<string, unknown>, count: TokenCounter): number {
	const owner = isRecord(example.input) ? example.input : example;
	const messages = [owner.messages, example.preferred_output, example.non_preferred_output].flatMap(
		(list): unknown[] => (Array.isArray(list) ? list : []),
	);
	return (
		messages.reduce<number>((sum, message) => sum + messageTokens(message, count), PER_EXAMPLE) +
		jsonTokens(owner.tools, count) +
		jsonTokens(owner.functions, count)
	);
}

function messageTokens(message: unknown, count: TokenCounter): number {
	if (!isRecord(message)) return 0;
	let tokens = PER_MESSAGE;
	for (const [key, value] of Object.entries(message)) {
		if (typeof value === 'string') tokens += count(value);
		else if (key === 'content') tokens += partTokens(value, count);
		else if (key !== 'weight') tokens += jsonTokens(value, count);
		if (key === 'name') tokens += PER_NAME;
	}
	return tokens;
}

function partTokens(content: unknown, count: TokenCounter): number {
	if (!Array.isArray(content)) return 0;
	return content.reduce<number>(
		(sum, part) => sum + (isRecord(part) && typeof part.text === 'string' ? count(part.text) : 0),
		0,
	);
}

function jsonTokens(value: unknown, count: TokenCounter): number {
	return value === undefined || value === null ? 0 : count(JSON.stringify(value));
}
