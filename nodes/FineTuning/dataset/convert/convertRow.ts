import { isRecord } from '../../../shared/text';
import type { Result } from '../../../shared/result';
import { checkExample } from '../example';
import { isError, type FindingCode } from '../findings';
import { Fingerprints } from '../fingerprint';
import {
	ANSWER_KEYS,
	CHAT_KEYS,
	CONVERSATION_KEYS,
	KINDS,
	kindOf,
	pairKeys,
	type RowKind,
} from '../recognise/kinds';
import { quoted } from '../words';
import { comparisonParts } from './comparison';
import { dialogueIn } from './dialogue';
import { hasSystem, messagesOf, pair, toolsOf, withSystem, type Message } from './messages';
import { isNoValue, isSomething, jsonOf, Row, RowProblem } from './row';

/** A row as an example that can be trained on. */
export interface ConvertedRow {
	example: Record<string, unknown>;
	format: 'chat' | 'preference' | 'reinforcement';
	/** Columns that say something and have no place in the example. */
	leftOut: string[];
}

/** What Validate only warns of, and nobody wants to learn from. */
const EMPTY: Partial<Record<FindingCode, string>> = {
	empty_answer: 'it has no answer',
	empty_user_message: 'it has no question',
	same_outputs: 'both its answers are the same',
};

const SYSTEM_KEYS = ['system', 'system_prompt', 'system_message'];

/**
 * Makes one row of any known kind an example in the chat, preference or reinforcement format. What it
 * makes, validation finds without error: both use the same rules.
 * @param systemPrompt for examples without a system message; empty for none
 */
export function convertRow(
	row: Record<string, unknown>,
	systemPrompt: string,
): Result<ConvertedRow> {
	try {
		if (!new Fingerprints().of(row)) {
			throw new RowProblem('it is nested too deeply, or has too many parts');
		}
		const kind = kindOf(row);
		if (kind === null)
			throw new RowProblem(`its keys ${quoted(Object.keys(row))} are no known format`);
		const format = KINDS[kind].becomes;
		if (format === null) throw new RowProblem(`it is of ${KINDS[kind].name}`);
		const { example, leftOut } = exampleOf(row, kind, systemPrompt);
		const { faults } = checkExample(example);
		for (const found of faults) {
			const words = isError(found) ? found.message : EMPTY[found.code];
			if (words !== undefined) throw new RowProblem(words);
		}
		const answer = lastAnswer(example);
		if (isNoValue(answer)) throw new RowProblem(`its answer is '${answer.trim()}', which is none`);
		return { ok: true, value: { example, format, leftOut } };
	} catch (error) {
		return refused(error instanceof Error ? error.message : String(error));
	}
}

/** The text that a chat example wants as its last answer; empty when it is none. */
function lastAnswer({ messages }: Record<string, unknown>): string {
	const last: unknown = Array.isArray(messages) ? messages.at(-1) : undefined;
	return isRecord(last) && typeof last.content === 'string' ? last.content : '';
}

function refused(problem: string): Result<ConvertedRow> {
	return { ok: false, problem, advice: 'Correct the row, or leave it out' };
}

function exampleOf(
	given: Record<string, unknown>,
	kind: RowKind,
	systemPrompt: string,
): Pick<ConvertedRow, 'example' | 'leftOut'> {
	if (kind === 'preference' && isRecord(given.input)) return asPreference(given, systemPrompt);
	const row = new Row(given);
	const ownSystem = row.text(...SYSTEM_KEYS);
	const system = ownSystem || systemPrompt;
	if (kind === 'comparison') {
		const { prompt, outputs } = comparisonParts(row);
		loseSystem(row, prompt, ownSystem);
		const tools = toolsIn(row);
		const input = { messages: withSystem(prompt, system), ...(tools && { tools }) };
		const [preferred, other] = outputs;
		return {
			example: { input, preferred_output: [preferred], non_preferred_output: [other] },
			leftOut: row.unused(),
		};
	}
	const conversation = conversationOf(row, kind);
	loseSystem(row, conversation, ownSystem);
	const messages = withSystem(conversation, system);
	const tools = toolsIn(row);
	const parallel = row.take('parallel_tool_calls');
	const functions = row.json('functions');
	const example = {
		messages,
		...(tools && { tools }),
		...(Array.isArray(functions) && functions.length > 0 && { functions }),
		...(typeof parallel === 'boolean' && { parallel_tool_calls: parallel }),
	};
	if (kind !== 'reinforcement') return { example, leftOut: row.unused() };
	const forGrader = Object.entries(given).filter(([key]) => !CHAT_KEYS.has(key));
	return { example: { ...example, ...Object.fromEntries(forGrader) }, leftOut: [] };
}

/** The conversation of a row that is to become a chat or reinforcement example. */
function conversationOf(row: Row, kind: RowKind): Message[] {
	switch (kind) {
		case 'chat':
		case 'reinforcement':
			return messagesOf(row.take('messages'), row.lose);
		case 'shareGpt':
			return messagesOf(row.take(...CONVERSATION_KEYS), row.lose);
		case 'alpaca': {
			const history = row.json('history');
			const before = Array.isArray(history) ? messagesOf(history, row.lose) : [];
			if (isSomething(history) && !Array.isArray(history)) row.lose('history');
			const question = joined(row.text('instruction'), row.text('input', 'context'));
			return [...before, ...pair(question, row.take(...ANSWER_KEYS))];
		}
		case 'completion':
			return completionMessages(row);
		case 'text': {
			const dialogue = dialogueIn(row.text('text'));
			if (dialogue) return dialogue;
			throw new RowProblem('it is a text without question and answer');
		}
		default: {
			const [question, answer] = pairKeys(row.keys()) ?? [];
			if (question === undefined || answer === undefined) throw new RowProblem('it has no answer');
			const context = row.text('context');
			return pair(joined(row.text(question), context), row.take(answer));
		}
	}
}

function completionMessages(row: Row): Message[] {
	const prompt = row.conversation('prompt');
	const completion = row.conversation('completion');
	const isList = (value: unknown): value is unknown[] =>
		Array.isArray(value) && value.every(isRecord);
	if (isList(prompt) || isList(completion)) {
		const begin = isList(prompt) ? messagesOf(prompt, row.lose) : pair(prompt, '').slice(0, 1);
		const end = isList(completion)
			? messagesOf(completion, row.lose)
			: pair('', completion).slice(1);
		return [...begin, ...end];
	}
	const [question, answer] = pair(prompt, completion);
	// The old format wanted a blank before each completion, which a chat model must not learn.
	const content = String(answer?.content).replace(/^ /, '');
	return [{ ...question }, { role: 'assistant', content }];
}

function asPreference(
	given: Record<string, unknown>,
	systemPrompt: string,
): Pick<ConvertedRow, 'example' | 'leftOut'> {
	const { input, preferred_output: better, non_preferred_output: worse, ...others } = given;
	const {
		messages,
		tools,
		parallel_tool_calls: parallel,
		...beside
	} = isRecord(input) ? input : {};
	const lost = new Set([
		...Object.keys(others),
		...Object.keys(beside).map((key) => `${key} (of input)`),
	]);
	const lose = (what: string) => void lost.add(what);
	const found = toolsOf(jsonOf(tools));
	const output = (value: unknown) => messagesOf(Array.isArray(value) ? value : [value], lose);
	const example = {
		input: {
			messages: withSystem(messagesOf(messages, lose), systemPrompt),
			...(found && { tools: found }),
			...(typeof parallel === 'boolean' && { parallel_tool_calls: parallel }),
		},
		preferred_output: output(better),
		non_preferred_output: output(worse),
	};
	return { example, leftOut: [...lost] };
}

/** The conversation's own system message counts, and what a column says beside it is lost. */
function loseSystem(row: Row, messages: readonly Message[], system: string): void {
	if (system.trim() === '' || !hasSystem(messages)) return;
	if (!messages.some(({ content }) => content === system)) row.lose('system');
}

function toolsIn(row: Row): unknown[] | undefined {
	const given = row.json('tools');
	const tools = toolsOf(given);
	if (!tools && isSomething(given) && !Array.isArray(given)) row.lose('tools');
	return tools;
}

function joined(...texts: readonly string[]): string {
	return texts.filter((text) => text.trim() !== '').join('\n\n');
}
