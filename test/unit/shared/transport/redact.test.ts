import fc from 'fast-check';

import { redact, redactAnswer } from '../../../../nodes/shared/transport/redact';

test('the keys in use are taken out, wherever they stand', () => {
	expect(redact('key abc123 and abc123', ['', 'abc123'])).toBe('key *** and ***');
});

test('of two keys of which one begins with the other nothing is left', () => {
	expect(redact('<abc123-test>', ['abc123', 'abc123-test'])).toBe('<***>');
});

test.each([
	['Incorrect API key: sk-proj-abcdef123456', 'Incorrect API key: sk-***'],
	['task-force and a sk-1', 'task-force and a sk-1'],
])('what looks like a key is taken out: %s', (text, expected) => {
	expect(redact(text, [])).toBe(expected);
});

test('no key survives, whatever is around it', () => {
	const key = fc.string({ minLength: 8 }).filter((text) => !'***sk-key-pk-'.includes(text));
	fc.assert(
		fc.property(fc.string(), key, fc.string(), (before, secret, after) => {
			expect(redact(`${before}${secret}${after}`, [secret])).not.toContain(secret);
		}),
	);
});

const KEY = 'a+b/c"d\\e f=gh?i';
const base64 = (text: string) => Buffer.from(text).toString('base64');

test.each<[string, string, string]>([
	['percent-encoded', encodeURIComponent(KEY), '***'],
	['percent-encoded in lower case', encodeURIComponent(KEY).toLowerCase(), '***'],
	['in a query', new URLSearchParams({ key: KEY }).toString(), 'key=***'],
	['as JSON', JSON.stringify({ key: KEY }), '{"key":"***"}'],
	['as JSON with slashes escaped', JSON.stringify(KEY).replace('/', '\\/'), '"***"'],
	['with its prefix', `Bearer ${KEY}`, 'Bearer ***'],
	['with its prefix, percent-encoded', encodeURIComponent(`Bearer ${KEY}`), 'Bearer%20***'],
	['in base64', base64(KEY), '***'],
	['in base64 for URLs', Buffer.from(KEY).toString('base64url'), '***'],
	['in base64 in a URL', encodeURIComponent(base64(KEY)), '***'],
	['with its prefix in base64', base64(`Bearer ${KEY}`), '***'],
	['with its prefix in base64 for URLs', Buffer.from(`Bearer ${KEY}`).toString('base64url'), '***'],
])('a key is found %s', (_, text, expected) => {
	expect(redact(`<${text}>`, [KEY])).toBe(`<${expected}>`);
});

test('in base64 it is found wherever it stands, but for the letters that it shares', () => {
	const middle = 'in-the-middle-1234';
	fc.assert(
		fc.property(fc.string({ maxLength: 20 }), fc.string({ maxLength: 20 }), (before, after) => {
			const told = redact(base64(before + middle + after), [middle]);
			const [head = '', tail] = told.split('***');
			expect(tail).toBeDefined();
			expect(Buffer.from(head, 'base64').toString().length).toBeLessThanOrEqual(before.length + 1);
			// Eight bits a character, six a letter, and one letter that both have a part in.
			const letters = tail?.replaceAll('=', '').length;
			expect(letters).toBeLessThanOrEqual(Math.ceil((after.length * 8) / 6) + 1);
		}),
	);
});

test.each(['base64', 'base64url'] as const)('a key of eight letters is found in %s', (encoding) => {
	// With each of the letters in which the two differ.
	const key = 'k>>>~~~?';
	expect(redact(`<${Buffer.from(key).toString(encoding)}>`, [key])).toBe('<***>');
});

test('a short key does not take ordinary words out', () => {
	expect(redact('YWJj is base64 of abc', ['abc'])).toBe('YWJj is base64 of ***');
});

test('in an answer the texts are without keys, and all else is as it was', () => {
	const answer = {
		error: { message: 'no abc123', causes: ['abc123', { at: 7 }] },
		ok: false,
		id: null,
	};
	expect(redactAnswer(answer, ['abc123'])).toEqual({
		error: { message: 'no ***', causes: ['***', { at: 7 }] },
		ok: false,
		id: null,
	});
});

test.each([
	[0, '***'],
	[1, '***'],
	[6, '***'],
	// Where nobody looks for words.
	[7, 'abc123'],
])('a key %d levels down in an answer is told as %s', (levels, told) => {
	const below = (text: string) =>
		Array.from({ length: levels }).reduce<unknown>(
			(inner, _, level) => (level % 2 === 0 ? { inner } : [inner]),
			text,
		);
	expect(redactAnswer(below('abc123'), ['abc123'])).toEqual(below(told));
});
