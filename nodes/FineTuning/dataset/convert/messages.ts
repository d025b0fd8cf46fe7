import { isRecord } from '../../../shared/text';
import { ANSWER_KEYS, meantRole, QUESTION_KEYS } from '../recognise/kinds';
import { jsonOf, RowProblem, textOf } from './row';

export type Message = Record<string, unknown>;

/** Keys of a message that are kept as they are when they hold something. */
const KEPT = ['name', 'refusal', 'tool_call_id', 'function_call'] as const;

/**
 * A conversation as the API takes it, however it was written: with `role` and `content`, with `from` and
 * `value` (ShareGPT), as pairs of question and answer, or as texts that take turns. Calls of ShareGPT get
 * IDs, and the answers after them refer to those.
 * @throws RowProblem
 */
export function messagesOf(given: unknown): Message[] {
	const list = jsonOf(given);
	if (!Array.isArray(list)) throw new RowProblem('its conversation is no list of messages');
	const messages: Message[] = [];
	const calls = new Calls();
	for (const [index, entry] of list.entries()) {
		if (typeof entry === 'string') {
			messages.push({ role: index % 2 === 0 ? 'user' : 'assistant', content: entry });
		} else if (Array.isArray(entry)) {
			messages.push(...pair(entry[0], entry[1]));
		} else if (isRecord(entry)) {
			messages.push(...fromRecord(entry, calls));
		} else {
			throw new RowProblem(`entry ${index + 1} of its conversation is no message`);
		}
	}
	return messages;
}

/** A question and its answer. */
export function pair(question: unknown, answer: unknown): Message[] {
	return [
		{ role: 'user', content: textOf(question) },
		{ role: 'assistant', content: textOf(answer) },
	];
}

function fromRecord(entry: Record<string, unknown>, calls: Calls): Message[] {
	const word = entry.role ?? entry.from ?? entry.speaker ?? entry.author ?? entry.sender;
	const content = entry.content ?? entry.value ?? entry.text ?? entry.message ?? entry.utterance;
	if (typeof word !== 'string') return [...turn(entry)];
	if (/^(function_call|tool_call)s?$/i.test(word)) return [calls.made(content)];
	const role = word === 'developer' ? word : meantRole(word);
	if (role === undefined) throw new RowProblem(`'${word.slice(0, 40)}' is no known role`);
	const message: Message = { role };
	if (Array.isArray(content)) message.content = content;
	else if (content !== undefined && content !== null) message.content = textOf(content);
	for (const key of KEPT) if (isSomething(entry[key])) message[key] = entry[key];
	if (role === 'assistant' && (entry.weight === 0 || entry.weight === 1))
		message.weight = entry.weight;
	const toolCalls = jsonOf(entry.tool_calls);
	if (role === 'assistant' && Array.isArray(toolCalls) && toolCalls.length > 0) {
		message.tool_calls = toolCalls.map((call: unknown) => calls.asCall(call));
	}
	if (role === 'tool') {
		delete message.name;
		if (!isSomething(message.tool_call_id)) message.tool_call_id = calls.answered();
	}
	return [message];
}

/** An object of question and answer in a list of turns. */
function turn(entry: Record<string, unknown>): Message[] {
	const key = (names: readonly string[]) => names.find((name) => isSomething(entry[name]));
	const question = key(QUESTION_KEYS);
	const answer = key(ANSWER_KEYS.concat('bot', 'gpt'));
	if (question === undefined || answer === undefined) {
		throw new RowProblem('a message of its conversation has no role');
	}
	return pair(entry[question], entry[answer]);
}

/** Tools as the API takes them: others write the functions themselves, or their JSON. */
export function toolsOf(given: unknown): unknown[] | undefined {
	if (!Array.isArray(given) || given.length === 0) return undefined;
	return given.map((tool: unknown) =>
		isRecord(tool) && !('function' in tool) && typeof tool.name === 'string'
			? { type: 'function', function: tool }
			: tool,
	);
}

/** The calls of one conversation, in order: each answer belongs to the first that has none yet. */
class Calls {
	private count = 0;
	private readonly open: string[] = [];

	/** ShareGPT writes a call as the JSON of its name and arguments. */
	made(content: unknown): Message {
		const value = jsonOf(content);
		const list: unknown[] = Array.isArray(value) ? value : [value];
		if (!list.every((one) => isRecord(one) && typeof one.name === 'string')) {
			return { role: 'assistant', content: textOf(content) };
		}
		return { role: 'assistant', tool_calls: list.map((one) => this.asCall(one)) };
	}

	/** A call as the API takes it: with an ID, and its arguments as text. */
	asCall(call: unknown): unknown {
		if (!isRecord(call)) throw new RowProblem('a tool call is no object');
		const described = isRecord(call.function) ? call.function : call;
		const { name, arguments: given, parameters } = described;
		this.count += 1;
		const id = isSomething(call.id) ? String(call.id) : `call_${this.count}`;
		this.open.push(id);
		const args = given ?? parameters ?? {};
		return {
			id,
			type: 'function',
			function: { name, arguments: typeof args === 'string' ? args : JSON.stringify(args) },
		};
	}

	answered(): string | undefined {
		return this.open.shift();
	}
}

function isSomething(value: unknown): boolean {
	return value !== undefined && value !== null && value !== '';
}
