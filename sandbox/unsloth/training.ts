/* eslint-disable @n8n/community-nodes/require-node-api-error -- runs in Node, not in n8n */
import type { FastifyInstance } from 'fastify';
import { asObject, number } from '../check';
import { findJob, type Context } from '../context';
import { ApiError } from '../errors';
import { listedJobs } from '../jobList';
import { createJob } from '../jobs';
import type { Json } from '../json';
import { cancel, isTerminal, statusAt } from '../life';
import { limitOf, param, type Query } from '../pages';
import type { JobRecord } from '../store';
import { fileIdOf } from './paths';
import { createBodyOf, pathsOf, requestId, startProblem } from './startBody';
import { startAnswer, Starts, type Start } from './starts';
import { viewDetail, viewRun } from './view';

interface ById {
	Params: { id: string };
}

/** Training: start once, stop, and the history of runs. */
export function trainingRoutes(
	app: FastifyInstance,
	context: Context,
	/** Called when a training takes the GPU. */
	onStart: () => void,
): void {
	const { clock, store } = context;
	const starts = new Starts();

	app.post('/api/train/start', async ({ body: received }) => {
		const body = asObject(received);
		const fault = startProblem(body);
		if (fault) throw fault;
		const { start_request_id: id } = body;
		const provisional = store.ids.next('ftjob-');
		const reserved = typeof id === 'string' ? starts.reserve(id, provisional) : undefined;
		if (reserved && !reserved.fresh) return startAnswer(reserved.start);
		return await begin(body, reserved?.start);
	});

	async function begin(body: Json, start: Start | undefined) {
		const running = active(context);
		if (running) {
			const words = new ApiError(409, 'Training already active');
			starts.refuse(start, words);
			return {
				job_id: running.base.id,
				status: 'error',
				message:
					'Training is already in progress. Stop current training before starting a new one.',
				error: words.message,
				error_code: null,
			};
		}
		try {
			const missing = missingFile(context, body) ?? untrainable(body);
			if (missing) throw missing;
			const { base } = await createJob(context, createBodyOf(body));
			onStart();
			const message = 'Training job queued and starting in subprocess';
			starts.resolve(start, { state: 'accepted', job_id: base.id, message });
			return { job_id: base.id, status: 'queued', message, error: null, error_code: null };
		} catch (error) {
			if (error instanceof ApiError) starts.refuse(start, error);
			throw error;
		}
	}

	app.get<ById>('/api/train/start-requests/:id', ({ params }) => {
		const start = starts.get(params.id);
		if (!start) throw new ApiError(404, 'Training start request not found');
		return start;
	});

	app.post('/api/train/stop', ({ body }) => {
		const { expected_job_id: expected } = asObject(body);
		const fault = requestId(expected, 'expected_job_id');
		if (fault) throw fault;
		const running = active(context);
		if (!running) return { status: 'idle', message: 'No training job is currently running' };
		if (running.base.id !== expected) {
			throw new ApiError(409, 'The requested training job is no longer active.');
		}
		running.transitions = cancel(running.transitions, clock.now());
		const message = 'Stop requested. Training will stop at the next safe step.';
		return { status: 'stopped', message };
	});

	app.get<{ Querystring: Query }>('/api/train/runs', ({ query }) => {
		const { records, then } = listedJobs(context, query);
		const limit = limitOf(query, 50, 200);
		const asked = param(query, 'offset') ?? '0';
		const fault = number({ min: 0, integer: true })(asked.trim() ? Number(asked) : asked, 'offset');
		if (fault) throw fault;
		const most = Math.min(limit, context.list.maxLimit ?? Infinity);
		const part = records.slice(Number(asked), Number(asked) + most);
		const runs = part.map((record) => viewRun(context, record, then));
		return { runs, total: records.length };
	});

	app.get<ById>('/api/train/runs/:id', async ({ params }, reply) => {
		const record = known(context, params.id);
		const json = JSON.stringify(viewDetail(context, record, clock.now()));
		return await reply.type('application/json').send(json);
	});
}

/** The run that trains, or none: it is one at most that the server itself has started. */
function active({ clock, store }: Context): JobRecord | undefined {
	return [...store.byAge]
		.reverse()
		.find(({ transitions }) => !isTerminal(statusAt(transitions, clock.now())));
}

/** @throws ApiError 404 in the server's own words */
function known(context: Context, id: string): JobRecord {
	try {
		return findJob(context, id);
	} catch (error) {
		if (error instanceof ApiError && error.status !== 404) throw error;
		throw new ApiError(404, `Run ${id} not found`);
	}
}

function missingFile({ store }: Context, body: Json): ApiError | undefined {
	const fields = ['local_datasets', 'local_eval_datasets'] as const;
	for (const field of fields) {
		const label = field === 'local_datasets' ? 'Local dataset' : 'Local eval dataset';
		const missing = pathsOf(body, field).find((path) => !store.files.has(fileIdOf(path)));
		if (missing !== undefined) {
			return new ApiError(400, `${label} not found: ${missing} (resolved: ${missing})`);
		}
	}
	return undefined;
}

function untrainable({ model_name: model }: Json): ApiError | undefined {
	return /gguf/i.test(String(model))
		? new ApiError(400, 'GGUF-only remote models are inference-only and cannot be trained.', {
				code: 'training_remote_model_gguf_only',
			})
		: undefined;
}
