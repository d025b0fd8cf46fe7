/* eslint-disable @n8n/community-nodes/no-restricted-imports -- runs in Node, not in n8n */
import { Readable } from 'node:stream';
import { setTimeout as delay } from 'node:timers/promises';
import type { FastifyInstance, FastifyReply } from 'fastify';
import type { Context } from '../context';
import { ApiError } from '../errors';
import { addFile } from '../files';
import { listedJobs } from '../jobList';
import { showJob } from '../jobs';
import { force } from '../life';
import { isJson } from '../json';
import { readForm } from '../multipart';
import { HEX, token } from '../random';
import { chatRoutes } from '../routes/chat';
import { modelRoutes } from '../routes/models';
import type { JobRecord } from '../store';
import { createJob } from './create';
import { jobNotFound, PlainError } from './errors';
import { beginExport, settleExports } from './exports';
import { afterRestart, isFinal, isOver, stateOf, takeUpdate } from './state';
import { checkpointsView, jobView, pathOf, updateView } from './view';

interface ById {
	Params: { id: string };
}

const ROOT = '/api/fine-tuning';
const JOB = `${ROOT}/jobs/:id`;
/** What the server holds in memory. */
const LARGEST = 4 * 1024 ** 3;
/** Real milliseconds between two looks whether the trainer has something to say. */
const LOOK_MS = 20;
/** Seconds for which a reader who has gone away still takes what the trainer says. */
const LINGERS = 1;

/** Fine-tuning as LocalAI has it, and OpenAI's list of models. */
export function localAiRoutes(app: FastifyInstance, context: Context): void {
	const { clock, jobs, list, store } = context;
	for (const record of store.byAge) afterRestart(record, clock.now());
	// Of an earlier life: their trainers are gone.
	const gone = new Set(store.byAge);
	// One call at a time to a job's trainer: whoever reads its progress holds it.
	const held = new Set<JobRecord>();

	const find = (id: string): JobRecord => {
		const record = store.jobs.get(id);
		if (!record || list.hidden.has(id)) throw jobNotFound(id);
		if (jobs.forbidden.has(id)) throw new ApiError(403, 'feature not enabled for your account');
		return record;
	};

	app.addHook('preHandler', async () => settleExports(context));

	// An exported model is loaded without the part that writes until its configuration tells its class.
	app.addHook('preHandler', async ({ body, method, url }) => {
		if (method !== 'POST' || !url.startsWith('/v1/chat/completions') || !isJson(body)) return;
		const record = exporterOf(context, body.model);
		if (!record || record.localAi?.answering?.includes(String(body.model))) return;
		throw new ApiError(
			500,
			"rpc error: code = Unknown desc = Unexpected <class 'AttributeError'>: 'Qwen2Model' object has no attribute 'generate'",
		);
	});

	app.post(`${ROOT}/datasets`, async (request) => {
		const id = store.ids.next('file-');
		const { file } = await readForm(request, context.blobs, 'file', id, LARGEST);
		if (!file) throw new PlainError(400, 'file is required');
		const { bytes, filename } = file;
		const name = filename.split('/').at(-1) ?? '';
		return {
			path: pathOf(
				addFile(context, { id, bytes, filename: name, purpose: 'fine-tune', lifetime: null }),
			),
		};
	});

	app.post(`${ROOT}/jobs`, async ({ body }, reply) => {
		const { base } = await createJob(context, body);
		reply.code(201);
		return { id: base.id, status: 'queued', message: 'Fine-tuning job started' };
	});

	app.get(`${ROOT}/jobs`, async (_request, reply) => {
		const { records, then } = listedJobs(context, {});
		const { shownAs } = list;
		const all = records.map((record) => {
			const shown = showJob(context, record, then);
			return jobView(context, shownAs ? shownAs(shown as never) : shown);
		});
		return await reply.type('application/json; charset=utf-8').send(JSON.stringify(all));
	});

	app.get<ById>(JOB, async ({ params }, reply) => {
		const shown = jobView(context, showJob(context, find(params.id)));
		return await reply.type('application/json; charset=utf-8').send(JSON.stringify(shown));
	});

	// It ends any job, one that has succeeded, too.
	app.post<ById>(`${JOB}/stop`, ({ params }) => {
		const record = find(params.id);
		const state = stateOf(record, clock.now());
		if (!isOver(record, clock.now())) {
			record.transitions = force(record.transitions, clock.now(), 'cancelled', {});
		}
		state.status = 'stopped';
		state.message = 'Training stopped by user';
		gone.add(record);
		return { status: 'stopped', message: 'Fine-tuning job stopped' };
	});

	// An error comes as a success: the headers are sent before anything is known.
	app.get<ById>(`${JOB}/progress`, async ({ params }, reply) => {
		const record = store.jobs.get(params.id);
		const told =
			record && !list.hidden.has(params.id)
				? follow(context, record, { isGone: gone.has(record), closing: closingOf(reply), held })
				: [problem(`job not found: ${params.id}`)];
		return await reply.type('text/event-stream').send(Readable.from(told));
	});

	app.get<ById>(`${JOB}/checkpoints`, async ({ params }, reply) => {
		const record = find(params.id);
		await turn(record, held, closingOf(reply));
		return { checkpoints: checkpointsView(record, clock.now()) };
	});

	app.post<ById>(`${JOB}/export`, ({ params, body }, reply) => {
		const record = store.jobs.get(params.id);
		if (!record || list.hidden.has(params.id)) {
			throw new PlainError(500, `job not found: ${params.id}`);
		}
		const name = beginExport(context, find(params.id), body);
		reply.code(202);
		const message = `Export started for model '${name}'`;
		return { status: 'exporting', message, model_name: name };
	});

	app.patch<{ Params: { name: string } }>(
		'/api/models/config-json/:name',
		({ params: { name }, body }, reply) => {
			const record = exporterOf(context, name);
			if (!isJson(body) || Object.keys(body).length === 0) {
				throw new PlainError(400, 'request body is empty or unreadable');
			}
			if (!record) throw new PlainError(404, 'model configuration not found');
			const state = stateOf(record, clock.now());
			const others = (state.answering ?? []).filter((one) => one !== name);
			state.answering = body.type === 'AutoModelForCausalLM' ? [...others, name] : others;
			reply.code(200);
			return {
				config_revision: token(name, 64, HEX),
				message: `Model '${name}' updated successfully`,
				pending_cleanup: 0,
				success: true,
			};
		},
	);

	modelRoutes(app, context);
	chatRoutes(app, context);
}

/** The job that a model on this server was exported of. */
function exporterOf({ store }: Context, model: unknown): JobRecord | undefined {
	return store.byAge.find(({ localAi }) => localAi?.exported?.includes(String(model)));
}

function closingOf({ raw }: FastifyReply): AbortSignal {
	const closing = new AbortController();
	raw.once('close', () => closing.abort());
	return closing.signal;
}

/** What the trainer says, as it says it; nothing at all is sent before the first word. */
async function* follow(
	{ clock, jobs }: Context,
	record: JobRecord,
	{ isGone, closing, held }: { isGone: boolean; closing: AbortSignal; held: Set<JobRecord> },
): AsyncGenerator<string, void, void> {
	await turn(record, held, closing);
	if (closing.aborted) return;
	if (isGone) {
		yield problem(`rpc error: code = NotFound desc = Job ${record.base.id} not found`);
		return;
	}
	held.add(record);
	try {
		while (!closing.aborted) {
			const update = takeUpdate(record, clock.now());
			if (update) yield event(updateView(record, update));
			if (update ? isFinal(update.status) : isOver(record, clock.now())) return;
			if (!update) await delay(LOOK_MS, undefined, { ref: false });
		}
	} finally {
		held.delete(record);
	}
	if (jobs.losesUpdates) stateOf(record, clock.now()).losesUntil = clock.now() + LINGERS;
}

/** Waits until nobody reads the job's progress any more, or whoever waits has gone. */
async function turn(record: JobRecord, held: Set<JobRecord>, closing: AbortSignal): Promise<void> {
	while (held.has(record) && !closing.aborted) await delay(LOOK_MS, undefined, { ref: false });
}

function problem(message: string): string {
	return event({ status: 'error', message });
}

function event(data: object): string {
	return `data: ${JSON.stringify(data)}\n\n`;
}
