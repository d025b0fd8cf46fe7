import type { INodeListSearchItems, INodeListSearchResult } from 'n8n-workflow';

import { PAGE_SIZE, readPages } from '../../shared/api/pages';
import type { Page, PageQuery } from '../../shared/domain/page';

/** With a search text, how many pages are searched before the user is given what was found. */
const PAGES_PER_SEARCH = 5;

/**
 * One screenful of a picker: the first page with a match from `token` on.
 * @param token where the screenful before ended
 */
export async function searchPages<T extends { id: string }>(
	ask: (query: PageQuery) => Promise<Page<T>>,
	toItem: (object: T) => INodeListSearchItems,
	filter = '',
	token?: string,
): Promise<INodeListSearchResult> {
	const wanted = filter.trim().toLowerCase();
	const results: INodeListSearchItems[] = [];
	let searched = 0;
	const pages = readPages(async (cursor) => await ask({ cursor, limit: PAGE_SIZE }), token);
	for await (const { items, next } of pages) {
		searched += 1;
		results.push(...items.map(toItem).filter((item) => matches(item, wanted)));
		if (results.length > 0 || searched === PAGES_PER_SEARCH) {
			return { results, ...(next !== null && { paginationToken: next }) };
		}
	}
	return { results };
}

/** What of a list that came whole fits the search text. */
export function searchItems(
	items: readonly INodeListSearchItems[],
	filter = '',
): INodeListSearchResult {
	const wanted = filter.trim().toLowerCase();
	return { results: items.filter((item) => matches(item, wanted)) };
}

/** Whether the text stands in what the user sees of an entry, or in its ID. */
function matches({ name, value }: INodeListSearchItems, wanted: string): boolean {
	return `${name} ${value}`.toLowerCase().includes(wanted);
}
