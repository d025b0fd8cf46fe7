import type { FastifyInstance } from 'fastify';
import { answer, type Answer } from '../chat/answer';
import { pieces, sendEvents } from '../chat/stream';
import { asObject, flag, missingParameter, shape, text, wrongType, type Rule } from '../check';
import type { Context } from '../context';
import { badRequest, notFound } from '../errors';
import { isJson, type Json } from '../json';
import { textOf } from '../training/features';
import { messagesOf, modelOf } from './chat';

/** What needs responses that were kept, or time: the sandbox answers at once and keeps nothing. */
const absent: Rule = (value, param) =>
	value === false ? null : badRequest(`The sandbox does without '${param}'.`, param);
const input: Rule = (value, param) =>
	typeof value === 'string' || Array.isArray(value)
		? null
		: wrongType(value, param, 'a string or an array');
const rules = shape(
	{
		model: text(1),
		input,
		instructions: text(),
		stream: flag,
		background: absent,
		conversation: absent,
		previous_response_id: absent,
	},
	[],
	true,
);

/**
 * Responses, whole or as a stream: what n8n's own OpenAI nodes send.
 * https://platform.openai.com/docs/api-reference/responses
 */
export function responseRoutes(app: FastifyInstance, context: Context): void {
	app.post('/v1/responses', async ({ body: received, id: requestId }, reply) => {
		const body = asObject(received);
		const model = modelOf(body);
		const fault = rules(body, '');
		if (fault) throw fault;
		const said = await answer(context, model, conversationOf(body));
		const response = responseOf(body, model, said, {
			id: `resp_${requestId}`,
			created_at: Math.floor(context.clock.now()),
		});
		if (body.stream !== true) return response;
		return await sendEvents(
			reply,
			events(response, said).map((data) => ({ event: data.type, data })),
		);
	});

	app.get<{ Params: { id: string } }>('/v1/responses/:id', ({ params }) => {
		throw notFound('Response', params.id);
	});
}

function conversationOf({ input: asked, instructions }: Json): Json[] {
	if (asked === undefined || asked === null) throw missingParameter('input');
	const items = typeof asked === 'string' ? [{ role: 'user', content: asked }] : asked;
	const spoken = (Array.isArray(items) ? items : [])
		.filter((item) => isJson(item) && typeof item.role === 'string')
		.map((item: Json) => ({ role: item.role, content: textOf(item) }));
	const messages = messagesOf(spoken, 'input');
	return typeof instructions === 'string'
		? [{ role: 'system', content: instructions }, ...messages]
		: messages;
}

interface Response extends Json {
	id: string;
	output: Array<Json & { id: string }>;
}

function responseOf(
	body: Json,
	model: string,
	{ text: said, fingerprint, usage }: Answer,
	head: { id: string; created_at: number },
): Response {
	const metadata = isJson(body.metadata) ? body.metadata : {};
	return {
		...head,
		object: 'response',
		status: 'completed',
		background: false,
		error: null,
		incomplete_details: null,
		instructions: body.instructions ?? null,
		max_output_tokens: null,
		model,
		output: [
			{
				type: 'message',
				id: head.id.replace('resp_', 'msg_'),
				status: 'completed',
				role: 'assistant',
				content: [partOf(said)],
			},
		],
		parallel_tool_calls: true,
		previous_response_id: null,
		reasoning: { effort: null, summary: null },
		service_tier: 'default',
		store: false,
		temperature: 1,
		text: { format: { type: 'text' } },
		tool_choice: 'auto',
		tools: [],
		top_p: 1,
		truncation: 'disabled',
		usage: {
			input_tokens: usage.prompt,
			input_tokens_details: { cached_tokens: 0 },
			output_tokens: usage.completion,
			output_tokens_details: { reasoning_tokens: 0 },
			total_tokens: usage.prompt + usage.completion,
		},
		user: null,
		// There is no system_fingerprint here to say what has answered.
		metadata: { ...metadata, sandbox: fingerprint },
	};
}

function partOf(said: string): Json {
	return { type: 'output_text', text: said, annotations: [], logprobs: [] };
}

/** The events of a stream, in order and numbered. */
function events(response: Response, { text: said }: Answer) {
	const begun = { ...response, status: 'in_progress', output: [], usage: null };
	const [item] = response.output;
	const place = { item_id: item?.id ?? '', output_index: 0 };
	const part = { ...place, content_index: 0 };
	const started = { ...item, status: 'in_progress', content: [] };
	return [
		{ type: 'response.created', response: begun },
		{ type: 'response.in_progress', response: begun },
		{ type: 'response.output_item.added', output_index: 0, item: started },
		{ type: 'response.content_part.added', ...part, part: partOf('') },
		...pieces(said).map((delta) => ({
			type: 'response.output_text.delta',
			...part,
			delta,
			logprobs: [],
		})),
		{ type: 'response.output_text.done', ...part, text: said, logprobs: [] },
		{ type: 'response.content_part.done', ...part, part: partOf(said) },
		{ type: 'response.output_item.done', output_index: 0, item },
		{ type: 'response.completed', response },
	].map((event, sequence_number) => ({ ...event, sequence_number }));
}
