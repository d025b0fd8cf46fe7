import { isRecord } from '../../../../shared/text';
import { shortened } from '../../../dataset/words';

/**
 * The last question of every example, when it is the same in all of them: nobody means that, a field holds
 * fixed text. Undefined when they differ, or there is one example only.
 */
export function equalQuestions(
	examples: ReadonlyArray<Record<string, unknown>>,
): string | undefined {
	const [first, ...others] = examples;
	if (!first || others.length === 0) return undefined;
	const question = questionOf(first);
	if (question === undefined) return undefined;
	return others.every((example) => questionOf(example) === question)
		? shortened(question, 60)
		: undefined;
}

function questionOf(example: Record<string, unknown>): string | undefined {
	const { messages } = isRecord(example.input) ? example.input : example;
	if (!Array.isArray(messages)) return undefined;
	const users = messages.filter((message) => isRecord(message) && message.role === 'user');
	const content: unknown = users.at(-1)?.content;
	return users.length === 1 && typeof content === 'string' ? content : undefined;
}
