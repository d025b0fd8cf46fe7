import { searchItems, searchPages } from '../../../../nodes/FineTuning/listSearch/picker';
import type { Page, PageQuery } from '../../../../nodes/shared/domain/page';

const entry = { name: 'Tickets.jsonl · 1.2 MB', value: 'file-ABC1' };

test.each([
	[undefined, true],
	['', true],
	['  ', true],
	['tickets', true],
	['TICKETS', true],
	[' 1.2 mb ', true],
	['file-ab', true],
	['-abc1', true],
	['other', false],
])("an entry of a picker is found by '%s': %p", (wanted, expected) => {
	expect(searchItems([entry], wanted).results).toEqual(expected ? [entry] : []);
});

/** A list of pages with one object each, whose names count up from 0. */
function listOf(pages: number) {
	const asked: PageQuery[] = [];
	const ask = async (query: PageQuery): Promise<Page<{ id: string }>> => {
		asked.push(query);
		const at = Number(query.cursor ?? 0);
		const next = at + 1 < pages ? String(at + 1) : null;
		return await Promise.resolve({ items: [{ id: `n${at}` }], next, unsound: 0 });
	};
	return { ask, asked };
}

const toItem = ({ id }: { id: string }) => ({ name: id, value: id });

test('without a search text, a screenful is one page, and the next goes on after it', async () => {
	const { ask, asked } = listOf(2);
	const first = await searchPages(ask, toItem);
	expect(first).toEqual({ results: [{ name: 'n0', value: 'n0' }], paginationToken: '1' });
	expect(await searchPages(ask, toItem, '', first.paginationToken as string)).toEqual({
		results: [{ name: 'n1', value: 'n1' }],
	});
	expect(asked.map(({ cursor }) => cursor)).toEqual([undefined, '1']);
});

test('with a search text, pages are read up to the first one with a match', async () => {
	const { ask, asked } = listOf(9);
	expect(await searchPages(ask, toItem, ' N3 ')).toEqual({
		results: [{ name: 'n3', value: 'n3' }],
		paginationToken: '4',
	});
	expect(asked).toHaveLength(4);
});

test('a search without a match stops after some pages, and can be taken up there', async () => {
	const { ask, asked } = listOf(50);
	expect(await searchPages(ask, toItem, 'nowhere')).toEqual({ results: [], paginationToken: '5' });
	expect(asked).toHaveLength(5);
});

test('a search of a short list without a match ends', async () => {
	expect(await searchPages(listOf(3).ask, toItem, 'nowhere')).toEqual({ results: [] });
});
