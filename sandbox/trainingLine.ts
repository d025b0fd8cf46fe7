import { isJson, type Json } from './json';
import type { JobMethod } from './types';

/** The published formats that a line can be told apart by. */
export type LineFormat = 'chat' | 'preference' | 'completion';

const ROLES = ['system', 'developer', 'user', 'assistant', 'tool', 'function'];
const MESSAGE_KEYS = new Set([
	'role',
	'content',
	'name',
	'weight',
	'refusal',
	'tool_calls',
	'tool_call_id',
	'function_call',
]);
const CHAT_KEYS = new Set(['messages', 'tools', 'parallel_tool_calls', 'functions']);
const INPUT_KEYS = new Set(['messages', 'tools', 'parallel_tool_calls']);
const PREFERENCE_KEYS = new Set(['input', 'preferred_output', 'non_preferred_output']);
const MAX_IMAGES = 10;

/** Which format a line is in, by its keys; undefined when it is in none. */
export function lineFormat(line: Json): LineFormat | undefined {
	if ('messages' in line) return 'chat';
	if ('input' in line || 'preferred_output' in line) return 'preference';
	if ('prompt' in line || 'completion' in line) return 'completion';
	return undefined;
}

/**
 * What is wrong with one parsed line of a file for `method`, or null.
 * The rules are those of the published guides to supervised, preference and reinforcement data.
 */
export function lineProblem(line: Json, method: JobMethod['type']): string | null {
	if (method === 'dpo') return preferenceProblem(line);
	if (method === 'supervised') {
		const unknown = unknownKey(line, CHAT_KEYS);
		if (unknown) return `unknown key '${unknown}'.`;
	}
	const problem = conversationProblem(line.messages, 'messages');
	if (problem) return problem;
	const answered = messagesOf(line.messages).some(({ role }) => role === 'assistant');
	return method === 'supervised' && !answered
		? 'at least one message must be from the assistant.'
		: null;
}

function preferenceProblem(line: Json): string | null {
	const unknown = unknownKey(line, PREFERENCE_KEYS);
	if (unknown) return `unknown key '${unknown}'.`;
	const { input } = line;
	if (!isJson(input)) return "'input' must be an object with 'messages'.";
	const unknownInput = unknownKey(input, INPUT_KEYS);
	if (unknownInput) return `unknown key 'input.${unknownInput}'.`;
	const problem = conversationProblem(input.messages, 'input.messages');
	if (problem) return problem;
	for (const key of ['preferred_output', 'non_preferred_output']) {
		const output = line[key];
		const [only] = messagesOf(output);
		if (!Array.isArray(output) || output.length !== 1 || only?.role !== 'assistant') {
			return `'${key}' must be an array of one assistant message.`;
		}
		const fault = messageProblem(only);
		if (fault) return `${key}, message 1 ${fault}`;
	}
	return null;
}

function conversationProblem(messages: unknown, name: string): string | null {
	if (!Array.isArray(messages)) return `'${name}' must be an array of messages.`;
	if (messages.length === 0) return `'${name}' must not be empty.`;
	let images = 0;
	for (const [index, message] of messages.entries()) {
		const fault = isJson(message) ? messageProblem(message) : 'is not an object';
		if (fault) return `message ${index + 1} ${fault}`;
		images += imagesIn(message);
	}
	return images > MAX_IMAGES
		? `has ${images} images, but at most ${MAX_IMAGES} are allowed.`
		: null;
}

function messageProblem(message: Json): string | null {
	const { role, content, weight } = message;
	if (role === undefined) return "Discriminator 'role' is missing in value";
	if (typeof role !== 'string' || !ROLES.includes(role)) {
		return `has the unknown role ${JSON.stringify(role)}`;
	}
	const unknown = unknownKey(message, MESSAGE_KEYS);
	if (unknown) return `has the unknown key '${unknown}'`;
	const calls = 'tool_calls' in message || 'function_call' in message;
	const silent = content === undefined || content === null;
	if (silent && !(role === 'assistant' && (calls || 'refusal' in message))) {
		return "has no 'content'";
	}
	if (!silent && typeof content !== 'string' && !Array.isArray(content)) {
		return "has a 'content' that is neither text nor an array of parts";
	}
	if (weight !== undefined && (role !== 'assistant' || (weight !== 0 && weight !== 1))) {
		return "has a 'weight', which only assistant messages may have, as 0 or 1";
	}
	return role !== 'user' && imagesIn(message) > 0
		? 'has an image, which only users may send'
		: null;
}

function imagesIn(message: unknown): number {
	if (!isJson(message) || !Array.isArray(message.content)) return 0;
	return message.content.filter((part) => isJson(part) && part.type === 'image_url').length;
}

function unknownKey(object: Json, known: Set<string>): string | undefined {
	return Object.keys(object).find((key) => !known.has(key));
}

function messagesOf(value: unknown): Json[] {
	return Array.isArray(value) ? value.filter(isJson) : [];
}
