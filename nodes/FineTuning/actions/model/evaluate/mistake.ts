import { shortened } from '../../../dataset/words';
import type { Outcome } from './askModels';
import { faultIn, type Scoring } from './scoring';
import { textIn, type TestExample } from './testExample';

export interface Mistake {
	/** Of the file, from 1. */
	line: number;
	/** The last message of the question, shortened. */
	prompt: string;
	expected: string;
	/** Null where the model gave no answer in text. */
	given: string | null;
	reason: string;
}

const LONGEST_PROMPT = 200;

/** What went wrong with an example; null where the model got it right. */
export function mistakeOf(
	{ line, messages, expected }: TestExample,
	outcome: Outcome,
	scoring: Scoring,
): Mistake | null {
	const answered = outcome.kind === 'answered';
	const reason = answered
		? faultIn(outcome.answer, expected, scoring)
		: [outcome.error.message, outcome.error.description].filter(Boolean).join('. ');
	if (reason === null) return null;
	return {
		line,
		prompt: shortened(textIn(messages.at(-1)?.content), LONGEST_PROMPT),
		expected,
		given: answered ? outcome.answer.text : null,
		reason,
	};
}
