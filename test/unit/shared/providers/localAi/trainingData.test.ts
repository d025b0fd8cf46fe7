import { adapt } from '../../../../../nodes/shared/providers/localAi/trainingData';

const user = { role: 'user', content: 'q' };
const good = { role: 'assistant', content: 'good' };
const bad = { role: 'assistant', content: 'bad' };
const plain = (content: string) => ({ role: 'user', content });
const parts = (text: string) => ({ role: 'user', content: [{ type: 'text', text }] });

test.each<[string, Record<string, unknown>, Record<string, unknown>]>([
	['chat stays', { messages: [user, good] }, { messages: [user, good] }],
	['tools become a text', { messages: [user], tools: [{}] }, { messages: [user], tools: '[{}]' }],
	['tools that are one stay', { messages: [user], tools: '[]' }, { messages: [user], tools: '[]' }],
	['text stays', { text: 'a' }, { text: 'a' }],
	[
		'prompt and completion stay',
		{ prompt: 'a', completion: 'b' },
		{ prompt: 'a', completion: 'b' },
	],
	[
		'ShareGPT stays',
		{ conversations: [{ from: 'human' }] },
		{ conversations: [{ from: 'human' }] },
	],
	[
		'chosen and rejected stay',
		{ chosen: [user, good], rejected: 'x' },
		{ chosen: [user, good], rejected: 'x' },
	],
	[
		'preferences come into columns of their own',
		{
			input: { messages: [user], tools: [1], parallel_tool_calls: true },
			preferred_output: [good],
			non_preferred_output: [bad],
			id: 7,
		},
		{ prompt: [user], chosen: [good], rejected: [bad], tools: '[1]', id: 7 },
	],
	[
		'a weight of 1 is what everything has',
		{ messages: [user, { ...good, weight: 1 }] },
		{ messages: [user, good] },
	],
	[
		'parts of text become one',
		{ messages: [{ role: 'user', content: [{ type: 'text', text: 'a' }, { text: 'b' }] }] },
		{ messages: [{ role: 'user', content: 'ab' }] },
	],
	[
		'parts of text become one in every column',
		{ prompt: [parts('a')], chosen: [parts('b')], rejected: [parts('c')] },
		{ prompt: [plain('a')], chosen: [plain('b')], rejected: [plain('c')] },
	],
	[
		'so they do in a completion',
		{ prompt: [parts('a')], completion: [parts('b')] },
		{ prompt: [plain('a')], completion: [plain('b')] },
	],
	['odd messages are the server’s to judge', { messages: [7, null] }, { messages: [7, null] }],
])('%s', (_, example, expected) => {
	const before = structuredClone(example);
	expect(adapt(example)).toEqual({ ok: true, value: expected });
	expect(example).toEqual(before);
});

test.each<[Record<string, unknown>, RegExp]>([
	[{}, /none of the examples/],
	[{ prompt: 'a' }, /none of the examples/],
	[{ instruction: 'a', output: 'b' }, /none of the examples/],
	[{ input: {}, preferred_output: [good] }, /none of the examples/],
	[{ input: 'q', preferred_output: [good], non_preferred_output: [bad] }, /none of the examples/],
	[{ input: {}, preferred_output: 'good', non_preferred_output: [bad] }, /none of the examples/],
	[{ messages: [{ ...good, weight: 0 }] }, /weight 0/],
	[{ messages: [{ role: 'user', content: [{ text: 'a' }, { type: 'image_url' }] }] }, /an image/],
	[{ messages: [{ role: 'user', content: [{ type: 'image_url', image_url: {} }] }] }, /an image/],
	[
		{
			input: { messages: [user] },
			preferred_output: [good],
			non_preferred_output: [{ ...bad, weight: 0 }],
		},
		/weight 0/,
	],
])('%j is refused', (example, problem) => {
	expect(adapt(example)).toEqual({
		ok: false,
		problem: expect.stringMatching(problem),
		advice: expect.stringMatching(/\.$/),
	});
});
