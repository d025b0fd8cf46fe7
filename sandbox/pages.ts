import { number } from './check';
import { badRequest } from './errors';

/** A query as fastify parses it. */
export type Query = Record<string, string | string[] | undefined>;

/** The last value of a query parameter. */
export function param(query: Query, name: string): string | undefined {
	const value = query[name];
	return Array.isArray(value) ? value.at(-1) : value;
}

/**
 * The page size asked for.
 * @throws ApiError 400 unless it is a whole number from 1 to `max`.
 */
export function limitOf(query: Query, standard: number, max: number): number {
	const asked = param(query, 'limit');
	if (asked === undefined) return standard;
	const fault = number({ min: 1, max, integer: true })(
		asked.trim() ? Number(asked) : asked,
		'limit',
	);
	if (fault) throw fault;
	return Number(asked);
}

/** How a list is cut into pages. */
export interface Paging<T> {
	query: Query;
	standard: number;
	max: number;
	idOf(item: T): string;
	/** Where to go on when `after` names an item that is not in the list; undefined refuses. */
	resume?(after: string): number | undefined;
	quirks?: { maxLimit?: number; alwaysHasMore?: boolean; neverHasMore?: boolean };
}

/** One page. */
export interface Page<T> {
	object: 'list';
	data: T[];
	has_more: boolean;
}

/**
 * The page of `items` after the cursor `after`.
 * @throws ApiError 400 for an unknown cursor or an impossible limit.
 */
export function page<T>(items: T[], paging: Paging<T>): Page<T> {
	const { query, quirks = {} } = paging;
	const limit = Math.min(limitOf(query, paging.standard, paging.max), quirks.maxLimit ?? Infinity);
	const start = startOf(items, paging);
	const data = items.slice(start, start + limit);
	const more = quirks.alwaysHasMore === true || start + limit < items.length;
	const has_more = more && !quirks.neverHasMore;
	return { object: 'list', data, has_more };
}

function startOf<T>(items: T[], { query, idOf, resume }: Paging<T>): number {
	const after = param(query, 'after');
	if (!after) return 0;
	const index = items.findIndex((item) => idOf(item) === after);
	if (index !== -1) return index + 1;
	const start = resume?.(after);
	if (start === undefined) throw badRequest(`No such object: ${after}`, 'after');
	return start;
}
