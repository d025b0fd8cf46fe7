import { fileOutput, humanBytes, simplifyFile } from '../../../../nodes/shared/domain/file';
import { aFile } from '../../builders';

test('a file has its size, name and dates', () => {
	const file = aFile({ status: 'error', statusDetails: 'Line 3', expiresAt: 1_700_003_600 });
	expect(simplifyFile(file)).toEqual({
		id: 'file-1',
		fileName: 'tickets.jsonl',
		purpose: 'fine-tune',
		bytes: 1_234_567,
		status: 'error',
		statusDetails: 'Line 3',
		createdAt: '2023-11-14T22:13:20.000Z',
		expiresAt: '2023-11-14T23:13:20.000Z',
	});
});

test('a file is given flat, or as the provider sent it, in an object of its own', () => {
	const file = aFile({ raw: { id: 'file-1', more: true } });
	expect(fileOutput(file, true)).toEqual(simplifyFile(file));
	const raw = fileOutput(file, false);
	raw.more = false;
	expect(fileOutput(file, false)).toEqual({ id: 'file-1', more: true });
});

test.each([
	[0, '0 B'],
	[999, '999 B'],
	[1000, '1.0 kB'],
	[1250, '1.3 kB'],
	[999_949, '999.9 kB'],
	// What would round up to a thousand kilobytes.
	[999_950, '1.0 MB'],
	[999_960, '1.0 MB'],
	[1_000_000, '1.0 MB'],
	[536_870_912, '536.9 MB'],
])('%d bytes read as %s', (bytes, text) => {
	expect(humanBytes(bytes)).toBe(text);
});
