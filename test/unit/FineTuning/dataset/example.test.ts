import { checkExample } from '../../../../nodes/FineTuning/dataset/example';
import type { FindingCode } from '../../../../nodes/FineTuning/dataset/findings';
import { assistant, call, chat, GOOD, image, preference, system, tool, user } from './lines';

const said = (message: object) => chat(system, user, message);
const asked = (content: unknown) => chat(system, { role: 'user', content }, assistant);
const answered = (changes: object) => said({ ...assistant, ...changes });
const PNG = 'data:image/png;base64,AAAA';

describe('lines that nothing is wrong with', () => {
	test.each<[string, string, object]>([
		['a conversation', 'chat', GOOD],
		['several turns', 'chat', chat(system, user, assistant, user, assistant)],
		['a developer message', 'chat', chat({ role: 'developer', content: 'x' }, user, assistant)],
		[
			'a weight of 0 before one of 1',
			'chat',
			chat(system, user, { ...assistant, weight: 0 }, user, { ...assistant, weight: 1 }),
		],
		['a name', 'chat', chat(system, { ...user, name: 'ann' }, assistant)],
		[
			'a call and its result',
			'chat',
			{
				messages: [
					system,
					user,
					{ role: 'assistant', tool_calls: [call] },
					{ role: 'tool', tool_call_id: 'c1', content: '1' },
					assistant,
				],
				tools: [tool],
				parallel_tool_calls: false,
			},
		],
		['a call with null content', 'chat', answered({ content: null, tool_calls: [call] })],
		['a call with empty content', 'chat', answered({ content: '', tool_calls: [call] })],
		[
			'a function call of the old kind',
			'chat',
			{
				...said({ role: 'assistant', function_call: { name: 'f', arguments: '{}' } }),
				functions: [{ name: 'f' }],
			},
		],
		[
			'a function result of the old kind',
			'chat',
			chat(system, user, { role: 'function', name: 'f', content: '1' }, assistant),
		],
		['a refusal', 'chat', said({ role: 'assistant', refusal: 'I cannot.' })],
		['text parts', 'chat', asked([{ type: 'text', text: 'Hi' }])],
		['an image by address', 'chat', chat(system, image('https://example.com/a.png'), assistant)],
		['an image as data', 'chat', chat(system, image(PNG), assistant)],
		[
			'ten images',
			'chat',
			chat(system, ...Array.from({ length: 10 }, () => image(PNG)), assistant),
		],
		['emoji and right-to-left text', 'chat', asked('👩‍👩‍👧 مرحبا')],
		['a preference', 'preference', preference()],
		[
			'a preference with tools',
			'preference',
			preference({ input: { messages: [system, user], tools: [tool], parallel_tool_calls: true } }),
		],
		[
			'a preference between calls',
			'preference',
			preference({ preferred_output: [{ role: 'assistant', tool_calls: [call] }] }),
		],
		[
			'a question with a field for the grader',
			'reinforcement',
			{ ...chat(system, user), answer: 42 },
		],
		[
			'reinforcement after several turns',
			'reinforcement',
			{ ...chat(system, user, assistant, user), reference: { a: 1 } },
		],
	])('%s', (_, kind, line) => {
		expect(checkExample({ ...line })).toEqual({ kind, faults: [] });
	});
});

/** Each line has this one finding and no other. */
describe('lines with one fault', () => {
	test.each<[string, FindingCode, object]>([
		['nothing known', 'unknown_format', { colour: 'x' }],
		['text alone', 'foreign_format', { text: 'x' }],
		['Alpaca', 'foreign_format', { instruction: 'Say hi', input: '', output: 'Hi.' }],
		['nothing at all', 'unknown_format', {}],
		['the old format', 'foreign_format', { prompt: 'a', completion: 'b' }],
		['an unknown key', 'unknown_key', { ...GOOD, id: 1 }],
		['an unknown key of a message', 'unknown_key', chat(system, { ...user, id: 1 }, assistant)],
		['an unknown key of a preference', 'unknown_key', preference({ id: 1 })],
		[
			'an unknown key of an input',
			'unknown_key',
			preference({ input: { messages: [system, user], model: 'x' } }),
		],
		['messages that are text', 'messages_invalid', { messages: 'Hello?' }],
		['messages that are null', 'messages_invalid', { messages: null }],
		['no messages', 'messages_invalid', { messages: [] }],
		['a message that is text', 'message_invalid', chat(system, user, assistant, 'Hi')],
		['a message that is null', 'message_invalid', chat(system, user, assistant, null)],
		['no role', 'role_invalid', chat(system, user, assistant, { content: 'x' })],
		[
			'an unknown role',
			'role_invalid',
			chat(system, user, assistant, { role: 'bot', content: 'x' }),
		],
		[
			'a role that is a number',
			'role_invalid',
			chat(system, user, assistant, { role: 1, content: 'x' }),
		],
		[
			'a role in capitals',
			'role_invalid',
			chat(system, user, assistant, { role: 'User', content: 'x' }),
		],
		['no content', 'content_missing', chat(system, { role: 'user' }, assistant)],
		['null content', 'content_missing', asked(null)],
		['an assistant that says nothing', 'content_missing', said({ role: 'assistant' })],
		['no parts', 'content_missing', asked([])],
		['content that is a number', 'content_invalid', asked(5)],
		['content that is an object', 'content_invalid', asked({ type: 'text', text: 'x' })],
		['a part that is text', 'content_invalid', asked(['Hi'])],
		['a part without text', 'content_invalid', asked([{ type: 'text' }])],
		['a part of an unknown type', 'content_invalid', asked([{ type: 'video' }])],
		[
			'a refusal part without text',
			'content_invalid',
			answered({ content: [{ type: 'refusal' }] }),
		],
		['an image from the assistant', 'image_invalid', said(image(PNG, 'assistant'))],
		[
			'an image from the system',
			'image_invalid',
			chat(system, image(PNG, 'system'), user, assistant),
		],
		['an image without address', 'image_invalid', chat(system, image(undefined), assistant)],
		['a path for an image', 'image_invalid', chat(system, image('/tmp/a.png'), assistant)],
		[
			'a GIF as data',
			'image_invalid',
			chat(system, image('data:image/gif;base64,AAAA'), assistant),
		],
		[
			'an image that is too large',
			'image_invalid',
			chat(system, image(`data:image/png;base64,${'A'.repeat(14_000_000)}`), assistant),
		],
		[
			'eleven images',
			'too_many_images',
			chat(system, ...Array.from({ length: 11 }, () => image(PNG)), assistant),
		],
		['no assistant', 'assistant_missing', chat(system, user)],
		['a weight of a half', 'weight_invalid', answered({ weight: 0.5 })],
		['a weight as text', 'weight_invalid', answered({ weight: '1' })],
		['a weight of the user', 'weight_invalid', chat(system, { ...user, weight: 1 }, assistant)],
		['a name that is a number', 'name_invalid', chat(system, { ...user, name: 1 }, assistant)],
		[
			'calls of the user',
			'tool_calls_invalid',
			chat(system, { ...user, tool_calls: [call] }, assistant),
		],
		['no calls', 'tool_calls_invalid', answered({ tool_calls: [] })],
		['calls that are an object', 'tool_calls_invalid', answered({ tool_calls: call })],
		[
			'a call without ID',
			'tool_calls_invalid',
			answered({ tool_calls: [{ ...call, id: undefined }] }),
		],
		[
			'arguments as an object',
			'tool_calls_invalid',
			answered({ tool_calls: [{ ...call, function: { name: 'f', arguments: {} } }] }),
		],
		[
			'a function call without name',
			'tool_calls_invalid',
			answered({ function_call: { arguments: '{}' } }),
		],
		[
			'a result without the ID of its call',
			'tool_call_id_missing',
			chat(system, user, { role: 'tool', content: '1' }, assistant),
		],
		[
			'a result with an empty ID',
			'tool_call_id_missing',
			chat(system, user, { role: 'tool', content: '1', tool_call_id: '' }, assistant),
		],
		['tools that are an object', 'tools_invalid', { ...GOOD, tools: tool }],
		[
			'a tool without name',
			'tools_invalid',
			{ ...GOOD, tools: [{ type: 'function', function: {} }] },
		],
		['a function in place of a tool', 'tools_invalid', { ...GOOD, tools: [{ name: 'f' }] }],
		['functions that are text', 'tools_invalid', { ...GOOD, functions: 'f' }],
		['parallel calls as text', 'tools_invalid', { ...GOOD, parallel_tool_calls: 'no' }],
		['an input that is text', 'input_invalid', preference({ input: 'Hello?' })],
		['no input', 'input_invalid', preference({ input: undefined })],
		['an input without messages', 'messages_invalid', preference({ input: {} })],
		['an output that is text', 'output_invalid', preference({ preferred_output: 'Hi.' })],
		['an output from the user', 'output_invalid', preference({ non_preferred_output: [user] })],
		[
			'two outputs in one',
			'output_invalid',
			preference({ preferred_output: [assistant, assistant] }),
		],
		[
			'an output and a text beside it',
			'output_invalid',
			preference({ preferred_output: [assistant, 'Hi'] }),
		],
		['no worse output', 'output_invalid', preference({ non_preferred_output: undefined })],
		[
			'an output without content',
			'content_missing',
			preference({ preferred_output: [{ role: 'assistant' }] }),
		],
		[
			'an image from the assistant that is preferred',
			'image_invalid',
			preference({ preferred_output: [image(PNG, 'assistant')] }),
		],
		// Warnings
		['no system message', 'system_missing', chat(user, assistant)],
		['no user message', 'user_missing', chat(system, assistant)],
		['an empty answer', 'empty_answer', answered({ content: '' })],
		['an answer of spaces', 'empty_answer', answered({ content: ' \n' })],
		['weights of 0 only', 'nothing_to_learn', answered({ weight: 0 })],
		['the same output twice', 'same_outputs', preference({ non_preferred_output: [assistant] })],
		[
			'an empty output',
			'empty_answer',
			preference({ non_preferred_output: [{ ...assistant, content: '' }] }),
		],
		['a grader without a system message', 'system_missing', { ...chat(user), answer: 1 }],
	])('%s: %s', (_, code, line) => {
		const { faults } = checkExample({ ...line });
		expect(faults.map((fault) => fault.code)).toEqual([code]);
		expect(faults[0]?.message).toMatch(/^[A-Z'].{15,}[^.]$/);
	});
});

test('every fault of an example is told, with the number of its message', () => {
	const { faults } = checkExample({ messages: [system, { role: 'user' }, { role: 'bot' }, 5] });
	expect(faults.map(({ code, message }) => [code, message.slice(0, 9)])).toEqual([
		['content_missing', 'Message 2'],
		['role_invalid', 'Message 3'],
		['message_invalid', 'Message 4'],
	]);
});
