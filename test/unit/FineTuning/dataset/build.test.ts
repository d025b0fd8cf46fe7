import fc from 'fast-check';

import {
	buildRow,
	type BuildFormat,
	type ExampleSource,
	type RowInput,
} from '../../../../nodes/FineTuning/dataset/build';
import { check } from './check';
import { assistant, call, image, system, tool, user } from './lines';

const chatRow = { userMessage: 'Hello?', assistantMessage: 'Hi.' };
const preferenceRow = { userMessage: 'Hello?', preferredOutput: 'Hi.', nonPreferredOutput: 'No.' };
const build = (row: RowInput, format: BuildFormat, source: ExampleSource, tools?: unknown[]) =>
	buildRow(row, { format, source, tools });
const built = (...parameters: Parameters<typeof build>) => {
	const row = build(...parameters);
	return row.ok ? JSON.parse(row.line) : row.problem;
};

describe('fields', () => {
	test('become a conversation, without a blank system prompt', () => {
		expect(built({ ...chatRow, systemPrompt: ' ' }, 'chat', 'fields')).toEqual({
			messages: [user, assistant],
		});
		expect(built({ ...chatRow, systemPrompt: 'Be kind.' }, 'chat', 'fields')).toEqual({
			messages: [system, user, assistant],
		});
	});

	test('become a preference', () => {
		expect(built({ ...preferenceRow, systemPrompt: 'Be kind.' }, 'preference', 'fields')).toEqual({
			input: { messages: [system, user] },
			preferred_output: [assistant],
			non_preferred_output: [{ role: 'assistant', content: 'No.' }],
		});
	});

	test('keep texts as they are, and take numbers and truth values', () => {
		const row = { userMessage: '  spaced\n', assistantMessage: 0, systemPrompt: false };
		expect(
			built(row, 'chat', 'fields').messages.map(({ content }: typeof user) => content),
		).toEqual(['false', '  spaced\n', '0']);
	});

	test.each<[string, RowInput, 'chat' | 'preference', string]>([
		['no question', { assistantMessage: 'Hi.' }, 'chat', "'User Message' is empty"],
		[
			'a blank answer',
			{ ...chatRow, assistantMessage: ' \n' },
			'chat',
			"'Assistant Message' is empty",
		],
		[
			'a null answer',
			{ ...chatRow, assistantMessage: null },
			'chat',
			"'Assistant Message' is empty",
		],
		[
			'an object',
			{ ...chatRow, assistantMessage: { a: 1 } },
			'chat',
			"'Assistant Message' is not a text: use an expression that gives one",
		],
		[
			'a list for the prompt',
			{ ...chatRow, systemPrompt: [] },
			'chat',
			"'System Prompt' is not a text: use an expression that gives one",
		],
		[
			'no better answer',
			{ ...preferenceRow, preferredOutput: '' },
			'preference',
			"'Preferred Output' is empty",
		],
		[
			'no worse answer',
			{ ...preferenceRow, nonPreferredOutput: undefined },
			'preference',
			"'Non-Preferred Output' is empty",
		],
	])('refuse %s', (_, row, format, problem) => {
		expect(built(row, format, 'fields')).toBe(problem);
	});
});

describe('messages', () => {
	const messages = [
		system,
		image('https://example.com/a.png'),
		{ role: 'assistant', tool_calls: [call], weight: 0 },
		{ role: 'tool', tool_call_id: 'c1', content: '1' },
		{ ...assistant, weight: 1 },
	];

	test.each<[string, unknown]>([
		['a list', messages],
		['the JSON of a list', JSON.stringify(messages)],
		['an object', { messages }],
		['an object with tools', { messages, tools: [tool], parallel_tool_calls: false }],
	])('are kept as they are: %s', (_, given) => {
		const whole = typeof given === 'string' ? JSON.parse(given) : given;
		expect(built({ messages: given }, 'chat', 'messages')).toEqual(
			Array.isArray(whole) ? { messages: whole } : whole,
		);
	});

	test('begin a preference, whose answers may be messages', () => {
		const row = {
			messages: { messages: [user], tools: [tool] },
			preferredOutput: { role: 'assistant', tool_calls: [call] },
			nonPreferredOutput: [assistant],
		};
		expect(built(row, 'preference', 'messages')).toEqual({
			input: { messages: [user], tools: [tool] },
			preferred_output: [row.preferredOutput],
			non_preferred_output: [assistant],
		});
	});

	test.each<[string, unknown, RegExp]>([
		['nothing', undefined, /^'Messages' is not a list/],
		['a blank', ' ', /^'Messages' is empty$/],
		['a number', 5, /^'Messages' is not a list/],
		['what is no JSON', '[oops', /^'Messages' is not valid JSON$/],
		['an empty list', [], /^'messages' is empty/],
		['an object without messages', { a: 1 }, /has the keys 'a', and an example needs 'messages'/],
		['no answer', [user], /no assistant message/],
		['fields for a grader', { messages: [user], answer: 1 }, /would be reinforcement data/],
		[
			'a preference',
			{
				input: { messages: [user] },
				preferred_output: [assistant],
				non_preferred_output: [assistant],
			},
			/would be preference data/,
		],
		['several faults', [{ role: 'bot' }, 5], /Message 1 .*; Message 2 /],
	])('refuse %s', (_, given, problem) => {
		expect(built({ messages: given }, 'chat', 'messages')).toMatch(problem);
	});
});

describe('whatever is built is valid, and parses back to the same', () => {
	const text = fc.string({ unit: 'binary' }).filter((value) => value.trim() !== '');
	const some = <T>(one: fc.Arbitrary<T>) => fc.array(one, { minLength: 10, maxLength: 30 });
	const lines = (rows: ReadonlyArray<ReturnType<typeof buildRow>>) =>
		rows.map((row) => `${row.ok ? row.line : `bad: ${row.problem}`}\n`).join('');
	const parsed = (content: string) =>
		content
			.trimEnd()
			.split('\n')
			.map((line) => JSON.parse(line));

	test('fields', () => {
		const row = fc.record({ userMessage: text, assistantMessage: text, systemPrompt: text });
		fc.assert(
			fc.property(some(row), fc.integer({ min: 1, max: 99 }), (rows, chunk) => {
				const content = lines(rows.map((one) => build(one, 'chat', 'fields')));
				const { findings, format, examples } = check(content, { chunk });
				expect({ errors: findings.errors.first, format, examples }).toEqual({
					errors: [],
					format: 'chat',
					examples: rows.length,
				});
				expect(Object.keys(findings.byCode)).toEqual(
					expect.not.arrayContaining(['no_final_newline', 'blank_lines', 'crlf', 'bom']),
				);
				expect(parsed(content)).toEqual(
					rows.map(({ systemPrompt, userMessage, assistantMessage }) => ({
						messages: [
							{ role: 'system', content: systemPrompt },
							{ role: 'user', content: userMessage },
							{ role: 'assistant', content: assistantMessage },
						],
					})),
				);
			}),
		);
	});

	test('preferences', () => {
		const row = fc.record({ userMessage: text, preferredOutput: text, nonPreferredOutput: text });
		fc.assert(
			fc.property(some(row), (rows) => {
				const content = lines(rows.map((one) => build(one, 'preference', 'fields')));
				const { findings, format } = check(content);
				expect({ errors: findings.errors.first, format }).toEqual({
					errors: [],
					format: 'preference',
				});
				expect(
					parsed(content).map(({ preferred_output: [better], non_preferred_output: [worse] }) => [
						better.content,
						worse.content,
					]),
				).toEqual(rows.map((one) => [one.preferredOutput, one.nonPreferredOutput]));
			}),
		);
	});

	test('messages, whatever is given: refused, or valid', () => {
		const part = fc.oneof(
			fc.record({ type: fc.constant('text'), text: fc.string() }),
			fc.constant(image('https://example.com/a.png').content[0]),
			fc.constant({ type: 'text' }),
		);
		const message = fc.record(
			{
				role: fc.constantFrom('system', 'user', 'assistant', 'tool', 'bot'),
				content: fc.oneof(fc.string(), fc.constant(null), fc.array(part, { maxLength: 3 })),
				weight: fc.constantFrom(0, 1, 2),
				tool_calls: fc.constantFrom([call], []),
				tool_call_id: fc.constantFrom('c1', ''),
				extra: fc.integer(),
			},
			{ requiredKeys: ['role'] },
		);
		let valid = 0;
		fc.assert(
			fc.property(fc.array(message, { minLength: 1, maxLength: 3 }), (messages) => {
				const row = build({ messages }, 'chat', 'messages');
				if (!row.ok) return;
				valid += 1;
				expect(JSON.parse(row.line)).toEqual({ messages });
				expect(Object.keys(check(`${row.line}\n`).findings.byCode)).toContain('too_few_examples');
				expect(check(`${row.line}\n`).findings.errors.count).toBe(1);
			}),
			{ numRuns: 1000 },
		);
		expect(valid).toBeGreaterThan(0);
	});
});
