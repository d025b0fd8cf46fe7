import { fileItem, searchFiles } from '../../../../nodes/FineTuning/listSearch/searchFiles';
import { aFile, aPicker, ok } from '../../builders';

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

test('the picker lists training files only, with their age by now, and goes on after the last one', async () => {
	const threeHoursAgo = Math.floor(Date.now() / 1000) - 3 * 3600;
	const file = (id: string) => ({
		id,
		object: 'file',
		bytes: 2_000,
		created_at: threeHoursAgo,
		filename: `${id}.jsonl`,
		purpose: 'fine-tune',
	});
	const { picker, sent } = aPicker(({ qs }) =>
		qs?.after === undefined
			? ok({ data: [file('file-1'), file('file-2')], has_more: true })
			: ok({ data: [file('file-3')], has_more: false }),
	);
	expect(await searchFiles.call(picker, 'FILE-2')).toEqual({
		results: [{ name: 'file-2.jsonl · 2.0 kB · 3 h ago', value: 'file-2' }],
		paginationToken: 'file-2',
	});
	expect(await searchFiles.call(picker, '', 'file-2')).toMatchObject({
		results: [{ value: 'file-3' }],
	});
	expect(sent.map(({ qs }) => qs?.purpose)).toEqual(['fine-tune', 'fine-tune']);
});
