import type { FastifyInstance } from 'fastify';
import { asObject, missingParameter } from '../check';
import type { Context } from '../context';
import { badRequest } from '../errors';
import type { Fault } from '../faults';
import { seedJob, setStatus, viewJob } from '../jobs';
import type { Json } from '../json';
import type { FineTuningJob } from '../types';

/** Routes outside the API that steer the sandbox from another process; no key is needed. */
export function controlRoutes(app: FastifyInstance, context: Context): void {
	app.post('/sandbox/faults', ({ body }, reply) => {
		context.faults.add(faultOf(asObject(body)));
		return reply.code(204).send();
	});

	app.delete('/sandbox/faults', (_request, reply) => {
		context.faults.clear();
		return reply.code(204).send();
	});

	app.post('/sandbox/clock/advance', ({ body }) => {
		const { seconds } = asObject(body);
		if (typeof seconds !== 'number' || !(seconds >= 0)) throw missingParameter('seconds');
		context.clock.advance(seconds);
		return { now: context.clock.now() };
	});

	app.post('/sandbox/jobs', ({ body }) => {
		const { status, ...rest } = asObject(body);
		if (typeof status !== 'string') throw missingParameter('status');
		return seedJob(context, { ...jobFields(rest), status });
	});

	app.post<{ Params: { id: string } }>('/sandbox/jobs/:id/status', ({ body, params }) => {
		const { status, ...rest } = asObject(body);
		if (typeof status !== 'string') throw missingParameter('status');
		setStatus(context, params.id, status, jobFields(rest));
		const record = context.store.jobs.get(params.id);
		return record && viewJob(context, record, context.clock.now());
	});

	app.get('/sandbox/requests', () => context.requests);
}

/** Who steers the sandbox may put anything into a job, odd values included. */
function jobFields(fields: Json): Partial<FineTuningJob> {
	return fields;
}

function faultOf({ path, ...rest }: Json): Fault {
	if (path === undefined) return rest;
	if (typeof path !== 'string') throw badRequest("'path' must be a regular expression", 'path');
	try {
		return { ...rest, path: new RegExp(path) };
	} catch {
		throw badRequest(`'path' is not a regular expression: ${path}`, 'path');
	}
}
