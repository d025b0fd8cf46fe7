import { providerOf } from '../../../../../nodes/shared/providers';
import { chat } from '../../../../../nodes/shared/providers/openAiProtocol/chat';

const USER = { role: 'user', content: 'Where is my parcel?' };

test('what the user left alone is not sent', () => {
	expect(chat({ model: 'm', messages: [USER] })).toMatchObject({
		method: 'POST',
		path: ['chat', 'completions'],
		body: { model: 'm', messages: [USER] },
	});
	expect(Object.keys(chat({ model: 'm', messages: [USER] }).body ?? {})).toEqual([
		'model',
		'messages',
	]);
	const tools = [{ type: 'function', function: { name: 'look_up' } }];
	expect(chat({ model: 'm', messages: [USER], tools, temperature: 0 }).body).toEqual({
		model: 'm',
		messages: [USER],
		tools,
		temperature: 0,
	});
});

const read = (answer: unknown) => chat({ model: 'm', messages: [USER] }).read(answer, 0);
const answer = (message: unknown, finish_reason: unknown = 'stop', more: object = {}) => ({
	object: 'chat.completion',
	choices: [{ index: 0, message, finish_reason }],
	...more,
});
const NOTHING = { refusal: null, inputTokens: null, outputTokens: null };
const CALLS = [{ id: 'call_1', type: 'function', function: { name: 'f', arguments: '{}' } }];

test.each<[string, unknown, object]>([
	[
		'a text with its tokens',
		answer({ role: 'assistant', content: ' Yes ', refusal: null }, 'stop', {
			usage: { prompt_tokens: 12, completion_tokens: 3, total_tokens: 15 },
		}),
		{ text: ' Yes ', finishReason: 'stop', refusal: null, inputTokens: 12, outputTokens: 3 },
	],
	['an empty text', answer({ content: '' }), { ...NOTHING, text: '', finishReason: 'stop' }],
	[
		'parts',
		answer({
			content: [{ type: 'text', text: 'Y' }, { type: 'thinking' }, { type: 'text', text: 'es' }],
		}),
		{ ...NOTHING, text: 'Yes', finishReason: 'stop' },
	],
	[
		'a refusal among the parts',
		answer({ content: [{ type: 'refusal', refusal: 'No.' }] }),
		{ ...NOTHING, text: null, refusal: 'No.', finishReason: 'stop' },
	],
	[
		'a refusal',
		answer({ content: null, refusal: 'I cannot help.' }),
		{ ...NOTHING, text: null, refusal: 'I cannot help.', finishReason: 'stop' },
	],
	[
		'one that is cut off',
		answer({ content: 'Ye' }, 'length'),
		{ ...NOTHING, text: 'Ye', finishReason: 'length' },
	],
	[
		'one that is cut off before it began',
		answer({ content: null }, 'length'),
		{ ...NOTHING, text: null, finishReason: 'length' },
	],
	[
		'one that a filter held back',
		answer({ role: 'assistant' }, 'content_filter'),
		{ ...NOTHING, text: null, finishReason: 'contentFilter' },
	],
	[
		'a tool call',
		answer({ content: null, tool_calls: CALLS }, 'tool_calls'),
		{ ...NOTHING, text: null, finishReason: 'toolCall' },
	],
	[
		'a tool call that ends with stop',
		answer({ tool_calls: CALLS }),
		{ ...NOTHING, text: null, finishReason: 'toolCall' },
	],
	[
		'a text beside no tool calls',
		answer({ content: 'Yes', tool_calls: [] }, 'eos'),
		{ ...NOTHING, text: 'Yes', finishReason: 'other' },
	],
	[
		'tokens that are no numbers',
		answer({ content: 'Yes' }, 'stop', { usage: { prompt_tokens: '12', completion_tokens: null } }),
		{ ...NOTHING, text: 'Yes', finishReason: 'stop' },
	],
	[
		'tokens that were not counted',
		answer({ content: 'Yes' }, 'stop', { usage: { prompt_tokens: 0, completion_tokens: 0 } }),
		{ ...NOTHING, text: 'Yes', finishReason: 'stop' },
	],
	[
		'no word of tokens',
		answer({ content: 'Yes' }, null, { usage: null }),
		{ ...NOTHING, text: 'Yes', finishReason: 'other' },
	],
])('reads %s', (_, raw, expected) => {
	expect(read(raw)).toEqual(expected);
});

test.each<[string, unknown]>([
	['nothing', undefined],
	['null', null],
	['a text', 'ok'],
	['an empty object', {}],
	['an error', { error: { message: 'asleep' } }],
	['no choices', { choices: [] }],
	['choices that are none', { choices: 'Yes' }],
	['a choice that is none', { choices: ['Yes'] }],
	['a choice without message', { choices: [{ text: 'Yes', finish_reason: 'stop' }] }],
	['a message that is a text', answer('Yes')],
	['a number as content', answer({ content: 7 })],
	['an object as content', answer({ content: { text: 'Yes' } })],
	['texts instead of parts', answer({ content: ['Yes'] })],
	['no content and no reason', answer({ role: 'assistant', content: null })],
	['no parts and no reason', answer({ content: [] })],
	['blank words of refusal', answer({ content: null, refusal: ' ' })],
	['no tool calls', answer({ content: null, tool_calls: [] })],
])("%s is not the API's answer", (_, raw) => {
	expect(read(raw)).toBeNull();
});

test.each(['openAi', 'azureOpenAi', 'nebius', 'crusoe', 'bedrock', 'custom'])(
	'%s asks in this form',
	(id) => {
		expect(providerOf(id)?.chat).toBe(chat);
	},
);
