import { check, codes, goodLines } from './check';
import { chat, GOOD, preference, system, user } from './lines';

const TEN = goodLines();
const line = (value: unknown) => `${JSON.stringify(value)}\n`;
const latin1 = (text: string) => Buffer.from(text, 'latin1');

describe('files', () => {
	test.each<[string, string | Uint8Array, string[]]>([
		['ten good lines', TEN, []],
		['nothing', '', ['null: file_empty']],
		['newlines only', '\n\n', ['null: file_empty', '1: trailing_blank_lines']],
		['nine lines', goodLines(9), ['null: too_few_examples']],
		['an array on one line', `[${JSON.stringify(GOOD)}]`, ['null: json_array']],
		[
			'an array over several lines',
			'[\n{"messages": []},\n{"messages": []}\n]\n',
			['null: json_array'],
		],
		['an array after a blank line', '\n[\n{}\n]\n', ['null: json_array']],
		['an array with a mark', '\ufeff[\n{}\n]\n', ['null: json_array']],
		['JSON over several lines', '{\n  "messages": []\n}\n', ['null: multiline_json']],
		['UTF-16', Buffer.from(`\ufeff${TEN}`, 'utf16le'), ['null: utf16']],
		['UTF-16, the other way', Buffer.from(`\ufeff${TEN}`, 'utf16le').swap16(), ['null: utf16']],
		['a byte order mark', `\ufeff${TEN}`, []],
		['line ends of Windows', TEN.replaceAll('\n', '\r\n'), ['1: crlf']],
		['one line end of Windows', `${TEN}${line(GOOD).replace('\n', '\r\n')}`, ['11: crlf']],
		['no last newline', TEN.slice(0, -1), ['10: no_final_newline']],
		['a blank line', `${TEN}\n${goodLines(12).slice(TEN.length)}`, ['11: blank_lines']],
		['blank lines', `${TEN} \n\t\n\n${line(GOOD)}`, ['11: blank_lines']],
		['blank lines at the end', `${TEN}\n\n`, ['11: trailing_blank_lines']],
		['spaces at the end', `${TEN}  `, ['11: trailing_blank_lines']],
	])('%s', (_, content, expected) => {
		expect(codes(content)).toEqual(expected);
	});

	test.each<[string, string | Uint8Array, string[]]>([
		['not JSON', 'hello\n', ['11: invalid_json']],
		['cut off', line(GOOD).slice(0, 20), ['11: invalid_json', '11: no_final_newline']],
		['a comma at the end', `${JSON.stringify(GOOD)},\n`, ['11: invalid_json']],
		['single quotes', "{'messages': []}\n", ['11: invalid_json']],
		['two examples', `${JSON.stringify(GOOD)} ${JSON.stringify(GOOD)}\n`, ['11: invalid_json']],
		['a number', '5\n', ['11: not_an_object']],
		['null', 'null\n', ['11: not_an_object']],
		['a text', '"hello"\n', ['11: not_an_object']],
		['a list', '[]\n', ['11: not_an_object']],
		['a list of messages', line(GOOD.messages), ['11: not_an_object']],
		['bytes that are no UTF-8', latin1('{"text": "caf\xe9"}\n'), ['11: invalid_utf8']],
		['the same as another', TEN.slice(0, TEN.indexOf('\n') + 1), ['11: duplicate']],
		['another format', line(preference()), ['11: mixed_formats']],
		['reinforcement', line({ ...chat(system, user), answer: 1 }), ['11: mixed_formats']],
		['the old format', line({ prompt: 'a', completion: 'b' }), ['11: mixed_formats']],
		['no format', line({ a: 1 }), ['11: unknown_format']],
		[
			'an escaped half of a character',
			line(chat(system, { ...user, content: '\ud83d' }, GOOD.messages[2])),
			[],
		],
	])('an eleventh line: %s', (_, last, expected) => {
		const content = Buffer.concat([Buffer.from(TEN), Buffer.from(last)]);
		expect(codes(content)).toEqual(expected);
	});
});

test.each([
	['hello', /not valid JSON: Unexpected token/],
	[`${JSON.stringify(GOOD)},`, /comma: remove it/],
	["{'messages': []}", /json\.dumps/],
	[`${JSON.stringify(GOOD)}${JSON.stringify(GOOD)}`, /several examples/],
	[JSON.stringify(GOOD.messages), /put it into an object/],
])('the words for %s say what to do', (last, words) => {
	expect(check(`${TEN}${last}\n`).findings.errors.first[0]?.message).toMatch(words);
});

test.each([1, 2, 3, 7, 64, 100_000])('chunks of %d bytes make no difference', (chunk) => {
	const content = `\ufeff${line(chat(system, { ...user, content: 'é 漢字 👩‍👧' }, GOOD.messages[2]))}\r\n${TEN}oops\n${line(GOOD)}x`;
	const { bytes, lines, examples, format } = check(content, { chunk });
	expect(codes(content, { chunk })).toEqual([
		'13: invalid_json',
		'15: invalid_json',
		'2: blank_lines',
		'15: no_final_newline',
		'2: crlf',
	]);
	expect({ bytes, lines, examples, format }).toEqual({
		bytes: Buffer.byteLength(content),
		lines: 15,
		examples: 14,
		format: 'chat',
	});
});

test.each([3, 1000])('a line that is too long is told and not kept, in chunks of %d', (chunk) => {
	const long = JSON.stringify({ messages: 'é'.repeat(500) });
	const content = `${TEN}${long}\n${line(GOOD)}`;
	expect(codes(content, { chunk, longestLine: 200 })).toEqual(['11: line_too_long']);
	const alone = `[${TEN.replaceAll('\n', ',')}`;
	expect(codes(alone, { chunk, longestLine: 200 })).toEqual(['null: json_array']);
});

test('keeps the first findings of each severity and counts all', () => {
	const content = `${'oops\n'.repeat(50)}${line(chat(user, GOOD.messages[2])).repeat(3)}`;
	const { errors, warnings, byCode } = check(content, { maxFindings: 2 }).findings;
	expect(errors).toMatchObject({ count: 50, first: [{ line: 1 }, { line: 2 }] });
	// What concerns the file as a teacher is told once.
	expect(warnings).toMatchObject({ count: 3, first: [{ line: 52 }, { line: 53 }] });
	expect(byCode).toEqual({ invalid_json: 50, system_missing: 1, duplicate: 2 });
});

test('tokens are those of the examples without errors, cut off at the limit when they are paid for', () => {
	const model = { encoding: 'o200k_base', exampleLimit: 20, estimated: false } as const;
	// 3 an example, 3 a message, and a token a letter: 3 + 3·3 + (6 + 8) + (4 + 6) + (9 + 3) = 48.
	const content = `${line(GOOD)}${line(chat(user))}`;
	const checked = check(content, { model, countTokens: (text) => text.length });
	expect(checked.tokens.summary()).toMatchObject({ total: 48, max: 48 });
	expect(checked.billedTokens).toBe(20);
	expect(checked.trainedTokens).toBe('Hi.'.length);
	expect(checked.tokensEstimated).toBe(false);
	expect(checked.findings.byCode).toMatchObject({ over_token_limit: 1 });
});

test('reinforcement takes 50,000 examples at most', () => {
	const examples = (count: number) =>
		Array.from({ length: count }, (_, answer) => line({ ...chat(system, user), answer })).join('');
	const chunk = 1 << 20;
	expect(codes(examples(50_000), { chunk })).toEqual([]);
	expect(codes(examples(50_001), { chunk })).toEqual(['null: too_many_examples']);
});
