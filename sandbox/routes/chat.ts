import type { FastifyInstance } from 'fastify';
import { answer, type Answer } from '../chat/answer';
import { pieces, sendEvents } from '../chat/stream';
import { asObject, flag, list, missingParameter, oneOf, shape, text, type Rule } from '../check';
import type { Context } from '../context';
import { badRequest } from '../errors';
import { isJson, type Json } from '../json';

const anything: Rule = () => null;
const roles = oneOf('system', 'developer', 'user', 'assistant', 'tool', 'function');
const message = shape({ role: roles, content: anything }, ['role'], true);
const rules = shape(
	{
		model: text(1),
		messages: list(message),
		stream: flag,
		stream_options: shape({}, [], true),
	},
	['messages'],
	true,
);

/**
 * Chat completions, whole or as a stream. What a trained model says does not depend on settings such as the
 * temperature: they are taken and have no effect.
 * https://platform.openai.com/docs/api-reference/chat
 */
export function chatRoutes(app: FastifyInstance, context: Context): void {
	app.post('/v1/chat/completions', async ({ body: received, id: requestId }, reply) => {
		const body = asObject(received);
		const model = modelOf(body);
		const fault = rules(body, '');
		if (fault) throw fault;
		const messages = messagesOf(body.messages, 'messages');
		const said = await answer(context, model, messages);
		const id = `chatcmpl-${requestId}`;
		const head = {
			id,
			created: Math.floor(context.clock.now()),
			model,
			service_tier: 'default',
			system_fingerprint: said.fingerprint,
		};
		if (body.stream !== true) {
			const { text: content } = said;
			const spoken = { role: 'assistant', content, refusal: null, annotations: [] };
			const choice = { index: 0, message: spoken, logprobs: null, finish_reason: 'stop' };
			return { ...head, object: 'chat.completion', choices: [choice], usage: usageOf(said) };
		}
		const options = isJson(body.stream_options) ? body.stream_options : {};
		return await sendEvents(reply, chunks(head, said, options.include_usage === true));
	});
}

function chunks(head: Json, said: Answer, withUsage: boolean) {
	const chunk = (delta: Json, finish_reason: string | null = null) => ({
		...head,
		object: 'chat.completion.chunk',
		choices: [{ index: 0, delta, logprobs: null, finish_reason }],
		...(withUsage && { usage: null }),
	});
	const last = { ...chunk({}), choices: [], usage: usageOf(said) };
	return [
		chunk({ role: 'assistant', content: '', refusal: null }),
		...pieces(said.text).map((content) => chunk({ content })),
		chunk({}, 'stop'),
		...(withUsage ? [last] : []),
		'[DONE]',
	].map((data) => ({ data }));
}

function usageOf({ usage: { prompt, completion } }: Answer) {
	return {
		prompt_tokens: prompt,
		completion_tokens: completion,
		total_tokens: prompt + completion,
		prompt_tokens_details: { cached_tokens: 0, audio_tokens: 0 },
		completion_tokens_details: {
			reasoning_tokens: 0,
			audio_tokens: 0,
			accepted_prediction_tokens: 0,
			rejected_prediction_tokens: 0,
		},
	};
}

/** The model that is asked. @throws ApiError 400 in the API's words for none. */
export function modelOf({ model }: Json): string {
	if (model === undefined || model === null || model === '') {
		throw badRequest('you must provide a model parameter', null);
	}
	const fault = text()(model, 'model');
	if (fault || typeof model !== 'string') throw fault ?? missingParameter('model');
	return model;
}

/** The messages of a request. @throws ApiError 400 for none. */
export function messagesOf(value: unknown, param: string): Json[] {
	const messages = Array.isArray(value) ? value.filter(isJson) : [];
	if (messages.length > 0) return messages;
	throw badRequest(
		`Invalid '${param}': empty array. Expected an array with minimum length 1, but got an empty array instead.`,
		param,
		'empty_array',
	);
}
