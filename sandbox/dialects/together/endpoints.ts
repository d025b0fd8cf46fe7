import type { FastifyInstance } from 'fastify';
import { answer } from '../../chat/answer';
import { asObject, number, oneOf, shape, text } from '../../check';
import type { Context } from '../../context';
import { ApiError, badRequest } from '../../errors';
import type { Json } from '../../json';
import { param, type Query } from '../../pages';
import { messagesOf, modelOf } from '../../routes/chat';
import type { EndpointRecord } from '../../store';
import { MODELS, OTHERS } from './models';
import { iso, modelNamed } from './view';

interface ById {
	Params: { id: string };
}

/** Seconds, at speed 1, after its start at which an endpoint takes the next state. */
const STARTING = 2;
const STARTED = 20;

const HARDWARE = [
	{ id: '2x_nvidia_h100_80gb_sxm', price: 11.2, gpus: 2, status: 'available' },
	{ id: '1x_nvidia_h100_80gb_sxm', price: 5.6, gpus: 1, status: 'available' },
	{ id: '1x_nvidia_a100_80gb_sxm', price: 4.3, gpus: 1, status: 'insufficient' },
];

const creates = shape(
	{
		model: text(1),
		hardware: text(1),
		autoscaling: shape({ min_replicas: number({ min: 0 }), max_replicas: number({ min: 1 }) }, [
			'min_replicas',
			'max_replicas',
		]),
		display_name: text(),
		state: oneOf('STARTED', 'STOPPED'),
		inactive_timeout: number({ min: 0 }),
	},
	['model', 'hardware', 'autoscaling'],
	true,
);

/** Models on hardware of their own: the hardware there is, endpoints, and questions to them. */
export function endpointRoutes(app: FastifyInstance, context: Context): void {
	const { clock, store } = context;

	const find = (id: string): EndpointRecord => {
		const endpoint = store.endpoints.get(id);
		if (!endpoint) throw new ApiError(404, `Endpoint ${id} not found`, { type: 'not_found' });
		return endpoint;
	};

	app.get<{ Querystring: Query }>('/v1/hardware', ({ query }) => ({
		object: 'list',
		data: HARDWARE.map(({ id, price, gpus, status }) => ({
			object: 'hardware',
			id,
			pricing: { cents_per_minute: price },
			specs: { gpu_type: 'h100', gpu_link: 'sxm', gpu_memory: 80, gpu_count: gpus },
			updated_at: iso(clock.now()),
			...(param(query, 'model') && { availability: { status } }),
		})),
	}));

	app.get('/v1/endpoints', () => ({
		object: 'list',
		data: Array.from(store.endpoints.values(), (endpoint) => listView(context, endpoint)),
	}));

	app.post('/v1/endpoints', ({ body }) => {
		const fault = creates(body, '');
		if (fault) throw fault;
		const { model, hardware, display_name, state } = asObject(body);
		const offer = HARDWARE.find(({ id }) => id === hardware);
		if (offer?.status !== 'available') {
			throw badRequest(`Hardware ${String(hardware)} is not available`, 'hardware');
		}
		const known = [...MODELS, ...OTHERS].includes(String(model));
		if (!known && !modelNamed(context, String(model))) {
			throw new ApiError(404, `Model ${String(model)} not found`, { param: 'model' });
		}
		const id = store.ids.next('endpoint-');
		const endpoint: EndpointRecord = {
			id,
			name: `sandbox/${String(model)}-${id.slice(-8).toLowerCase()}`,
			model: String(model),
			displayName: String(display_name ?? ''),
			hardware: offer.id,
			createdAt: clock.now(),
			startedAt: state === 'STOPPED' ? null : clock.now(),
		};
		store.endpoints.set(id, endpoint);
		return wholeView(context, endpoint);
	});

	app.get<ById>('/v1/endpoints/:id', ({ params }) => wholeView(context, find(params.id)));

	app.patch<ById>('/v1/endpoints/:id', ({ params, body }) => {
		const endpoint = find(params.id);
		const { state } = asObject(body);
		if (state === 'STOPPED') endpoint.startedAt = null;
		if (state === 'STARTED') endpoint.startedAt ??= clock.now();
		return wholeView(context, endpoint);
	});

	app.delete<ById>('/v1/endpoints/:id', async ({ params }, reply) => {
		store.endpoints.delete(find(params.id).id);
		return await reply.code(204).send();
	});

	app.post('/v1/chat/completions', async ({ body }) => {
		const asked = asObject(body);
		const name = modelOf(asked);
		const model = OTHERS.includes(name) ? name : runningModel(context, name);
		const said = await answer(context, model, messagesOf(asked.messages, 'messages'));
		const { prompt: prompt_tokens, completion: completion_tokens } = said.usage;
		const message = { role: 'assistant', content: said.text, tool_calls: [] };
		return {
			id: store.ids.next('chat-'),
			object: 'chat.completion',
			created: Math.floor(clock.now()),
			model: name,
			choices: [{ index: 0, finish_reason: 'stop', message }],
			usage: {
				prompt_tokens,
				completion_tokens,
				total_tokens: prompt_tokens + completion_tokens,
			},
		};
	});
}

/** The model of the endpoint with this name. @throws ApiError 400, in Together's words, unless it runs */
function runningModel(context: Context, name: string): string {
	const endpoint = [...context.store.endpoints.values()].find((one) => one.name === name);
	if (!endpoint || stateOf(context, endpoint) !== 'STARTED') {
		throw new ApiError(
			400,
			`Unable to access non-serverless model ${name}. Please create and start a dedicated endpoint for it.`,
			{ code: 'model_not_available' },
		);
	}
	return modelNamed(context, endpoint.model) ?? endpoint.model;
}

function stateOf({ clock, speed }: Context, { startedAt }: EndpointRecord): string {
	if (startedAt === null) return 'STOPPED';
	const age = (clock.now() - startedAt) * speed;
	return age < STARTING ? 'PENDING' : age < STARTED ? 'STARTING' : 'STARTED';
}

function listView(context: Context, endpoint: EndpointRecord): Json {
	const { id, name, model, createdAt } = endpoint;
	return {
		object: 'endpoint',
		id,
		name,
		model,
		type: 'dedicated',
		owner: 'sandbox',
		state: stateOf(context, endpoint),
		created_at: iso(createdAt),
	};
}

function wholeView(context: Context, endpoint: EndpointRecord): Json {
	return {
		...listView(context, endpoint),
		display_name: endpoint.displayName,
		hardware: endpoint.hardware,
		autoscaling: { min_replicas: 1, max_replicas: 1 },
	};
}
