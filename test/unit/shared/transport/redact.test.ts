import fc from 'fast-check';

import { redact } from '../../../../nodes/shared/transport/redact';

test('the keys in use are taken out, wherever they stand', () => {
	expect(redact('key abc123 and abc123', ['', 'abc123'])).toBe('key *** and ***');
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
