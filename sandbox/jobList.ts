import type { Context } from './context';
import { showJob, viewJob } from './jobs';
import { page, param, type Page, type Query } from './pages';
import type { JobRecord } from './store';

/** All jobs of the list in its order, with all that the quirks do to it, and the moment that it shows. */
export function listedJobs(context: Context, query: Query): { records: JobRecord[]; then: number } {
	const { clock, dialect, list, store } = context;
	const then = clock.now() - (list.lagSeconds ?? 0);
	const filters = dialect.filters && !list.ignoresFilters;
	const all = store.byAge.filter(
		(record) =>
			isListed(context, record, then) && (!filters || hasMetadata(context, record, query)),
	);
	if (list.order !== 'oldest') all.reverse();
	return { records: list.swapsPairs ? swapped(all) : all, then };
}

/** A page of the job list, with all that the quirks do to it. @throws ApiError 400 for a bad query. */
export function jobPage(context: Context, query: Query): Page<unknown> {
	const { dialect, list, store } = context;
	const { records: all, then } = listedJobs(context, query);
	const oldestFirst = list.order === 'oldest';
	const shown = page(all, {
		query,
		standard: 20,
		max: dialect.maxLimit,
		idOf: ({ base }) => base.id,
		resume: (after) => {
			const cursor = store.jobs.get(after);
			if (!cursor) return undefined;
			const ranks = new Map(store.byAge.map((record, rank) => [record, rank]));
			const beyond = ranks.get(cursor) ?? 0;
			const next = all.findIndex((record) => {
				const rank = ranks.get(record) ?? 0;
				return oldestFirst ? rank > beyond : rank < beyond;
			});
			return next === -1 ? all.length : next;
		},
		quirks: list,
	});
	return { ...shown, data: shown.data.map((record) => listed(context, record, then)) };
}

function isListed({ list, store }: Context, record: JobRecord, then: number): boolean {
	const { appearsAfterMs = 0, appearsAfterSeconds = 0, hidden, showsFuture = false } = list;
	return (
		!hidden.has(record.base.id) &&
		(showsFuture || record.createdAt + appearsAfterSeconds <= then) &&
		(appearsAfterMs === 0 || store.arrivedMs(record) + appearsAfterMs <= Date.now())
	);
}

function listed(context: Context, record: JobRecord, then: number): unknown {
	const { shownAs } = context.list;
	return shownAs ? shownAs(viewJob(context, record, then)) : showJob(context, record, then);
}

function hasMetadata({ jobs }: Context, { base }: JobRecord, query: Query): boolean {
	const metadata = (jobs.dropsMetadata ? null : base.metadata) ?? {};
	if (param(query, 'metadata') === 'null') return Object.keys(metadata).length === 0;
	return Object.keys(query).every((name) => {
		const key = /^metadata\[(.*)\]$/.exec(name)?.[1];
		return key === undefined || metadata[key] === param(query, name);
	});
}

function swapped<T>(items: T[]): T[] {
	return items.map((item, index) => items[index % 2 === 0 ? index + 1 : index - 1] ?? item);
}
