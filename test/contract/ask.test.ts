import OpenAI from 'openai';

import { chat } from '../../nodes/shared/providers/openAiProtocol/chat';
import { startChatServer, type Reply } from '../engine/chatServer';
import { byId, createEngine, itemWithFile } from '../engine/harness';

let server: Awaited<ReturnType<typeof startChatServer>>;
let client: OpenAI;
let reply: Reply = 'Delivery';

beforeEach(async () => {
	server = await startChatServer(() => reply);
	client = new OpenAI({ baseURL: server.baseUrl, apiKey: server.apiKey });
});
afterEach(async () => await server.close());

const TOOLS = [
	{ type: 'function' as const, function: { name: 'look_up', parameters: { type: 'object' } } },
];

/** What the node can be told, in the SDK's own types: the compiler is half of the test. */
const MESSAGES: OpenAI.Chat.ChatCompletionMessageParam[] = [
	{ role: 'system', content: 'Name the category.' },
	{
		role: 'user',
		content: [
			{ type: 'text', text: 'What is it?' },
			{ type: 'image_url', image_url: { url: 'https://example.com/a.png' } },
		],
	},
];

test('the node asks as the SDK does', async () => {
	const asked: OpenAI.Chat.ChatCompletionCreateParamsNonStreaming = {
		model: 'gpt-4.1-mini',
		messages: MESSAGES,
		tools: TOOLS,
		temperature: 0.5,
	};
	await client.chat.completions.create(asked);
	const line = {
		messages: [...MESSAGES, { role: 'assistant', content: 'Delivery' }],
		tools: TOOLS,
	};
	const { items } = await createEngine(server).execute(
		{
			resource: 'model',
			operation: 'evaluate',
			modelId: byId(asked.model),
			binaryPropertyName: 'data',
			options: { temperature: 0.5 },
		},
		[itemWithFile(JSON.stringify(line))],
	);
	expect(items[0]?.json).toMatchObject({ examples: 1, correct: 1 });
	const [sdk, node] = server.questions;
	expect(node?.path).toBe(sdk?.path);
	expect(node?.body).toEqual(sdk?.body);
});

test.each<[string, Reply]>([
	['a text', 'Delivery'],
	['a refusal', { message: { content: null, refusal: 'No.' }, finish_reason: 'stop' }],
	['what was cut off', { message: { content: 'Deli' }, finish_reason: 'length' }],
	[
		'a tool call',
		{
			message: {
				content: null,
				tool_calls: [{ id: 'c', type: 'function', function: { name: 'look_up', arguments: '{}' } }],
			},
			finish_reason: 'tool_calls',
		},
	],
])('%s is read as the SDK reads it', async (_, given) => {
	reply = given;
	const completion = await client.chat.completions.create({
		model: 'gpt-4.1-mini',
		messages: MESSAGES,
	});
	const answer = chat({ model: 'gpt-4.1-mini', messages: [] }).read(completion, 0);
	const { finish_reason, message } = completion.choices[0] ?? {};
	expect(answer).toEqual({
		text: message?.content ?? null,
		refusal: message?.refusal ?? null,
		finishReason: finish_reason === 'tool_calls' ? 'toolCall' : finish_reason,
		inputTokens: completion.usage?.prompt_tokens,
		outputTokens: completion.usage?.completion_tokens,
	});
});
