import type { FastifyInstance, FastifyReply } from 'fastify';
import { findJob, type Context } from '../context';
import { badRequest } from '../errors';
import { jobPage } from '../jobList';
import { createJob, showJob } from '../jobs';
import { cancel, isTerminal, statusAt } from '../life';
import type { Query } from '../pages';
import type { JobRecord } from '../store';

interface ById {
	Params: { id: string };
	Querystring: Query;
}

/** Jobs: create, list, get, cancel. */
export function jobRoutes(app: FastifyInstance, context: Context): void {
	const { clock } = context;
	const path = '/v1/fine_tuning/jobs';

	app.post(path, async ({ body }, reply) => {
		const record = await createJob(context, body);
		return await sendJob(context, reply, record);
	});

	// The real server redirects here too, so an empty id must not reach it.
	app.get(`${path}/`, (_request, reply) => reply.redirect(path, 307));

	app.get<{ Querystring: Query }>(path, ({ query }) => jobPage(context, query));

	app.get<ById>(`${path}/:id`, async ({ params }, reply) => {
		return await sendJob(context, reply, findJob(context, params.id));
	});

	app.post<ById>(`${path}/:id/cancel`, async ({ params }, reply) => {
		const record = findJob(context, params.id);
		const now = clock.now();
		const status = statusAt(record.transitions, now);
		if (isTerminal(status)) {
			const done = status === 'cancelled' ? 'been cancelled' : 'completed';
			throw badRequest(`Job has already ${done}: ${params.id}`, null);
		}
		record.transitions = cancel(record.transitions, now);
		return await sendJob(context, reply, record);
	});
}

/** Answers with a job; as text, since what the quirks make of it need not be an object. */
export async function sendJob(
	context: Context,
	reply: FastifyReply,
	record: JobRecord,
): Promise<FastifyReply> {
	const json = JSON.stringify(showJob(context, record));
	return await reply.type('application/json; charset=utf-8').send(json);
}
