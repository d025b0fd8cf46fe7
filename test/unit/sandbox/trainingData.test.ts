import { createChecker, type FileRole } from '../../../sandbox/trainingData';
import type { JobMethod } from '../../../sandbox/types';

const user = { role: 'user', content: 'Hello?' };
const assistant = { role: 'assistant', content: 'Hi.' };
const chat = { messages: [user, assistant] };
const call = { id: 'c1', type: 'function', function: { name: 'f', arguments: '{}' } };
const image = { type: 'image_url', image_url: { url: 'https://example.com/a.png' } };
const preference = {
	input: { messages: [user] },
	preferred_output: [assistant],
	non_preferred_output: [{ role: 'assistant', content: 'No.' }],
};

function check(
	lines: Array<string | object>,
	type: JobMethod['type'] = 'supervised',
	role: FileRole = 'training_file',
) {
	const checker = createChecker('file-1', role, type);
	for (const line of lines) {
		checker.push(Buffer.from(typeof line === 'string' ? line : JSON.stringify(line)));
	}
	return checker.finish();
}

/** Ten examples, the third of them `line`. */
function withLine(line: string | object, good: object = chat): Array<string | object> {
	return [good, good, line, ...Array.from({ length: 7 }, () => good)];
}

describe('good lines', () => {
	test.each<[string, JobMethod['type'], object | string]>([
		['a conversation', 'supervised', chat],
		['a Windows line end', 'supervised', `${JSON.stringify(chat)}\r`],
		[
			'a system message',
			'supervised',
			{ messages: [{ role: 'system', content: '' }, ...chat.messages] },
		],
		[
			'a developer message',
			'supervised',
			{ messages: [{ role: 'developer', content: 'x' }, ...chat.messages] },
		],
		['a weight', 'supervised', { messages: [user, { ...assistant, weight: 0 }] }],
		[
			'tool calls without content',
			'supervised',
			{
				messages: [
					user,
					{ role: 'assistant', tool_calls: [call] },
					{ role: 'tool', tool_call_id: 'c1', content: '1' },
					assistant,
				],
				tools: [],
				parallel_tool_calls: false,
			},
		],
		[
			'an image from the user',
			'supervised',
			{ messages: [{ role: 'user', content: [image] }, assistant] },
		],
		['a preference', 'dpo', preference],
		['reinforcement with fields for the grader', 'reinforcement', { messages: [user], answer: 42 }],
	])('%s', (_name, type, line) => {
		const good = type === 'dpo' ? preference : chat;
		expect(check(withLine(line, good), type)).toMatchObject({ examples: 10, error: null });
	});

	test('blank lines do not count', () => {
		expect(check([...withLine(chat), '', ' '])).toMatchObject({ examples: 10, error: null });
	});
});

describe('bad lines', () => {
	const hint = (start: string) =>
		`Expected file to have JSONL format, where every line is a JSON dictionary. Line 3 is not a dictionary (HINT: line starts with: ${start}...).`;
	const cases: Array<[string, object | string, string]> = [
		['no JSON', '{"messages": oops', hint('"{\\"messages"')],
		['an array', '[1, 2]', hint('"[1, 2]"')],
		['a byte order mark', `\uFEFF${JSON.stringify(chat)}`, 'Line 3 is not a dictionary'],
		['an unknown key', { ...chat, extra: 1 }, "Line 3: unknown key 'extra'."],
		['nothing known', {}, "Line 3: 'messages' must be an array of messages."],
		['no messages', { messages: [] }, "Line 3: 'messages' must not be empty."],
		['a message that is text', { messages: ['x'] }, 'Line 3: message 1 is not an object'],
		[
			'no role',
			{ messages: [{ content: 'x' }] },
			"message 1 Discriminator 'role' is missing in value",
		],
		[
			'an unknown role',
			{ messages: [user, { role: 'robot', content: 'x' }] },
			'message 2 has the unknown role "robot"',
		],
		[
			'an unknown message key',
			{ messages: [{ ...user, mood: 1 }, assistant] },
			"message 1 has the unknown key 'mood'",
		],
		['no content', { messages: [{ role: 'user' }, assistant] }, "message 1 has no 'content'"],
		[
			'silence of the assistant',
			{ messages: [user, { role: 'assistant', content: null }] },
			"message 2 has no 'content'",
		],
		[
			'content of a number',
			{ messages: [{ role: 'user', content: 5 }, assistant] },
			'neither text nor an array',
		],
		['no answer', { messages: [user] }, 'at least one message must be from the assistant'],
		[
			'a weight of 2',
			{ messages: [user, { ...assistant, weight: 2 }] },
			"message 2 has a 'weight'",
		],
		[
			'a weight on the user',
			{ messages: [{ ...user, weight: 1 }, assistant] },
			"message 1 has a 'weight'",
		],
		[
			'an image from the assistant',
			{ messages: [user, { role: 'assistant', content: [image] }] },
			'which only users may send',
		],
		[
			'eleven images',
			{ messages: [{ role: 'user', content: Array(11).fill(image) }, assistant] },
			'has 11 images, but at most 10',
		],
		['a preference', preference, 'Input file file-1 is in the fine-tune-preference format'],
		[
			'prompt and completion',
			{ prompt: 'a', completion: 'b' },
			'is in the fine-tune-completion format',
		],
	];
	test.each(cases)('%s', (_name, line, message) => {
		const { error } = check(withLine(line));
		expect(error).toMatchObject({ code: 'invalid_file_format', param: 'training_file' });
		expect(error?.message).toMatch(/^Invalid file format\. /);
		expect(error?.message).toContain(message);
	});

	test.each<[string, object, string]>([
		['an unknown key', { ...preference, extra: 1 }, "unknown key 'extra'"],
		['no input', { ...preference, input: 'x' }, "'input' must be an object"],
		[
			'an unknown input key',
			{ ...preference, input: { messages: [user], x: 1 } },
			"unknown key 'input.x'",
		],
		['no input messages', { ...preference, input: {} }, "'input.messages' must be an array"],
		[
			'two outputs',
			{ ...preference, preferred_output: [assistant, assistant] },
			"'preferred_output' must be",
		],
		[
			'an output of the user',
			{ ...preference, non_preferred_output: [user] },
			"'non_preferred_output' must be",
		],
		[
			'an empty output',
			{ ...preference, preferred_output: [{ role: 'assistant' }] },
			"preferred_output, message 1 has no 'content'",
		],
		['a conversation', chat, 'is in the fine-tune-chat format'],
	])('preference data: %s', (_name, line, message) => {
		expect(check(withLine(line, preference), 'dpo').error?.message).toContain(message);
	});

	test('invalid UTF-8 is told by its line', () => {
		const checker = createChecker('file-1', 'validation_file', 'supervised');
		checker.push(Buffer.from(JSON.stringify(chat)));
		checker.push(Uint8Array.of(0x22, 0xff, 0x22));
		expect(checker.finish().error).toEqual({
			code: 'invalid_file_format',
			message: 'Invalid file format. Line 2 is not valid UTF-8.',
			param: 'validation_file',
		});
	});
});

describe('number of examples', () => {
	const lines = (count: number) => Array.from({ length: count }, () => chat);
	test.each<[number, JobMethod['type'], FileRole, string | null]>([
		[
			7,
			'supervised',
			'training_file',
			'Training file has 7 example(s), but must have at least 10 examples',
		],
		[
			0,
			'supervised',
			'training_file',
			'Training file has 0 example(s), but must have at least 10 examples',
		],
		[10, 'supervised', 'training_file', null],
		[1, 'supervised', 'validation_file', null],
		[
			0,
			'supervised',
			'validation_file',
			'Validation file has 0 example(s), but must have at least 1 examples',
		],
		[1000, 'reinforcement', 'validation_file', null],
		[
			1001,
			'reinforcement',
			'validation_file',
			'Validation file has 1001 example(s), but must have at most 1000 examples',
		],
	])('%d for %s as %s', (count, type, role, message) => {
		const error = message && { code: 'invalid_n_examples', message, param: role };
		expect(check(lines(count), type, role).error).toEqual(error);
	});
});
