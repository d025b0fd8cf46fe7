import { isRecord } from '../../../shared/text';
import { ANSWER_KEYS, meantRole, QUESTION_KEYS } from '../recognise/kinds';
import { isSomething, jsonOf, RowProblem, textOf } from './row';

export type Message = Record<string, unknown>;

/** Where a message says who speaks, and what, as others write it; the first that is given counts. */
const SPEAKER_KEYS = ['role', 'from', 'speaker', 'author', 'sender'];
const CONTENT_KEYS = ['content', 'value', 'text', 'message', 'utterance'];

/** Keys of a message that are kept as they are when they hold something. */
const KEPT = ['name', 'refusal', 'tool_call_id', 'function_call'] as const;

/**
 * A conversation as the API takes it, however it was written: with `role` and `content`, with `from` and
 * `value` (ShareGPT), as pairs of question and answer, or as texts that take turns. Calls of ShareGPT get
 * IDs, and the answers after them refer to those.
 * @param lose told what a message says beside that
 * @throws RowProblem
 */
export function messagesOf(given: unknown, lose: (what: string) => void = () => {}): Message[] {
	const list = jsonOf(given);
	if (!Array.isArray(list)) throw new RowProblem('its conversation is no list of messages');
	const messages: Message[] = [];
	const calls = new Calls();
	for (const [index, entry] of list.entries()) {
		if (typeof entry === 'string') {
			messages.push({ role: index % 2 === 0 ? 'user' : 'assistant', content: entry });
		} else if (Array.isArray(entry)) {
			if (entry.length > 2)
				throw new RowProblem('a turn of its conversation has more than two parts');
			messages.push(...pair(entry[0], entry[1]));
		} else if (isRecord(entry)) {
			messages.push(...fromRecord(entry, calls, lose));
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

export function hasSystem(messages: readonly Message[]): boolean {
	return messages.some(({ role }) => role === 'system' || role === 'developer');
}

/** The same with this system message, unless it has one; empty for none. */
export function withSystem(messages: Message[], system: string): Message[] {
	if (system.trim() === '') return messages;
	if (hasSystem(messages)) return messages;
	return [{ role: 'system', content: system }, ...messages];
}

function fromRecord(
	entry: Record<string, unknown>,
	calls: Calls,
	lose: (what: string) => void,
): Message[] {
	const given = (names: readonly string[]) =>
		names.find((name) => entry[name] !== undefined && entry[name] !== null) ?? '';
	const [speaker, saying] = [given(SPEAKER_KEYS), given(CONTENT_KEYS)];
	const [word, content] = [entry[speaker], entry[saying]];
	const kept = new Set([speaker, saying]);
	/** What is left of the entry when all is taken that a message has room for. */
	const loseOthers = () => {
		for (const key in entry) {
			if (!kept.has(key) && isSomething(entry[key])) lose(`${key} (of messages)`);
		}
	};
	if (typeof word !== 'string') {
		const { messages, keys } = turn(entry);
		for (const key of keys) kept.add(key);
		loseOthers();
		return messages;
	}
	if (/^(function_call|tool_call)s?$/i.test(word)) {
		loseOthers();
		return [calls.made(content)];
	}
	const role = word === 'developer' ? word : meantRole(word);
	if (role === undefined) throw new RowProblem(`'${word.slice(0, 40)}' is no known role`);
	const message: Message = { role };
	if (Array.isArray(content)) message.content = content;
	else if (content !== undefined && content !== null) message.content = textOf(content);
	for (const key of KEPT) {
		// A tool's answer says by its ID whose it is.
		if (key === 'name' && role === 'tool') continue;
		kept.add(key);
		if (isSomething(entry[key])) message[key] = entry[key];
	}
	if (role === 'assistant' && (entry.weight === 0 || entry.weight === 1)) {
		kept.add('weight');
		message.weight = entry.weight;
	}
	const toolCalls = jsonOf(entry.tool_calls);
	if (role === 'assistant' && Array.isArray(toolCalls) && toolCalls.length > 0) {
		kept.add('tool_calls');
		message.tool_calls = toolCalls.map((call: unknown) => calls.asCall(call));
	}
	if (role === 'tool' && !isSomething(message.tool_call_id)) {
		message.tool_call_id = calls.answered();
	}
	loseOthers();
	return [message];
}

/** An object of question and answer in a list of turns, and the keys of both. */
function turn(entry: Record<string, unknown>): { messages: Message[]; keys: string[] } {
	const key = (names: readonly string[]) => names.find((name) => isSomething(entry[name]));
	const question = key(QUESTION_KEYS);
	const answer = key(ANSWER_KEYS.concat('bot', 'gpt'));
	if (question === undefined || answer === undefined) {
		throw new RowProblem('a message of its conversation has no role');
	}
	return { messages: pair(entry[question], entry[answer]), keys: [question, answer] };
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
