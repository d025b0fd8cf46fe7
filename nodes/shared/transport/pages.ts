import type { IDataObject } from 'n8n-workflow';

import type { ListPage } from '../types';
import type { ApiRequest, Connection } from './request';

export const PAGE_SIZE = 100;

export interface PageRequest extends Omit<ApiRequest, 'method' | 'query'> {
	query?: IDataObject;
	/** ID of the last object of the page before. */
	after?: string;
	pageSize?: number;
}

/**
 * The pages of a list, each asked for only when the one before was used up. Ends when the server says
 * so, and also when a page brings nothing new: some servers answer `has_more: true` for ever.
 */
export async function* pages<T extends { id: string }>(
	connection: Connection,
	{ after, pageSize = PAGE_SIZE, query, ...call }: PageRequest,
): AsyncGenerator<T[], void, void> {
	const seen = new Set<string>();
	for (let cursor = after; ; ) {
		const page: ListPage<T> = await connection.request<ListPage<T>>({
			...call,
			method: 'GET',
			query: { ...query, limit: pageSize, ...(cursor !== undefined && { after: cursor }) },
		});
		const fresh = (Array.isArray(page.data) ? page.data : []).filter(({ id }) => !seen.has(id));
		for (const { id } of fresh) seen.add(id);
		const last = fresh.at(-1);
		if (!last) return;
		yield fresh;
		// Where the server does not say, a full page may be followed by another.
		if (!(page.has_more ?? page.data.length >= pageSize)) return;
		cursor = last.id;
	}
}

/**
 * The first `limit` objects of a list that `accept` lets through.
 * @param limit how many, after filtering; Infinity for all
 */
export async function collect<T extends { id: string }>(
	connection: Connection,
	call: PageRequest,
	limit: number,
	accept?: (object: T) => boolean,
): Promise<T[]> {
	// Asking for no more than is wanted is only right where nothing is filtered away.
	const pageSize = accept ? PAGE_SIZE : Math.min(limit, PAGE_SIZE);
	const found: T[] = [];
	for await (const page of pages<T>(connection, { ...call, pageSize })) {
		found.push(...(accept ? page.filter(accept) : page));
		if (found.length >= limit) break;
	}
	return found.slice(0, limit);
}
