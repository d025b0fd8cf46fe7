import type { FindingCode } from '../../../../nodes/FineTuning/dataset/findings';
import { sensitiveIn, specialTokenIn } from '../../../../nodes/FineTuning/dataset/sensitive';
import { check } from './check';
import { preference, system } from './lines';

interface Row {
	question?: string;
	answer?: string;
	prompt?: string | null;
}

/** A file of chat examples, each with a question and an answer of its own unless it is given. */
const fileOf = (rows: readonly Row[]) =>
	rows
		.map(({ question, answer, prompt = system.content }, index) => {
			const messages = [
				...(prompt === null ? [] : [{ role: 'system', content: prompt }]),
				{ role: 'user', content: question ?? `Question ${index}?` },
				{ role: 'assistant', content: answer ?? `${index} is the answer.` },
			];
			return `${JSON.stringify({ messages })}\n`;
		})
		.join('');
const times = (count: number, row: (index: number) => Row = () => ({})) =>
	Array.from({ length: count }, (_, index) => row(index));
const warningsOf = (rows: readonly Row[]) => {
	const { findings } = check(fileOf(rows));
	expect(findings.errors.first).toEqual([]);
	return findings.warnings.first;
};

test.each<[string, Row[], Array<[FindingCode, number | null, string]>]>([
	['a sound file', times(12), []],
	[
		'a contradiction',
		[...times(12), { question: 'Question 3?', answer: 'No.' }],
		[
			[
				'contradiction',
				13,
				'1 example answers a question otherwise than an earlier one does (line 13): keep the right answer',
			],
		],
	],
	[
		'contradictions, and a duplicate of one',
		[
			...times(12),
			...times(3, (index) => ({ question: 'Question 3?', answer: `No ${index % 2}.` })),
		],
		[
			['duplicate', 15, 'The example is the same as the one on line 13: remove one'],
			[
				'contradiction',
				13,
				'2 examples answer a question otherwise than an earlier one does (lines 13 and 14): keep the right answer',
			],
		],
	],
	[
		'one answer for nearly everything',
		times(20, (index) => ({ answer: index < 19 ? 'billing' : 'other' })),
		[
			[
				'one_answer',
				null,
				'95% of the answers are "billing", so the model will hardly learn another: add examples with other answers',
			],
		],
	],
	['classes in balance', times(20, (index) => ({ answer: index % 2 ? 'yes' : 'no' })), []],
	[
		'hollow answers',
		[
			...times(10),
			{ answer: '-' },
			{ answer: 'N/A' },
			{ answer: '…' },
			{ answer: '👍' },
			{ answer: '是' },
		],
		[
			[
				'hollow_answers',
				11,
				'3 answers say next to nothing (lines 11, 12 and 13): write the answer, or remove the example',
			],
		],
	],
	[
		'two system messages',
		times(12, (index) => ({ prompt: index < 6 ? 'A' : 'B' })),
		[
			[
				'several_system_prompts',
				null,
				'The file has 2 different system messages: use the same one throughout, unless the model shall tell them apart',
			],
		],
	],
	[
		'no system message',
		times(12, () => ({ prompt: null })),
		[
			[
				'system_missing',
				1,
				'No example has a system message: use the one that you will use with the model',
			],
		],
	],
	[
		'a system message that is missing now and then',
		times(12, (index) => (index % 4 === 0 ? { prompt: null } : {})),
		[
			[
				'system_missing',
				1,
				'3 examples have no system message (lines 1, 5 and 9): use the one that you will use with the model',
			],
		],
	],
	[
		'a common prefix',
		times(12, (index) => ({ answer: `The answer is: ${index}` })),
		[
			[
				'common_prefix',
				null,
				'All answers begin with "The answer is:": leave it out, it need not be learned',
			],
		],
	],
	['JSON answers', times(12, (index) => ({ answer: `{"category": ${index}}` })), []],
	[
		'personal data and keys',
		[
			...times(10),
			{ question: 'I am ann@company.org, call +49 151 23456789' },
			{ question: 'My card is 4111 1111 1111 1111' },
			{ question: `My key: sk-proj-${'a1B2'.repeat(10)}` },
		],
		[
			[
				'personal_data',
				11,
				'1 line contains what looks like e-mail addresses (line 11): replace them by made-up ones, or a model may repeat them',
			],
			[
				'personal_data',
				11,
				'1 line contains what looks like phone numbers (line 11): replace them by made-up ones, or a model may repeat them',
			],
			[
				'personal_data',
				12,
				'1 line contains what looks like card numbers (line 12): replace them by made-up ones, or a model may repeat them',
			],
			[
				'secrets',
				13,
				'1 line contains what looks like API keys or private keys (line 13): remove them, and renew the keys',
			],
		],
	],
])('%s', (_, rows, expected) => {
	expect(warningsOf(rows).map(({ code, line, message }) => [code, line, message])).toEqual(
		expected,
	);
});

test('what is personal is never printed', () => {
	const secret = `sk-${'Zz9'.repeat(12)}`;
	const { findings } = check(fileOf([...times(10), { question: `ann@company.org ${secret}` }]));
	expect(JSON.stringify(findings)).not.toMatch(/ann@|Zz9/);
	expect(findings.byCode).toMatchObject({ personal_data: 1, secrets: 1 });
});

test('two answers to one question are no contradiction where answers are compared', () => {
	const worse = (content: string) => [{ role: 'assistant', content }];
	const content = [1, 2, 3]
		.map((n) => `${JSON.stringify(preference({ non_preferred_output: worse(`No ${n}.`) }))}\n`)
		.join('');
	expect(check(content).findings.byCode).toEqual({ too_few_examples: 1 });
});

test.each<[string, string[]]>([
	['plain text with numbers 2024-01-15 10:30 and 1,234,567.89', []],
	['order 1234567890123456', []],
	['version 1.2.3-beta.4, IP 192.168.100.200', []],
	['user@example.com and @mention and a@b', []],
	['write to Zoë.Müller+news@mail.company.co.uk!', ['email']],
	['(555) 123-4567', ['phone']],
	['555-123-4567', ['phone']],
	['+1 212 555 0199', ['phone']],
	['+442079460958', ['phone']],
	['5500-0000-0000-0004', ['card']],
	['378282246310005', ['card']],
	['4111 1111 1111 1112', []],
	['AKIAIOSFODNN7EXAMPLE', ['key']],
	[`ghp_${'a'.repeat(36)}`, ['key']],
	['-----BEGIN RSA PRIVATE KEY-----', ['key']],
	['task-based_learning and snake_case_names_are_fine', []],
])('what is sensitive in %p', (text, kinds) => {
	expect(sensitiveIn(text)).toEqual(kinds);
});

test.each<[string, string | undefined]>([
	['a <|endoftext|> b', '<|endoftext|>'],
	['<|im_start|>user then <|fim_suffix|>', '<|fim_suffix|>'],
	['<|eot_id|>', '<|eot_id|>'],
	['a <| b |> c', undefined],
	['endoftext', undefined],
])('the special token in %p', (text, token) => {
	expect(specialTokenIn(text)?.token).toBe(token);
});

test.each(['@', '+1 ', 'a@b.', '4111 ', '<|', '_aaaaaaaa', '-----BEGIN ', '555-'])(
	'a long text of %p is looked through in no time by its square',
	(part) => {
		const text = part.repeat(Math.ceil(400_000 / part.length));
		const start = performance.now();
		sensitiveIn(text);
		specialTokenIn(text);
		expect(performance.now() - start).toBeLessThan(500);
	},
);
