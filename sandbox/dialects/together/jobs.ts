import type { FastifyInstance, FastifyReply } from 'fastify';
import { asObject } from '../../check';
import { findJob, type Context } from '../../context';
import { ApiError, badRequest } from '../../errors';
import { jobPage } from '../../jobList';
import { createJob, showJob } from '../../jobs';
import { force, isTerminal, past, statusAt } from '../../life';
import type { JobRecord } from '../../store';
import { bodyProblem } from './createBody';
import { MODELS } from './models';
import { checkpointsView, eventsView, jobView, metricsView } from './view';

interface ById {
	Params: { id: string };
}

/** Seconds, at speed 1, from the request to cancel until the job has stopped. */
const STOPPING = 3;
/** US dollars for a token, so that a price is one. */
const PRICE = 0.48e-6;
/** US dollars that the account may spend. */
const CREDIT = 100;

/** Jobs: create, list, get, cancel, events, checkpoints, metrics, and what concerns them before they are. */
export function jobRoutes(app: FastifyInstance, context: Context): void {
	const { clock, list, speed, store } = context;
	const path = '/v1/fine-tunes';
	// As text, since what the quirks make of a job need not be an object.
	const send = async (reply: FastifyReply, record: JobRecord, whole = false) => {
		const view = jobView(context, showJob(context, record), clock.now(), whole);
		return await reply.type('application/json; charset=utf-8').send(JSON.stringify(view));
	};

	app.post(path, async ({ body }, reply) => {
		const fault = bodyProblem(body);
		if (fault) throw fault;
		return await send(reply, await createJob(context, body));
	});

	app.get(path, () => {
		const then = clock.now() - (list.lagSeconds ?? 0);
		const { data } = jobPage(context, { limit: String(store.jobs.size + 1) });
		return { data: data.map((job) => jobView(context, job, then)) };
	});

	app.get<ById>(`${path}/:id`, async ({ params }, reply) => {
		return await send(reply, findJob(context, params.id), true);
	});

	app.post<ById>(`${path}/:id/cancel`, async ({ params }, reply) => {
		const record = findJob(context, params.id);
		const now = clock.now();
		const status = statusAt(record.transitions, now);
		if (isTerminal(status) || status === 'cancel_requested') {
			throw badRequest(`Job ${params.id} cannot be cancelled in its state`, null);
		}
		const stopped = now + STOPPING / speed;
		const patch = { finished_at: Math.floor(stopped), estimated_finish: null };
		record.transitions = [
			...force(past(record.transitions, now), now, 'cancel_requested', { estimated_finish: null }),
			{ at: stopped, status: 'cancelled', patch },
		];
		return await send(reply, record);
	});

	app.get<ById>(`${path}/:id/events`, ({ params }) => ({
		data: eventsView(findJob(context, params.id), clock.now()),
	}));

	app.get<ById>(`${path}/:id/checkpoints`, ({ params }) => ({
		data: checkpointsView(findJob(context, params.id), clock.now()),
	}));

	app.get<ById>(`${path}/:id/metrics`, ({ params }) => ({
		metrics: metricsView(findJob(context, params.id), clock.now()),
	}));

	app.post(`${path}/estimate-price`, ({ body }) => {
		const { model, training_file, validation_file, n_epochs, n_evals } = asObject(body);
		if (model !== undefined && !MODELS.includes(String(model))) {
			throw badRequest(`Model ${String(model)} is not available for fine-tuning`, 'model');
		}
		const counts = [
			{ id: training_file, name: 'train', times: n_epochs ?? 1 },
			{ id: validation_file, name: 'eval', times: n_evals ?? 0 },
		].map(({ id, name, times }) => {
			if (id === undefined) return { tokens: 0 };
			const file = store.files.get(String(id))?.file;
			if (!file) throw new ApiError(404, `File ${String(id)} not found`);
			if (file.status !== 'processed') return { refused: `${name}_file_not_validated` };
			if (file.status_details) return { refused: `${name}_file_invalid` };
			return { tokens: Math.ceil(file.bytes / 4) * Number(times) };
		});
		const unavailable_reason = counts.find(({ refused }) => refused)?.refused;
		if (unavailable_reason) return { estimation_available: false, unavailable_reason };
		const [trained = 0, evaluated = 0] = counts.map(({ tokens = 0 }) => tokens);
		const price = (trained + evaluated) * PRICE;
		return {
			estimation_available: true,
			estimated_total_price: price,
			allowed_to_proceed: price <= CREDIT,
			user_limit: CREDIT,
			estimated_train_token_count: trained,
			estimated_eval_token_count: evaluated,
		};
	});

	app.get(`${path}/models/supported`, () => ({ models: MODELS }));

	app.get<{ Querystring: { model_name?: string } }>(
		`${path}/models/limits`,
		async ({ query }, reply) => {
			const { model_name = '' } = query;
			if (MODELS.includes(model_name)) return limitsOf(model_name);
			const message = `Model ${model_name} is not available for fine-tuning`;
			return await reply.code(404).send({ message });
		},
	);
}

function limitsOf(model_name: string) {
	const batch = { min_batch_size: 8, max_batch_size: 96, max_batch_size_dpo: 24 };
	return {
		model_name,
		min_learning_rate: 1e-8,
		max_learning_rate: 0.01,
		max_num_epochs: 20,
		max_num_evals: 100,
		max_num_checkpoints: 100,
		max_seq_length_sft: 32_768,
		max_seq_length_dpo: 16_384,
		min_max_seq_length: 128,
		default_gradient_accumulation_steps: 1,
		merge_output_lora: true,
		supports_full_training: true,
		supports_reasoning: false,
		supports_tools: true,
		supports_vision: false,
		lora_training: { ...batch, max_rank: 64, target_modules: ['k_proj', 'q_proj', 'v_proj'] },
		full_training: batch,
	};
}
