import { csvTable } from '../../../../nodes/FineTuning/dataset/recognise/csvTable';
import { encodingOf } from '../../../../nodes/FineTuning/dataset/recognise/encoding';
import { JsonValueSplitter } from '../../../../nodes/FineTuning/dataset/recognise/jsonValues';
import { kindOf } from '../../../../nodes/FineTuning/dataset/recognise/kinds';
import { recognise } from '../../../../nodes/FineTuning/dataset/recognise/recognise';

test.each<[string, string, string | null]>([
	['two columns', 'question,answer\na,b\n', ','],
	['no newline at the end', 'question,answer\na,b', ','],
	['semicolons with commas in the texts', 'q;a\nHello, you;Hi, you\nWell, so;So, well\n', ';'],
	['tabs', 'q\ta\nx\ty\n', '\t'],
	['bars', 'q|a\nx|y\n', '|'],
	['quotes over lines', 'q,a\n"one\ntwo, ""three""",b\nc,d\n', ','],
	['one row in ten that is too short', `q,a\n${'x,y\n'.repeat(9)}z\n`, ','],
	['prose with commas', 'Dear Ann, hello\nwe met, as you know, in May\nbye\nso long\n', null],
	['headings only', 'question,answer\n', null],
	['one column', 'text\nhello\nyou\n', null],
	['the same heading twice', 'a,a\nb,c\n', ','],
	['an empty heading', 'a,,b\n1,2,3\n', ','],
	['one heading and empty ones', 'a,,\n1,2,3\n', null],
])('a table: %s', (_, text, delimiter) => {
	expect(csvTable(text, true)?.delimiter ?? null).toBe(delimiter);
});

test.each<[string, Buffer, string, number]>([
	['plain', Buffer.from('{"a": "é"}'), 'utf-8', 0],
	['with a mark', Buffer.from('\ufeff{}'), 'utf-8', 3],
	['UTF-16 with a mark', Buffer.from('\ufeff{}', 'utf16le'), 'utf-16le', 2],
	['UTF-16 the other way', Buffer.from('\ufeff{}', 'utf16le').swap16(), 'utf-16be', 2],
	['UTF-16 without a mark', Buffer.from('{"question": 1}', 'utf16le'), 'utf-16le', 0],
	[
		'UTF-16 the other way without',
		Buffer.from('{"question": 1}', 'utf16le').swap16(),
		'utf-16be',
		0,
	],
	['Windows', Buffer.from('caf\xe9', 'latin1'), 'windows-1252', 0],
	['nothing', Buffer.from(''), 'utf-8', 0],
])('the encoding of a file: %s', (_, bytes, encoding, markLength) => {
	expect(encodingOf(bytes, false)).toEqual({ encoding, markLength });
});

test('a beginning that ends within a character is still UTF-8', () => {
	const cut = Buffer.from('caf\u00e9').subarray(0, 4);
	expect(encodingOf(cut, true).encoding).toBe('utf-8');
	expect(encodingOf(cut, false).encoding).toBe('windows-1252');
});

test.each<[object, string | null]>([
	[{ messages: [] }, 'chat'],
	[{ messages: [{ role: 'user', content: 'x' }], answer: 1 }, 'reinforcement'],
	[{ messages: [{ role: 'gpt', content: 'x' }], id: 1 }, 'chat'],
	[{ input: { messages: [] } }, 'preference'],
	[{ preferred_output: [] }, 'preference'],
	[{ instruction: 'a', input: 'b', output: 'c' }, 'alpaca'],
	[{ Instruction: 'a', Response: 'c' }, 'alpaca'],
	[{ conversations: [] }, 'shareGpt'],
	[{ conversations: '[{"from": "human"}]' }, 'shareGpt'],
	[{ conversations: [], chosen: 1, rejected: 2 }, 'comparison'],
	[{ prompt: 'a', chosen: 'b', rejected: 'c' }, 'comparison'],
	[{ prompt: 'a', completion: 'b' }, 'completion'],
	[{ prompt: 'a', response: 'b' }, 'pair'],
	[{ text: 'a', label: 'b' }, 'pair'],
	[{ input: 'a', output: 'b' }, 'pair'],
	[{ text: 'a' }, 'text'],
	[{ custom_id: '1', body: { input: 'a' } }, 'embedding'],
	[{ custom_id: '1', body: { messages: [] } }, 'batch'],
	[{ custom_id: '1', response: { body: {} } }, 'batchOutput'],
	[{ input: 'a', model: 'text-embedding-3-small' }, 'embedding'],
	[{ text: 5 }, null],
	[{ question: 'a' }, null],
	[{}, null],
])('%j is %p', (row, kind) => {
	expect(kindOf({ ...row })).toBe(kind);
});

test.each([1, 2, 3, 5, 8, 1_000])('JSON values are cut in chunks of %d bytes', (chunk) => {
	const cut = (content: string, longest = 1_000) => {
		const splitter = new JsonValueSplitter(longest);
		const bytes = Buffer.from(content);
		const values: string[] = [];
		const take = (found: Iterable<{ bytes: Uint8Array; tooLong: boolean }>) => {
			for (const value of found) {
				values.push(Buffer.from(value.bytes).toString() + (value.tooLong ? ' …' : ''));
			}
		};
		for (let from = 0; from < bytes.length; from += chunk) {
			take(splitter.push(bytes.subarray(from, from + chunk)));
		}
		take(splitter.end());
		return values;
	};
	expect(cut('[{"a": "]},{"}, [1, 2], "x, y" , 5]')).toEqual([
		'{"a": "]},{"}',
		'[1, 2]',
		'"x, y"',
		'5',
	]);
	expect(cut('{\n"a": "\\"}"\n}{"é": 1}\n\n{"b"')).toEqual([
		'{\n"a": "\\"}"\n}',
		'{"é": 1}',
		'{"b"',
	]);
	expect(cut('[]')).toEqual([]);
	expect(cut('[{"a": "0123456789"},{"b": 1}]', 10)).toEqual(['{"a": "012 …', '{"b": 1}']);
	expect(cut('[\n[{"role": "user"}],\n[]\n]\n')).toEqual(['[{"role": "user"}]', '[]']);
});

test('what most of the first hundred rows are decides', () => {
	const alpaca = '{"instruction":"a","output":"b"}\n';
	const chat = '{"messages":[]}\n';
	const kind = (content: string) => recognise(Buffer.from(content), true).kind;
	expect(kind(chat + alpaca.repeat(2))).toBe('alpaca');
	expect(kind(chat.repeat(60) + alpaca.repeat(50))).toBe('chat');
	expect(kind(chat.repeat(100) + alpaca.repeat(500))).toBe('chat');
	expect(kind(`oops\n\n${alpaca.repeat(3)}`)).toBe('alpaca');
});
