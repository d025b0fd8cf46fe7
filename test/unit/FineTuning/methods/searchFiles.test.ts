import { fileItem, humanBytes } from '../../../../nodes/FineTuning/methods/searchFiles';

test('a file in the picker shows name, size and age', () => {
	const file = {
		id: 'file-1',
		bytes: 1_234_567,
		created_at: 1_700_000_000,
		filename: 'tickets.jsonl',
		purpose: 'fine-tune',
	};
	expect(fileItem(file, 1_700_000_000 + 3 * 3600)).toEqual({
		name: 'tickets.jsonl · 1.2 MB · 3 h ago',
		value: 'file-1',
	});
});

test.each([
	[0, '0 B'],
	[999, '999 B'],
	[1000, '1.0 kB'],
	[1250, '1.3 kB'],
	[999_900, '999.9 kB'],
	[1_000_000, '1.0 MB'],
	[536_870_912, '536.9 MB'],
])('%d bytes read as %s', (bytes, text) => {
	expect(humanBytes(bytes)).toBe(text);
});

test('a size just below a megabyte does not read as a thousand kilobytes', () => {
	expect(humanBytes(999_960)).toBe('1.0 MB');
});
