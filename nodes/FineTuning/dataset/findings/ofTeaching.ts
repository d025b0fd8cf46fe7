import type { FindingRule } from './rule';

/** What providers take, and what makes a bad model nevertheless: told once for a file. */
export const TEACHING_FINDINGS = {
	contradiction: {
		severity: 'warning',
		means: 'The same question has different answers',
		remedy: 'Keep the right one',
	},
	one_answer: {
		severity: 'warning',
		means: 'Nearly all answers are the same',
		remedy: 'Add examples with other answers, or the model will learn this one only',
	},
	hollow_answers: {
		severity: 'warning',
		means: 'Answers say next to nothing, e.g. "-" or "n/a"',
		remedy: 'Write the answers, or remove the examples',
	},
	several_system_prompts: {
		severity: 'warning',
		means: 'The examples have different system messages',
		remedy: 'Use one, unless the model shall tell them apart',
	},
	common_prefix: {
		severity: 'warning',
		means: 'All answers begin with the same words, which the model need not learn',
		remedy: 'Leave them out',
	},
	personal_data: {
		severity: 'warning',
		means:
			'The file contains e-mail addresses, phone numbers or card numbers, which a model may repeat',
		remedy: 'Replace them by made-up ones',
	},
	secrets: {
		severity: 'warning',
		means: 'The file contains what looks like API keys or private keys',
		remedy: 'Remove them, and renew the keys',
	},
	in_both_files: {
		severity: 'warning',
		means:
			'Examples stand in the training file and in the validation file, so the measurement flatters',
		remedy: 'Remove them from one: Dataset → Build keeps the files apart',
	},
} as const satisfies Record<string, FindingRule>;
