import type { FastifyInstance } from 'fastify';
import { findJob, type Context } from '../context';
import { badRequest } from '../errors';
import { checkpointsAt, eventsAt } from '../events';
import { createJob, viewJob } from '../jobs';
import { cancel, force, isTerminal, pause, resume, statusAt } from '../life';
import { page, param, type Query } from '../pages';
import type { JobRecord } from '../store';

interface ById {
	Params: { id: string };
	Querystring: Query;
}

/** Jobs: create, list, get, cancel, pause, resume, events, checkpoints. */
export function jobRoutes(app: FastifyInstance, context: Context): void {
	const { clock, list, store } = context;
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
				record.createdAt <= then && !list.hidden.has(record.base.id) && hasMetadata(record, query),
		);
		if (!oldestFirst) all.reverse();
		const shown = page(all, {
			query,
			standard: 20,
			max: 100,
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

	app.post<ById>(`${path}/:id/pause`, ({ params }) => {
		const record = findJob(context, params.id);
		const status = statusAt(record.transitions, now());
		if (status !== 'queued' && status !== 'running') {
			throw badRequest(`Job ${params.id} cannot be paused while it is ${status}`, null);
		}
		record.transitions = pause(record.transitions, record.plan?.pausing ?? 0, now());
		return show(params.id);
	});

	app.post<ById>(`${path}/:id/resume`, ({ params }) => {
		const record = findJob(context, params.id);
		const status = statusAt(record.transitions, now());
		if (status !== 'paused') {
			throw badRequest(`Job ${params.id} cannot be resumed while it is ${status}`, null);
		}
		record.transitions = record.plan
			? resume(record.transitions, record.plan, now())
			: force(record.transitions, now(), 'queued', {});
		store.reopen(record);
		return show(params.id);
	});

	app.get<ById>(`${path}/:id/events`, ({ params, query }) => {
		const events = eventsAt(findJob(context, params.id), now());
		return page(events, { query, standard: 20, max: 100, idOf: ({ id }) => id, quirks: list });
	});

	app.get<ById>(`${path}/:id/checkpoints`, ({ params, query }) => {
		const all = checkpointsAt(findJob(context, params.id), now());
		const shown = page(all, { query, standard: 10, max: 100, idOf: ({ id }) => id, quirks: list });
		const first_id = shown.data[0]?.id ?? null;
		return { ...shown, first_id, last_id: shown.data.at(-1)?.id ?? null };
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
