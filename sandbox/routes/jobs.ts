import type { FastifyInstance } from 'fastify';
import { findJob, type Context } from '../context';
import { badRequest } from '../errors';
import { createJob, viewJob } from '../jobs';
import { cancel, isTerminal, statusAt } from '../life';
import { page, param, type Query } from '../pages';
import type { JobRecord } from '../store';

interface ById {
	Params: { id: string };
	Querystring: Query;
}

/** Jobs: create, list, get, cancel. */
export function jobRoutes(app: FastifyInstance, context: Context): void {
	const { clock, dialect, list, store } = context;
	const max = dialect.maxLimit;
	const now = () => clock.now();
	const path = '/v1/fine_tuning/jobs';

	app.post(path, async ({ body }) => await createJob(context, body));

	// The real server redirects here too, so an empty id must not reach it.
	app.get(`${path}/`, (_request, reply) => reply.redirect(path, 307));

	app.get<{ Querystring: Query }>(path, ({ query }) => {
		const then = now() - (list.lagSeconds ?? 0);
		const oldestFirst = list.order === 'oldest';
		const all = store.byAge.filter(
			(record) =>
				record.createdAt <= then &&
				!list.hidden.has(record.base.id) &&
				(!dialect.filters || hasMetadata(record, query)),
		);
		if (!oldestFirst) all.reverse();
		const shown = page(all, {
			query,
			standard: 20,
			max,
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
		return { ...shown, data: shown.data.map((record) => viewJob(context, record, then)) };
	});

	app.get<ById>(`${path}/:id`, ({ params }) => show(params.id));

	app.post<ById>(`${path}/:id/cancel`, ({ params }) => {
		const record = findJob(context, params.id);
		const status = statusAt(record.transitions, now());
		if (isTerminal(status)) {
			const done = status === 'cancelled' ? 'been cancelled' : 'completed';
			throw badRequest(`Job has already ${done}: ${params.id}`, null);
		}
		record.transitions = cancel(record.transitions, now());
		return show(params.id);
	});

	function show(id: string) {
		return viewJob(context, findJob(context, id), now());
	}
}

function hasMetadata({ base }: JobRecord, query: Query): boolean {
	if (param(query, 'metadata') === 'null') return Object.keys(base.metadata ?? {}).length === 0;
	return Object.keys(query).every((name) => {
		const key = /^metadata\[(.*)\]$/.exec(name)?.[1];
		return key === undefined || base.metadata?.[key] === param(query, name);
	});
}
