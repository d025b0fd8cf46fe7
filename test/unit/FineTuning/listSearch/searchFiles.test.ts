import { fileItem } from '../../../../nodes/FineTuning/listSearch/searchFiles';
import { aFile } from '../../builders';

test('a file in the picker shows name, size and age', () => {
	expect(fileItem(aFile(), 1_700_000_000 + 3 * 3600)).toEqual({
		name: 'tickets.jsonl · 1.2 MB · 3 h ago',
		value: 'file-1',
	});
});

test('a file of which little is told is still shown, by its ID', () => {
	expect(fileItem(aFile({ name: null, bytes: null, createdAt: null }), 0)).toEqual({
		name: 'file-1',
		value: 'file-1',
	});
});
