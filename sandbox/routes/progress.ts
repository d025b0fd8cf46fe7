import type { FastifyInstance } from 'fastify';
import { findJob, type Context } from '../context';
import { checkpointsAt, eventsAt } from '../events';
import { jobAt } from '../life';
import { page, type Query } from '../pages';
import type { JobRecord } from '../store';
import type { JobCheckpoint } from '../types';

interface ById {
	Params: { id: string };
	Querystring: Query;
}

/** What a job has told so far: events. */
export function eventRoutes(app: FastifyInstance, context: Context): void {
	app.get<ById>('/v1/fine_tuning/jobs/:id/events', ({ params, query }) => {
		const events = eventsAt(findJob(context, params.id), context.clock.now());
		const { maxLimit: max } = context.dialect;
		return page(events, { query, standard: 20, max, idOf: ({ id }) => id, quirks: context.list });
	});
}

/** What a job has made so far: checkpoints. */
export function checkpointRoutes(app: FastifyInstance, context: Context): void {
	app.get<ById>('/v1/fine_tuning/jobs/:id/checkpoints', ({ params, query }) => {
		const record = findJob(context, params.id);
		const now = context.clock.now();
		const all = withNames(context, record, now, checkpointsAt(record, now));
		const { maxLimit: max } = context.dialect;
		const quirks = context.list;
		const shown = page(all, { query, standard: 10, max, idOf: ({ id }) => id, quirks });
		const first_id = shown.data[0]?.id ?? null;
		return { ...shown, first_id, last_id: shown.data.at(-1)?.id ?? null };
	});
}

/** Where models must be registered, checkpoints tell a name of their own when they are. */
function withNames(
	{ dialect }: Context,
	{ base, transitions }: JobRecord,
	now: number,
	checkpoints: JobCheckpoint[],
): JobCheckpoint[] {
	if (dialect.registering === 0) return checkpoints;
	const registered = jobAt(base, transitions, now).fine_tuned_model !== null;
	return checkpoints.map((checkpoint) => ({
		...checkpoint,
		fine_tuned_model_id: registered ? checkpoint.fine_tuned_model_checkpoint : null,
	}));
}
