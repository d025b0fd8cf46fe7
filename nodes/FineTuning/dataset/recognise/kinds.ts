import { isRecord } from '../../../shared/text';

/** The formats that jobs are trained on; `completion` and `text` by a few providers only. */
export type DataFormat = 'chat' | 'preference' | 'reinforcement' | 'completion' | 'text';

/** What one row of data can be. */
export type RowKind =
	| DataFormat
	| 'alpaca'
	| 'batch'
	| 'batchOutput'
	| 'comparison'
	| 'embedding'
	| 'pair'
	| 'shareGpt';

/** How a kind of row is called, and what it becomes; null when nothing can be learned from it. */
interface KindFacts {
	name: string;
	becomes: 'chat' | 'preference' | 'reinforcement' | null;
}

export const KINDS: Readonly<Record<RowKind, KindFacts>> = {
	chat: { name: 'chat data (messages)', becomes: 'chat' },
	preference: { name: 'preference data (input and two outputs)', becomes: 'preference' },
	reinforcement: { name: 'reinforcement data (messages for a grader)', becomes: 'reinforcement' },
	completion: { name: 'prompt and completion data, the old format', becomes: 'chat' },
	text: { name: 'plain text data (text)', becomes: 'chat' },
	alpaca: { name: 'Alpaca data (instruction, input, output)', becomes: 'chat' },
	shareGpt: { name: 'ShareGPT data (conversations)', becomes: 'chat' },
	comparison: { name: 'comparison data (chosen and rejected)', becomes: 'preference' },
	pair: { name: 'question and answer data', becomes: 'chat' },
	batch: { name: 'a file of batch requests, which hold no answers', becomes: null },
	batchOutput: { name: 'the output of a batch, which holds no questions', becomes: null },
	embedding: { name: 'a file of embedding requests, which hold no answers', becomes: null },
};

/** The keys of a chat example. */
export const CHAT_KEYS: ReadonlySet<string> = new Set([
	'functions',
	'messages',
	'parallel_tool_calls',
	'tools',
]);

/** The keys of a preference example. */
export const PREFERENCE_KEYS: ReadonlySet<string> = new Set([
	'input',
	'non_preferred_output',
	'preferred_output',
]);

/** Where a conversation stands in rows as others write them. */
export const CONVERSATION_KEYS = ['conversations', 'conversation', 'dialogue', 'dialog', 'turns'];

/** Columns that hold a question, and those that hold its answer, the likelier first. */
export const QUESTION_KEYS =
	'question prompt instruction query user human input request user_message input_text problem q text'.split(
		' ',
	);
export const ANSWER_KEYS =
	'answer response completion output assistant reply target assistant_message target_text output_text solution a label category'.split(
		' ',
	);

/** The role that others' words mean; undefined for what means none. */
export function meantRole(word: string): 'assistant' | 'system' | 'tool' | 'user' | undefined {
	const plain = word.trim().toLowerCase();
	if (/^(human|user|customer|question|prompter|client)$/.test(plain)) return 'user';
	if (/^(gpt|chatgpt|assistant|ai|bot|chatbot|model|bard|bing|agent|answer)$/.test(plain)) {
		return 'assistant';
	}
	if (/^(system|instruction)$/.test(plain)) return 'system';
	return /^(tool|observation|function|function_response|tool_response)$/.test(plain)
		? 'tool'
		: undefined;
}

/**
 * What a row is, by its keys; null when it is nothing known. Chat and reinforcement both have messages: an
 * example is meant for reinforcement when it has fields for a grader and its messages end with a question.
 * Keys of the formats that are trained on count as they are written, those of others in any case.
 */
export function kindOf(row: Record<string, unknown>): RowKind | null {
	if ('messages' in row) return isForGrader(row) ? 'reinforcement' : 'chat';
	if ('preferred_output' in row || 'non_preferred_output' in row) return 'preference';
	if (isRecord(row.input) && 'messages' in row.input) return 'preference';
	const keys = new Map(Object.keys(row).map((key) => [key.trim().toLowerCase(), row[key]]));
	if (keys.has('custom_id')) return requestKind(keys);
	if (keys.has('chosen') && keys.has('rejected')) return 'comparison';
	if (CONVERSATION_KEYS.some((key) => isList(keys.get(key)))) return 'shareGpt';
	if (keys.has('instruction') && ANSWER_KEYS.some((key) => keys.has(key))) return 'alpaca';
	if (keys.has('prompt') && keys.has('completion')) return 'completion';
	if (pairKeys(keys.keys())) return 'pair';
	if (keys.has('input') && (keys.has('model') || keys.has('encoding_format'))) return 'embedding';
	return typeof keys.get('text') === 'string' ? 'text' : null;
}

/** The columns of question and answer among these, in lower case; undefined without both. */
export function pairKeys(keys: Iterable<string>): [question: string, answer: string] | undefined {
	const found = new Set(keys);
	const question = QUESTION_KEYS.find((key) => found.has(key));
	const answer = ANSWER_KEYS.find((key) => found.has(key));
	return question !== undefined && answer !== undefined ? [question, answer] : undefined;
}

function requestKind(keys: ReadonlyMap<string, unknown>): RowKind {
	if (keys.has('response')) return 'batchOutput';
	const body = keys.get('body');
	return isRecord(body) && 'input' in body && !('messages' in body) ? 'embedding' : 'batch';
}

function isForGrader(row: Record<string, unknown>): boolean {
	const { messages } = row;
	const last: unknown = Array.isArray(messages) ? messages.at(-1) : undefined;
	if (!isRecord(last) || last.role === 'assistant') return false;
	// Others call the assistant by other names.
	if (typeof last.role === 'string' && meantRole(last.role) === 'assistant') return false;
	for (const key in row) if (!CHAT_KEYS.has(key)) return true;
	return false;
}

/** A list, or the JSON of one, as a table's cell holds it. */
function isList(value: unknown): boolean {
	return Array.isArray(value) || (typeof value === 'string' && value.trimStart().startsWith('['));
}
