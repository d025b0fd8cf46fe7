import {
	readExample,
	textIn,
} from '../../../../../../nodes/FineTuning/actions/model/evaluate/testExample';

const SYSTEM = { role: 'system', content: 'Name the category.' };
const USER = { role: 'user', content: 'Where is my parcel?' };
const ANSWER = { role: 'assistant', content: 'Delivery' };
const IMAGE = {
	role: 'user',
	content: [
		{ type: 'text', text: 'What is it?' },
		{ type: 'image_url', image_url: { url: 'https://example.com/a.png' } },
	],
};
const CALL = { id: 'c', type: 'function', function: { name: 'f', arguments: '{}' } };
const CALLING = { role: 'assistant', content: null, tool_calls: [CALL] };
const TOOL = { role: 'tool', tool_call_id: 'c', content: '3' };
const TOOLS = [{ type: 'function', function: { name: 'f' } }];
const chat = (...messages: unknown[]) => ({ messages });

test.each<[string, Record<string, unknown>, object]>([
	['a question', chat(SYSTEM, USER, ANSWER), { messages: [SYSTEM, USER], expected: 'Delivery' }],
	[
		'a dialogue: the last answer is expected, and no weight is sent',
		chat(USER, { ...ANSWER, weight: 0 }, USER, { ...ANSWER, weight: 1 }),
		{ messages: [USER, ANSWER, USER], expected: 'Delivery' },
	],
	['an image goes through', chat(IMAGE, ANSWER), { messages: [IMAGE], expected: 'Delivery' }],
	[
		'tools that were called before',
		{ ...chat(USER, CALLING, TOOL, ANSWER), tools: TOOLS },
		{ messages: [USER, CALLING, TOOL], tools: TOOLS, expected: 'Delivery' },
	],
	[
		'no tools',
		{ ...chat(USER, ANSWER), tools: [], parallel_tool_calls: false },
		{ messages: [USER], expected: 'Delivery' },
	],
	[
		'an answer in parts',
		chat(USER, { role: 'assistant', content: [{ type: 'text', text: 'Deli' }, { text: 'very' }] }),
		{ messages: [USER], expected: 'Delivery' },
	],
	[
		'an answer with fields that say nothing',
		chat(USER, { ...ANSWER, tool_calls: [], function_call: null, refusal: null }),
		{ messages: [USER], expected: 'Delivery' },
	],
	[
		'an answer with a refusal beside it',
		chat(USER, { ...ANSWER, refusal: 'No.' }),
		{ messages: [USER], expected: 'Delivery' },
	],
])('%s', (_, row, example) => {
	expect(readExample(row, 'exact')).toEqual({ kind: 'example', example });
});

test.each<[string, unknown]>([
	['a tool call', CALLING],
	['a tool call with words', { ...CALLING, content: 'One moment' }],
	['an old function call', { role: 'assistant', function_call: { name: 'f', arguments: '{}' } }],
	['a refusal', { role: 'assistant', content: null, refusal: 'No.' }],
])('what is expected is %s: skipped', (_, answer) => {
	expect(readExample(chat(USER, answer), 'exact')).toEqual({ kind: 'skipped' });
});

test.each<[string, Record<string, unknown>, RegExp]>([
	['no answer', chat(SYSTEM, USER), /^The last message must be the assistant's/],
	['no question', chat(ANSWER), /^There is no question before/],
	['an empty answer', chat(USER, { role: 'assistant', content: ' \n' }), /answer is empty$/],
	['an answer that is no text', chat(USER, { role: 'assistant', content: 7 }), /answer is empty$/],
	['no messages', { messages: [] }, /^'messages' must be a list/],
	['messages that are none', { messages: 'hello' }, /^'messages' must be a list/],
	['a message without role', chat({ content: 'x' }, ANSWER), /^'messages' must be a list/],
	['a message that is none', chat(null, ANSWER), /^'messages' must be a list/],
	[
		'a preference example',
		{ input: chat(USER), preferred_output: [ANSWER], non_preferred_output: [ANSWER] },
		/^The line is preference data .*Chat examples are needed/,
	],
	['one for a grader', { ...chat(USER), answer: 7 }, /reinforcement data .*Chat examples are/],
	['prompt and completion', { prompt: 'a', completion: 'b' }, /Dataset → Convert$/],
	['anything', { a: 1 }, /^The line is no example of a known format\. Chat examples/],
])('%s: words', (_, row, problem) => {
	expect(readExample(row, 'exact')).toEqual({
		kind: 'bad',
		problem: expect.stringMatching(problem),
	});
});

test('to be scored as JSON, the expected answer must be JSON', () => {
	const json = chat(USER, { role: 'assistant', content: '\n```json\n{"a": 1}\n```\n' });
	expect(readExample(json, 'json').kind).toBe('example');
	expect(readExample(chat(USER, ANSWER), 'json')).toEqual({
		kind: 'bad',
		problem: "The expected answer is not JSON, and 'Scoring' is JSON",
	});
	const deep = { role: 'assistant', content: `${'['.repeat(200)}${']'.repeat(200)}` };
	expect(readExample(chat(USER, deep), 'json')).toEqual({
		kind: 'bad',
		problem: 'The expected answer is nested too deeply',
	});
	expect(readExample(chat(USER, deep), 'exact').kind).toBe('example');
});

test.each<[unknown, string]>([
	['x', 'x'],
	[[{ type: 'text', text: 'x' }, { type: 'image_url' }, null, 'y'], 'x'],
	[
		[
			{ type: 'text', text: 7 },
			{ type: 'text', text: null },
		],
		'',
	],
	[null, ''],
	[undefined, ''],
	[{ text: 'x' }, ''],
])('the text in %p is %p', (content, text) => {
	expect(textIn(content)).toBe(text);
});
