import fc from 'fast-check';

import { collect, readPages } from '../../../../nodes/shared/api/pages';
import type { Page } from '../../../../nodes/shared/domain/page';

interface Thing {
	id: string;
}

const things = (...ids: string[]): Thing[] => ids.map((id) => ({ id }));

/** A list of so many things in pages, and what was asked of it. */
function listOf(count: number, { endless = false, pageSize = Number.POSITIVE_INFINITY } = {}) {
	const all = things(...Array.from({ length: count }, (_, index) => `t${index}`));
	const asked: Array<{ cursor?: string; limit: number }> = [];
	const ask = async (part: { cursor?: string; limit: number }): Promise<Page<Thing>> => {
		asked.push(part);
		const from = all.findIndex(({ id }) => id === part.cursor) + 1;
		const items = all.slice(from, from + Math.min(part.limit, pageSize));
		const more = endless || from + items.length < all.length;
		return await Promise.resolve({
			items,
			next: more ? (items.at(-1)?.id ?? null) : null,
			unsound: 0,
		});
	};
	return { all, ask, asked };
}

async function idsOf(pages: AsyncIterable<Page<Thing>>): Promise<string[][]> {
	const ids: string[][] = [];
	for await (const { items } of pages) ids.push(items.map(({ id }) => id));
	return ids;
}

/** Answers with these pages one after the other, and then with the last one for ever. */
function scripted(...pages: Array<Page<Thing> | null>) {
	const cursors: Array<string | undefined> = [];
	const ask = async (cursor: string | undefined) => {
		cursors.push(cursor);
		return await Promise.resolve(pages[Math.min(cursors.length, pages.length) - 1] ?? null);
	};
	return { ask, cursors };
}

const page = (next: string | null, ...ids: string[]): Page<Thing> => ({
	items: things(...ids),
	next,
	unsound: 0,
});

test('a list is read page by page, each after the cursor of the one before', async () => {
	const { ask, cursors } = scripted(page('x', 'a', 'b'), page('y', 'c'), page(null, 'd'));
	expect(await idsOf(readPages(ask, 'start'))).toEqual([['a', 'b'], ['c'], ['d']]);
	expect(cursors).toEqual(['start', 'x', 'y']);
});

test('the next page is not asked for before it is wanted', async () => {
	const { ask, cursors } = scripted(page('x', 'a'), page(null, 'b'));
	for await (const { next } of readPages(ask)) if (next === 'x') break;
	expect(cursors).toEqual([undefined]);
});

test('what comes twice is given once', async () => {
	const { ask } = scripted(page('x', 'a', 'b'), page(null, 'b', 'c'));
	expect(await idsOf(readPages(ask))).toEqual([['a', 'b'], ['c']]);
});

test.each([
	['always has more', [page('x', 'a'), page('x', 'a')]],
	['has more after nothing', [page('x', 'a'), page('x')]],
	['has more elsewhere after nothing', [page('x', 'a'), page('y'), page(null, 'b')]],
])('the list of a server that %s ends', async (_, pages) => {
	const { ask, cursors } = scripted(...pages);
	expect(await idsOf(readPages(ask))).toEqual([['a']]);
	expect(cursors).toHaveLength(2);
});

test('a cursor that the server has forgotten: the list is read from its start', async () => {
	const { ask, cursors } = scripted(null, page(null, 'a'));
	expect(await idsOf(readPages(ask, 'gone'))).toEqual([['a']]);
	expect(cursors).toEqual(['gone', undefined]);
});

test.each([
	[1, [1]],
	[100, [100]],
	[250, [100, 100, 100]],
])('of a long list, %d are asked for in parts of %p', async (limit, parts) => {
	const { all, ask, asked } = listOf(1000);
	expect(await collect(ask, { limit })).toEqual(all.slice(0, limit));
	expect(asked.map((part) => part.limit)).toEqual(parts);
});

test('where something is filtered away, whole pages are asked for, and the limit counts what is left', async () => {
	const { ask, asked } = listOf(1000);
	const accept = ({ id }: Thing) => id.endsWith('7');
	expect(await collect(ask, { limit: 2, accept })).toEqual(things('t7', 't17'));
	expect(asked).toEqual([{ cursor: undefined, limit: 100 }]);
});

test('whatever the pages, the first ones that fit are collected, each once, in order', async () => {
	const numbers = { count: fc.nat(40), limit: fc.integer({ min: 1, max: 50 }) };
	await fc.assert(
		fc.asyncProperty(
			fc.record({
				...numbers,
				pageSize: fc.integer({ min: 1, max: 9 }),
				endless: fc.boolean(),
				every: fc.integer({ min: 1, max: 4 }),
			}),
			async ({ count, limit, every, ...quirks }) => {
				const { all, ask } = listOf(count, quirks);
				const accept = ({ id }: Thing) => Number(id.slice(1)) % every === 0;
				expect(await collect(ask, { limit, accept })).toEqual(all.filter(accept).slice(0, limit));
				const start = all.at(2)?.id;
				const rest = start === undefined ? all : all.slice(3);
				expect(await collect(ask, { limit: Number.POSITIVE_INFINITY, start })).toEqual(rest);
			},
		),
	);
});

test('a part of which nothing could be read does not end the list; one that leads nowhere does', async () => {
	const { ask } = scripted(
		{ items: things('a'), next: 'a', unsound: 0 },
		{ items: [], next: 'b', unsound: 1 },
		{ items: things('c'), next: null, unsound: 0 },
	);
	expect((await idsOf(readPages(ask))).flat()).toEqual(['a', 'c']);
	const { ask: endless, cursors } = scripted({ items: [], next: 'x', unsound: 1 });
	expect((await idsOf(readPages(endless))).flat()).toEqual([]);
	expect(cursors).toEqual([undefined, 'x']);
});
