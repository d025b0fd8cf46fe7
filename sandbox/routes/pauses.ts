import type { FastifyInstance } from 'fastify';
import { findJob, type Context } from '../context';
import { badRequest } from '../errors';
import { force, pause, resume, statusAt } from '../life';
import { sendJob } from './jobs';

interface ById {
	Params: { id: string };
}

/** Jobs: pause, resume. */
export function pauseRoutes(app: FastifyInstance, context: Context): void {
	const { clock, store } = context;

	app.post<ById>('/v1/fine_tuning/jobs/:id/pause', async ({ params: { id } }, reply) => {
		const record = findJob(context, id);
		const now = clock.now();
		const status = statusAt(record.transitions, now);
		if (status !== 'queued' && status !== 'running') {
			throw badRequest(`Job ${id} cannot be paused while it is ${status}`, null);
		}
		record.transitions = pause(record.transitions, record.plan?.pausing ?? 0, now);
		return await sendJob(context, reply, record);
	});

	app.post<ById>('/v1/fine_tuning/jobs/:id/resume', async ({ params: { id } }, reply) => {
		const record = findJob(context, id);
		const now = clock.now();
		const status = statusAt(record.transitions, now);
		if (status !== 'paused') {
			throw badRequest(`Job ${id} cannot be resumed while it is ${status}`, null);
		}
		record.transitions = record.plan
			? resume(record.transitions, record.plan, now)
			: force(record.transitions, now, 'queued', {});
		store.reopen(record);
		return await sendJob(context, reply, record);
	});
}
