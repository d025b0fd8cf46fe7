import type { CheckerOptions } from '../../../../nodes/FineTuning/dataset/checkedFile';
import { Checker } from '../../../../nodes/FineTuning/dataset/checker';
import { modelFacts } from '../../../../nodes/FineTuning/dataset/models';
import { PROVIDER_RULES } from '../../../../nodes/FineTuning/dataset/providerRules';
import { GOOD } from './lines';

/** Checks a whole file, given in chunks of this many bytes. */
export function check(
	content: string | Uint8Array,
	{ chunk = 64, ...options }: Partial<CheckerOptions> & { chunk?: number } = {},
) {
	const checker = new Checker({
		maxFindings: 100,
		model: modelFacts(''),
		rules: PROVIDER_RULES.custom,
		...options,
	});
	const bytes = typeof content === 'string' ? Buffer.from(content) : content;
	for (let from = 0; from < bytes.length; from += chunk) {
		toEnd(checker.push(bytes.subarray(from, from + chunk)));
	}
	return toEnd(checker.finish());
}

/** Runs work that yields between its steps to its end. */
export function toEnd<T>(work: Iterator<unknown, T>): T {
	for (;;) {
		const step = work.next();
		if (step.done) return step.value;
	}
}

/** All findings as `line: code`, errors first. */
export function codes(content: string | Uint8Array, options: Parameters<typeof check>[1] = {}) {
	const { errors, warnings } = check(content, options).findings;
	return [...errors.first, ...warnings.first].map(({ line, code }) => `${line}: ${code}`);
}

/** `count` different good lines, newlines included. */
export function goodLines(count = 10): string {
	return Array.from({ length: count }, (_, index) => {
		const [first, ...rest] = GOOD.messages;
		const question = { role: 'user', content: `Question ${index}?` };
		const answer = { role: 'assistant', content: `${index} is the answer.` };
		return `${JSON.stringify({ messages: [first, question, answer, ...rest.slice(2)] })}\n`;
	}).join('');
}
