import type { INodeListSearchItems, INodeListSearchResult } from 'n8n-workflow';

import { pages, type PageRequest } from '../../shared/transport/pages';
import type { Connection } from '../../shared/transport/request';

/** With a search text, how many pages are looked through before the user is given what was found. */
const PAGES_PER_SEARCH = 5;

/**
 * One screenful of a picker: the first page with a match from `token` on.
 * @param token ID of the last object that was looked at
 */
export async function searchPages<T extends { id: string }>(
	connection: Connection,
	call: PageRequest,
	toItem: (object: T) => INodeListSearchItems,
	filter = '',
	token?: string,
): Promise<INodeListSearchResult> {
	const wanted = filter.trim().toLowerCase();
	const results: INodeListSearchItems[] = [];
	let looked = 0;
	let last: string | undefined;
	for await (const page of pages<T>(connection, { ...call, after: token })) {
		looked += 1;
		last = page.at(-1)?.id;
		results.push(...page.map(toItem).filter((item) => matches(item, wanted)));
		if (results.length > 0 || looked === PAGES_PER_SEARCH) {
			return { results, paginationToken: last };
		}
	}
	return { results };
}

/** Whether the text stands in what the user sees of an entry, or in its ID. */
export function matches({ name, value }: INodeListSearchItems, wanted: string): boolean {
	return `${name} ${value}`.toLowerCase().includes(wanted);
}
