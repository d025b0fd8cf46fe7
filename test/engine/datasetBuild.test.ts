/* eslint-disable @n8n/community-nodes/no-restricted-globals -- runs in Node, not in n8n */
import type { INodeExecutionData } from 'n8n-workflow';

import { createEngine } from './harness';

const engine = createEngine({ baseUrl: 'http://127.0.0.1:9/v1', apiKey: '' });
const build = async (more: object, rows: object[], extra: object = {}) =>
	await engine.execute(
		{
			resource: 'dataset',
			operation: 'build',
			format: 'chat',
			exampleSource: 'fields',
			systemPrompt: '',
			userMessage: '={{ $json.question }}',
			assistantMessage: '={{ $json.answer }}',
			options: {},
			...more,
		},
		rows.map((json) => ({ json }) as INodeExecutionData),
		{ credentials: undefined, ...extra },
	);
const examplesOf = (item: INodeExecutionData | undefined, name = 'data') =>
	Buffer.from(item?.binary?.[name]?.data ?? '', 'base64')
		.toString()
		.trimEnd()
		.split('\n')
		.map((line) => JSON.parse(line));
const rows = (count: number) =>
	Array.from({ length: count }, (_, at) => ({
		question: `Question ${at}?`,
		answer: `${at} it is.`,
		customer: `customer ${at % 8}`,
	}));

test('reinforcement: the question and what the grader reads', async () => {
	const { items, error } = await build(
		{ format: 'reinforcement', graderFields: '={{ { "reference": $json.answer } }}' },
		rows(12),
	);
	expect(error).toBeUndefined();
	expect(items[0]?.json).toMatchObject({ format: 'reinforcement', examples: 12 });
	expect(examplesOf(items[0])[3]).toEqual({
		messages: [{ role: 'user', content: 'Question 3?' }],
		reference: '3 it is.',
	});
});

test.each([
	['', "'Fields for the Grader' is empty"],
	['{}', /must be an object with at least one field/],
	['{"messages": 1}', /must not contain 'messages'/],
	['oops', /is not valid JSON/],
])('reinforcement: %p for the grader is refused', async (graderFields, problem) => {
	const { error } = await build(
		{ format: 'reinforcement', graderFields: graderFields === '' ? '={{ "" }}' : graderFields },
		rows(2),
	);
	expect(error?.message).toMatch(problem);
});

test('tools are offered in every example that brings none', async () => {
	const tools = [{ type: 'function', function: { name: 'get_weather', parameters: {} } }];
	const own = [{ type: 'function', function: { name: 'own', parameters: {} } }];
	const { items } = await build({ options: { tools: JSON.stringify(tools) } }, rows(10));
	expect(
		examplesOf(items[0]).every((example) => example.tools[0].function.name === 'get_weather'),
	).toBe(true);
	const messages = [
		{ role: 'user', content: 'x' },
		{ role: 'assistant', content: 'y' },
	];
	const given = await build(
		{ exampleSource: 'messages', messages: '={{ $json }}', options: { tools } },
		[{ messages, tools: own }, { messages: [{ role: 'user', content: 'z' }, messages[1]] }],
	);
	expect(examplesOf(given.items[0]).map((example) => example.tools[0].function.name)).toEqual([
		'own',
		'get_weather',
	]);
});

test.each([
	['{"a": 1}', "'Tools' cannot be used: it is no list"],
	['[{"name": "f"}]', /'Tools' cannot be used: the list has 'tools' that are no list/],
	['[', /^'Tools' cannot be used: /],
])('the tools %p are refused', async (tools, problem) => {
	const { error } = await build({ options: { tools } }, rows(2));
	expect(error?.message).toMatch(problem);
});

test.each([
	[
		'Alpaca',
		'chat',
		{ instruction: 'Say', input: 'hi', output: 'Hi.' },
		{
			messages: [
				{ role: 'system', content: 'Be kind.' },
				{ role: 'user', content: 'Say\n\nhi' },
				{ role: 'assistant', content: 'Hi.' },
			],
		},
	],
	[
		'ShareGPT',
		'chat',
		{
			conversations: [
				{ from: 'human', value: 'Hi' },
				{ from: 'gpt', value: 'Hello.' },
			],
		},
		{
			messages: [
				{ role: 'system', content: 'Be kind.' },
				{ role: 'user', content: 'Hi' },
				{ role: 'assistant', content: 'Hello.' },
			],
		},
	],
	[
		'chosen and rejected',
		'preference',
		{ prompt: 'Hi', chosen: 'Hello.', rejected: 'What?' },
		{
			input: {
				messages: [
					{ role: 'system', content: 'Be kind.' },
					{ role: 'user', content: 'Hi' },
				],
			},
			preferred_output: [{ role: 'assistant', content: 'Hello.' }],
			non_preferred_output: [{ role: 'assistant', content: 'What?' }],
		},
	],
])('whole items: %s', async (_, format, row, expected) => {
	const { items, error } = await build(
		{ exampleSource: 'item', format, systemPrompt: 'Be kind.' },
		[row],
	);
	expect(error).toBeUndefined();
	expect(examplesOf(items[0])).toEqual([expected]);
	const other = format === 'chat' ? 'preference' : 'chat';
	const wrong = await build({ exampleSource: 'item', format: other }, [row]);
	expect(wrong.error?.message).toContain(`The item gives a ${format} example`);
});

test.each(['customer', '={{ $json.customer }}'])('split by %p', async (splitBy) => {
	const { items, error } = await build({ options: { validationShare: 25, splitBy } }, rows(80));
	expect(error).toBeUndefined();
	const customersIn = (name: string) =>
		new Set(
			examplesOf(items[0], name).map(
				({ messages }) => Number(/\d+/.exec(messages[0].content)?.[0]) % 8,
			),
		);
	const [training, validation] = [customersIn('data'), customersIn('validation')];
	expect([...validation].filter((one) => training.has(one))).toEqual([]);
	expect(items[0]?.json).toMatchObject({ trainingExamples: 60, validationExamples: 20 });
});

test('split by what is the same everywhere is refused', async () => {
	const { error } = await build({ options: { validationShare: 25, splitBy: 'custmer' } }, rows(20));
	expect(error?.message).toBe("'Split By' gives the same value for every item");
});

test('the same question everywhere is refused', async () => {
	const { error } = await build({ userMessage: 'question' }, rows(12));
	expect(error?.message).toBe('All 12 examples ask the same: "question"');
	expect(error?.description).toContain('switch the field to Expression');
	const one = await build({ userMessage: 'question' }, rows(1));
	expect(one.error).toBeUndefined();
});

test('an expression that was not resolved is refused', async () => {
	const { error } = await build({ assistantMessage: 'So: {{ $json.answer }}' }, rows(12));
	expect(error?.message).toMatch(
		/^All 12 items cannot be made an example\. A text contains '\{\{ \$', an expression that was not resolved: switch the field to Expression/,
	);
});

test.each([
	[
		'NaN',
		Number.NaN,
		/^1 of 2 items cannot be made an example\. Item 1: 'Assistant Message' is (empty|not a number)/,
	],
	['NaN as text', 'NaN', /Item 1: 'Assistant Message' is 'NaN', which is no text/],
	['an object as text', '[object Object]', /Item 1: 'Assistant Message' is '\[object Object\]'/],
	['nothing', '', /Item 1: 'Assistant Message' is empty/],
])('%s is no answer', async (_, answer, problem) => {
	const { error } = await build({}, [rows(1)[0] ?? {}, { question: 'Q?', answer }]);
	expect(error?.message).toMatch(problem);
});

test('many items are built in short stretches, and a cancelled build ends at once', async () => {
	const many = rows(8_000);
	let longest = 0;
	let last = performance.now();
	const timer = setInterval(() => {
		longest = Math.max(longest, performance.now() - last);
		last = performance.now();
	}, 1);
	const { items } = await build({ options: { validationShare: 10 } }, many);
	clearInterval(timer);
	expect(items[0]?.json).toMatchObject({ examples: 8_000 });
	// On a busy machine of two cores; the bench measures it alone.
	expect(longest).toBeLessThan(700);
	const start = performance.now();
	const run = await engine.execute(
		{
			resource: 'dataset',
			operation: 'build',
			format: 'chat',
			exampleSource: 'fields',
			systemPrompt: '',
			userMessage: '={{ $json.question }}',
			assistantMessage: '={{ $json.answer }}',
			options: {},
		},
		rows(40_000).map((json) => ({ json })),
		{ credentials: undefined },
		{ cancelAfterMs: 100 },
	);
	expect(performance.now() - start).toBeLessThan(3_000);
	expect(run.items).toEqual([]);
});

test.each([
	['={{ { "reference": $json.missing } }}', /'reference' of 'Fields for the Grader' has no value/],
	['={{ { "reference": Number($json.question) } }}', /'reference' of .* is not a number/],
])(
	'reinforcement: a field for the grader that JSON cannot hold is refused: %s',
	async (graderFields, problem) => {
		const { error } = await build({ format: 'reinforcement', graderFields }, rows(12));
		expect(error?.message).toMatch(problem);
	},
);

test('an example with more parts than Validate takes is refused', async () => {
	const messages = Array.from({ length: 20_000 }, (_, at) => ({
		role: at % 2 === 0 ? 'user' : 'assistant',
		content: 'x',
	}));
	const { error } = await build({ exampleSource: 'messages', messages: '={{ $json.messages }}' }, [
		{ messages },
	]);
	expect(error?.message).toContain('It is too long, nested too deeply, or has too many parts');
});

test('examples that are equal but for case and blanks stay in the same file', async () => {
	const alike = rows(60).flatMap(({ question, answer }) => [
		{ question, answer },
		{ question: ` ${question.toUpperCase()}`, answer: answer.replace(' ', '  ') },
	]);
	const { items } = await build({ options: { validationShare: 30 } }, alike);
	const { items: checked } = await engine.execute(
		{
			resource: 'dataset',
			operation: 'validate',
			binaryPropertyName: 'data',
			options: { validationBinaryProperty: 'validation' },
		},
		items,
		{ credentials: undefined },
	);
	expect(items[0]?.json.validationExamples).toBeGreaterThan(10);
	expect(checked[0]?.json.findingsByCode).not.toHaveProperty('in_both_files');
});

test('Whole Item tells which fields the examples have no place for', async () => {
	const { items } = await build(
		{ exampleSource: 'item' },
		rows(12).map((row) => ({ ...row, note: 'of interest' })),
	);
	expect(items[0]?.json.warnings).toEqual([
		"Left out, as an example has no place for it: 'customer' and 'note'",
	]);
});

test('a special token in an example is warned of', async () => {
	const { items } = await build({}, [
		...rows(12),
		{ question: 'And <|endoftext|>?', answer: 'Yes' },
	]);
	expect(items[0]?.json.warnings).toEqual([
		expect.stringContaining('1 example contains special tokens of a model'),
	]);
});

test('the same customer is never on both sides, however the name was typed', async () => {
	const names = ['Acme Ltd', 'acme  ltd ', 'ACME LTD', 'Zeta', 'Yoyo', 'Xeno'];
	const given = rows(60).map((row, at) => ({ ...row, customer: names[at % 6] }));
	for (const seed of [1, 2, 3, 4]) {
		const { items } = await build(
			{ options: { validationShare: 50, splitBy: 'customer', seed } },
			given,
		);
		const acme = (name: string) =>
			examplesOf(items[0], name).some(
				({ messages }) => Number(/\d+/.exec(messages[0].content)?.[0]) % 6 < 3,
			);
		expect(acme('data') && acme('validation')).toBe(false);
	}
});
