import { isRecord } from '../../shared/text';

/** The published formats of training data; `completion` is the old one, which is no longer taken. */
export type DataFormat = 'chat' | 'preference' | 'reinforcement' | 'completion';

/** The keys of a chat example. */
export const CHAT_KEYS: ReadonlySet<string> = new Set([
	'functions',
	'messages',
	'parallel_tool_calls',
	'tools',
]);

/**
 * The format of one example, by its keys; null when it is in none. Chat and reinforcement both have
 * messages: an example is meant for reinforcement when it has fields for a grader and its messages end
 * with a question.
 */
export function formatOf(example: Record<string, unknown>): DataFormat | null {
	if ('messages' in example) return isForGrader(example) ? 'reinforcement' : 'chat';
	if ('input' in example || 'preferred_output' in example || 'non_preferred_output' in example) {
		return 'preference';
	}
	return 'prompt' in example || 'completion' in example ? 'completion' : null;
}

function isForGrader(example: Record<string, unknown>): boolean {
	const { messages } = example;
	const last: unknown = Array.isArray(messages) ? messages.at(-1) : undefined;
	if (!isRecord(last) || last.role === 'assistant') return false;
	return Object.keys(example).some((key) => !CHAT_KEYS.has(key));
}
