import type { Page } from '../domain/page';

/** Objects asked for at a time. */
export const PAGE_SIZE = 100;

/**
 * The parts of a list, each asked for only when the one before was used up, each object once. Ends when the
 * server says so, and also when a part brings nothing new: some servers have more for ever.
 * @param ask gives null for a cursor that the server does not know any more: then the list is read from its
 * start
 */
export async function* readPages<T extends { id: string }>(
	ask: (cursor: string | undefined) => Promise<Page<T> | null>,
	start?: string,
): AsyncGenerator<Page<T>, void, void> {
	const seen = new Set<string>();
	for (let cursor = start; ; ) {
		const page = await ask(cursor);
		if (!page) {
			cursor = undefined;
			continue;
		}
		const items = page.items.filter(({ id }) => !seen.has(id));
		for (const { id } of items) seen.add(id);
		// A part of which nothing could be read says nothing of what comes after it.
		const leadsOn = page.unsound > 0 && page.next !== cursor;
		if (items.length === 0 && !leadsOn) return;
		yield { ...page, items };
		if (page.next === null) return;
		cursor = page.next;
	}
}

/**
 * The first `limit` objects of a list that `accept` lets through.
 * @param limit how many, after filtering; Infinity for all
 */
export async function collect<T extends { id: string }>(
	ask: (part: { cursor?: string; limit: number }) => Promise<Page<T>>,
	{
		limit,
		start,
		accept,
		ends,
	}: {
		limit: number;
		start?: string;
		accept?: (object: T) => boolean;
		/** Given each part in turn: whether nothing that is wanted can follow it. */
		ends?: (objects: readonly T[]) => boolean;
	},
): Promise<T[]> {
	// Asking for no more than is wanted is only right where nothing is filtered away.
	const size = accept ? PAGE_SIZE : Math.min(limit, PAGE_SIZE);
	const found: T[] = [];
	for await (const { items } of readPages(
		async (cursor) => await ask({ cursor, limit: size }),
		start,
	)) {
		// One by one: lists that come whole are longer than what a call takes as arguments.
		for (const item of items) if (accept?.(item) ?? true) found.push(item);
		if (found.length >= limit || ends?.(items)) break;
	}
	return found.slice(0, limit);
}
