import fc from 'fast-check';

import { jsonlName } from '../../../../../../nodes/FineTuning/actions/file/upload/uploadFile';

test.each([
	[undefined, 'training.jsonl'],
	['', 'training.jsonl'],
	['tickets.jsonl', 'tickets.jsonl'],
	['tickets', 'tickets.jsonl'],
	['tickets.json', 'tickets.json.jsonl'],
	['tickets.jsonl.txt', 'tickets.jsonl.txt.jsonl'],
])('a file called %p is sent as %s', (name, expected) => {
	expect(jsonlName(name)).toBe(expected);
});

test('every name ends in .jsonl, begins as the own one does, and is settled at once', () => {
	fc.assert(
		fc.property(fc.string({ minLength: 1 }), (name) => {
			const sent = jsonlName(name);
			expect(sent).toMatch(/\.jsonl$/i);
			expect(sent.startsWith(name)).toBe(true);
			expect(jsonlName(sent)).toBe(sent);
		}),
	);
});
