import {
	faultIn,
	type Scoring,
} from '../../../../../../nodes/FineTuning/actions/model/evaluate/scoring';
import type { ChatAnswer } from '../../../../../../nodes/shared/domain/chat';

const answer = (text: string | null, more: Partial<ChatAnswer> = {}): ChatAnswer => ({
	text,
	refusal: null,
	finishReason: 'stop',
	inputTokens: null,
	outputTokens: null,
	...more,
});

const FENCED = '```json\n{"b": [1, 2], "a": null}\n```';

test.each<[Scoring, given: string | null, expected: string, fault: RegExp | null]>([
	['exact', 'Billing', 'Billing', null],
	['exact', ' Billing\n', '\tBilling ', null],
	['exact', 'billing', 'Billing', /^Not the expected answer$/],
	['exact', 'Billing.', 'Billing', /^Not the expected answer$/],
	['exact', '', 'Billing', /^Not the expected answer$/],
	['exact', null, 'Billing', /^Not the expected answer$/],
	['exact', null, '', null],
	['exact', FENCED, '{"b": [1, 2], "a": null}', /^Not the expected answer$/],
	['contains', 'This is Billing, I think.', 'Billing', null],
	['contains', 'This is Billing', ' Billing\n', null],
	['contains', 'This is billing', 'Billing', /^Does not contain/],
	['contains', 'Bill', 'Billing', /^Does not contain/],
	['json', '{"a":1,"b":{"c":[1,2],"d":"x"}}', '{ "b": {"d": "x", "c": [1, 2]}, "a": 1.0 }', null],
	['json', FENCED, '{"a": null, "b": [1, 2]}', null],
	['json', '{"a": null, "b": [1, 2]}', FENCED, null],
	['json', '```\n[1]\n```\n', '[1]', null],
	['json', '```json\r\n[1]\r\n```', '[1]', null],
	['json', '```json\n[1]```', '[1]', null],
	['json', '```\n```', '[1]', /^Not JSON$/],
	['json', '```', '[1]', /^Not JSON$/],
	['json', '```[1]```', '[1]', /^Not JSON$/],
	['json', '```json\n[1], 2', '[1]', /^Not JSON$/],
	['json', 'Here it is:\n[1]\n```', '[1]', /^Not JSON$/],
	['json', '```json\n[1]\n```\nor\n```json\n[1]\n```', '[1]', /^Not JSON$/],
	['json', '"x"', ' "x" ', null],
	['json', '{"__proto__": {"a": 1}}', '{"__proto__": {"a": 1}}', null],
	['json', '{"__proto__": {"a": 1}}', '{}', /^Not the expected JSON$/],
	['json', '1e400', 'null', /^Not the expected JSON$/],
	['json', '{"a": 1, "b": 1}', '{"a": 1, "c": 1}', /^Not the expected JSON$/],
	['json', '[1]', '{"0": 1}', /^Not the expected JSON$/],
	['json', '{"toString": 1}', '{"b": 1}', /^Not the expected JSON$/],
	['json', '[1, 2]', '[2, 1]', /^Not the expected JSON$/],
	['json', '{"id":9007199254740993}', '{ "id": 9007199254740993 }', null],
	['json', '{"id": 9007199254740993}', '{"id": 9007199254740992}', /^Not the expected JSON$/],
	[
		'json',
		'["4111 1111111111111111\\"", 0.12345678901234567]',
		'["", 0]',
		/^Not the expected JSON$/,
	],
	[
		'json',
		'["1111111111111111\\"", -0.12345678901234567]',
		'["1111111111111111\\"", -0.12345678901234567]',
		null,
	],
	['json', '[01234567890123456789]', '[1]', /^Not JSON$/],
	['json', '[1234567890123456e+12]', '[1234567890123456E12]', null],
	['json', '[1]', '[1, 2]', /^Not the expected JSON$/],
	['json', '{}', '0', /^Not the expected JSON$/],
	['json', '{}', 'null', /^Not the expected JSON$/],
	['json', '{"a": 1}', '{"a": "1"}', /^Not the expected JSON$/],
	['json', '{"a": 1}', '{"a": 1, "b": null}', /^Not the expected JSON$/],
	['json', '[]', '{}', /^Not the expected JSON$/],
	['json', '{"a": 1', '{"a": 1}', /^Not JSON$/],
	['json', 'Here it is: {"a": 1}', '{"a": 1}', /^Not JSON$/],
	['json', '', '{"a": 1}', /^Not JSON$/],
])('%s: %p for %p', (scoring, given, expected, fault) => {
	const found = faultIn(answer(given), expected, scoring);
	if (fault === null) expect(found).toBeNull();
	else expect(found).toMatch(fault);
});

test.each([
	['lists', '[', ']'],
	['objects', '{"a":', '}'],
])('%s in one another are compared a hundred levels deep', (_, opening, closing) => {
	const nested = (levels: number) => `${opening.repeat(levels)}1${closing.repeat(levels)}`;
	expect(faultIn(answer(nested(100)), nested(100), 'json')).toBeNull();
	expect(faultIn(answer(nested(101)), nested(101), 'json')).toBe('Not the expected JSON');
});

test('brackets without end are no more than a wrong answer', () => {
	const deep = `${'['.repeat(100_000)}${']'.repeat(100_000)}`;
	expect(faultIn(answer(deep), '[[[]]]', 'json')).toBe('Not the expected JSON');
	expect(faultIn(answer(deep), deep, 'json')).toBe('Not the expected JSON');
	expect(faultIn(answer('['.repeat(100_000)), '[]', 'json')).toBe('Not JSON');
});

test('an answer that runs into blank lines holds nobody up', () => {
	const blank = '\n '.repeat(200_000);
	expect(faultIn(answer(`\`\`\`json${blank}x`), '[]', 'json')).toBe('Not JSON');
	expect(faultIn(answer(`\`\`\`json${blank}[]${blank}\`\`\``), '[]', 'json')).toBeNull();
});

test.each<[Partial<ChatAnswer>, RegExp]>([
	[{ refusal: 'I cannot help with that.' }, /^The model declined to answer: I cannot help/],
	[{ refusal: 'No. '.repeat(1000) }, /^.{0,250}…$/],
	[{ finishReason: 'length' }, /^The answer was cut off at the length limit$/],
	[{ finishReason: 'contentFilter' }, /^A content filter held the answer back$/],
	[{ finishReason: 'toolCall' }, /^The model called a tool instead of answering$/],
	[{ text: null, finishReason: 'length' }, /^The answer was cut off/],
])('however right its text, wrong is %p', (more, fault) => {
	for (const scoring of ['exact', 'contains', 'json'] as const) {
		expect(faultIn(answer('"x"', more), '"x"', scoring)).toMatch(fault);
	}
});
