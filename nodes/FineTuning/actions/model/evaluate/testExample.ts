import type { ChatMessage } from '../../../../shared/domain/chat';
import { isRecord } from '../../../../shared/text';
import { KINDS, kindOf } from '../../../dataset/recognise/kinds';
import { jsonValue, sameJson, type Scoring } from './scoring';

/** A question that models are asked, and the answer that is right. */
export interface TestExample {
	/** The line of the file, from 1. */
	line: number;
	/** What comes before the expected answer, at least one message. */
	messages: ChatMessage[];
	tools?: unknown[];
	expected: string;
}

/** `skipped`: the expected answer is a tool call or a refusal, which are not scored. */
export type ReadExample =
	| { kind: 'example'; example: Omit<TestExample, 'line'> }
	| { kind: 'skipped' }
	| { kind: 'bad'; problem: string };

/**
 * One example of a chat file: the last message is the expected answer, and what comes before it is the question.
 * What is wrong is said as a sentence about the line.
 */
export function readExample(row: Record<string, unknown>, scoring: Scoring): ReadExample {
	const kind = kindOf(row);
	if (kind !== 'chat') {
		const what = kind === null ? 'no example of a known format' : KINDS[kind].name;
		const way = kind !== null && KINDS[kind].becomes === 'chat' ? CONVERT : CHAT_WANTED;
		return bad(`The line is ${what}. ${way}`);
	}
	const { messages, tools } = row;
	if (!areMessages(messages)) {
		return bad("'messages' must be a list of messages with a role each");
	}
	const answer = messages.at(-1);
	if (answer?.role !== 'assistant') {
		return bad("The last message must be the assistant's: it is the expected answer");
	}
	if (messages.length === 1) return bad('There is no question before the expected answer');
	const expected = textIn(answer.content);
	if (isGiven(answer.tool_calls) || isGiven(answer.function_call)) return { kind: 'skipped' };
	if (expected === '' && isGiven(answer.refusal)) return { kind: 'skipped' };
	if (expected.trim() === '') return bad('The expected answer is empty');
	if (scoring === 'json') {
		const json = jsonValue(expected);
		if (!json.ok) return bad("The expected answer is not JSON, and 'Scoring' is JSON");
		if (!sameJson(json.value, json.value)) return bad('The expected answer is nested too deeply');
	}
	return {
		kind: 'example',
		example: {
			messages: messages.slice(0, -1).map(withoutWeight),
			...(Array.isArray(tools) && tools.length > 0 && { tools }),
			expected,
		},
	};
}

const CHAT_WANTED =
	"Chat examples are needed, whose last message is the expected answer: use Dataset → Build with Format set to 'Chat'";
const CONVERT = 'Make a chat file of it with Dataset → Convert';

function bad(problem: string): ReadExample {
	return { kind: 'bad', problem };
}

function areMessages(value: unknown): value is ChatMessage[] {
	return Array.isArray(value) && value.length > 0 && value.every(isMessage);
}

function isMessage(value: unknown): value is ChatMessage {
	return isRecord(value) && typeof value.role === 'string';
}

function isGiven(value: unknown): boolean {
	return Array.isArray(value) ? value.length > 0 : value !== undefined && value !== null;
}

/** A weight says whether an answer is trained on: no model is asked with it. */
function withoutWeight(message: ChatMessage): ChatMessage {
	const { weight, ...asked } = message;
	return weight === undefined ? message : asked;
}

/** The text of a message's content: of parts, those that are texts. */
export function textIn(content: unknown): string {
	if (typeof content === 'string') return content;
	if (!Array.isArray(content)) return '';
	return content
		.map((part) => (isRecord(part) && typeof part.text === 'string' ? part.text : ''))
		.join('');
}
