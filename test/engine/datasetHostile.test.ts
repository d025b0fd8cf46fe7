import type { IDataObject, INodeExecutionData } from 'n8n-workflow';

import { createEngine } from './harness';

// Files as people really bring them, which look sound and would lose or change what they say.
const engine = createEngine({ baseUrl: 'http://127.0.0.1:9/v1', apiKey: '' });
const run = async (operation: string, input: INodeExecutionData, options = {}) =>
	await engine.execute(
		{ resource: 'dataset', operation, binaryPropertyName: 'data', options },
		[input],
		{ credentials: undefined },
	);
const itemOf = (content: Buffer | string, fileName = 'data.jsonl'): INodeExecutionData => ({
	json: {},
	binary: {
		data: {
			data: Buffer.from(content).toString('base64'),
			mimeType: 'application/octet-stream',
			fileName,
		},
	},
});
const rows = (row: (index: number) => unknown, count = 12) =>
	Array.from({ length: count }, (_, index) => row(index));
const lines = (row: (index: number) => unknown, count = 12) =>
	rows(row, count)
		.map((one) => `${JSON.stringify(one)}\n`)
		.join('');
const table = (head: string, row: (index: number) => string, newline = '\n') =>
	[head, ...rows(row)].map((line) => `${String(line)}${newline}`).join('');
async function convert(content: Buffer | string) {
	const { items, error } = await run('convert', itemOf(content));
	const text = Buffer.from(items[0]?.binary?.data?.data ?? '', 'base64').toString();
	return { report: items[0]?.json as IDataObject, text, error, item: items[0] };
}
async function validate(content: Buffer | string) {
	const { items } = await run('validate', itemOf(content), { failOnInvalid: false });
	return items[0]?.json as IDataObject & { errors: IDataObject[]; warnings: IDataObject[] };
}

describe('tables', () => {
	test.each([
		[
			'an index without heading, as pandas writes it',
			',question,answer',
			(at: number) => `${at},Q ${at}?,A ${at}`,
			{ 'column 1': 12 },
		],
		['empty columns at the end', 'question,answer,,', (at: number) => `Q ${at}?,A ${at},,`, {}],
		[
			'two columns of one name',
			'question,answer,answer',
			(at: number) => `Q ${at}?,A ${at},B ${at}`,
			{ 'answer (2)': 12 },
		],
		[
			"Excel's line for the separator",
			'sep=;\nquestion;answer',
			(at: number) => `Q ${at}?;A ${at}`,
			{},
		],
	])('%s', async (_, head, row, leftOutColumns) => {
		const { report, text } = await convert(table(head, row));
		expect(report).toMatchObject({ rows: 12, examples: 12, leftOutColumns });
		expect(text).toContain(
			'{"role":"user","content":"Q 11?"},{"role":"assistant","content":"A 11"}',
		);
	});

	test('lines that end as on an old Mac', async () => {
		const { report } = await convert(table('question,answer', (at) => `Q ${at}?,A ${at}`, '\r'));
		expect(report).toMatchObject({ rows: 12, examples: 12 });
	});

	test('whole questions as headings', async () => {
		const head = `"What is it that you would like to know from us? Please describe it in detail.",answer`;
		const report = await validate(table(head, (at) => `Q ${at}?,A ${at}`));
		expect(report.errors[0]?.message).toMatch(/^This is a CSV file with the columns/);
	});

	test('a text with the delimiter and without quotes is left out, not cut off', async () => {
		const content = table(
			'question,answer',
			(at) => `Q ${at}?,Well${at > 8 ? ', it depends' : ''}`,
		);
		const { report, text } = await convert(content);
		expect(report).toMatchObject({
			rows: 12,
			examples: 9,
			leftOut: [
				{
					problem: expect.stringContaining('it has more fields than the table has columns'),
					count: 3,
					rows: 'rows 10, 11 and 12',
				},
			],
		});
		expect(text).not.toContain('Q 9?');
	});
});

describe('one character that is not UTF-8', () => {
	const bad = Buffer.from('{"question":"K\xf6ln?","answer":"x"}\n', 'latin1');

	test('does not change the rest of the file', async () => {
		const good = lines((at) => ({ question: `Köln ${at}?`, answer: `Für ${at} Ähren` }));
		const { report, text } = await convert(Buffer.concat([Buffer.from(good), bad]));
		expect(report).toMatchObject({ examples: 12, leftOut: [{ count: 1, rows: 'row 13' }] });
		expect(text).toContain('Für 11 Ähren');
	});

	test.each([
		['in lines', lines((at) => ({ question: `${at}?`, answer: 'y'.repeat(200) }), 6000), bad],
		[
			'in a table',
			`question,answer\n${rows((at) => `${at}?,${'y'.repeat(200)}\n`, 6000).join('')}`,
			Buffer.from('K\xf6ln?,x\n', 'latin1'),
		],
	])('leaves its row out, also far down, %s', async (_, good, line) => {
		const { report, text } = await convert(Buffer.concat([Buffer.from(good), line]));
		expect(report).toMatchObject({
			examples: 6000,
			leftOut: [
				{
					problem: 'Left out because it holds a character that is not valid UTF-8',
					rows: 'row 6,001',
				},
			],
		});
		expect(text).not.toContain('\uFFFD');
	});
});

describe('nothing that a row says is lost in silence', () => {
	const [user, assistant] = [
		(at: number) => ({ role: 'user', content: `U ${at}` }),
		{ role: 'assistant', content: 'A' },
	];

	test.each<[string, (at: number) => object, string]>([
		[
			'a key of a message',
			(at) => ({ messages: [user(at), { ...assistant, reasoning_content: 'hm' }] }),
			'reasoning_content (of messages)',
		],
		[
			'the name of a tool',
			(at) => ({
				messages: [
					user(at),
					{
						role: 'assistant',
						tool_calls: [{ id: 'a', type: 'function', function: { name: 'f', arguments: '{}' } }],
					},
					{ role: 'tool', name: 'f', tool_call_id: 'a', content: 'r' },
					assistant,
				],
			}),
			'name (of messages)',
		],
		[
			'a column alike but for case',
			(at) => ({ question: `Q ${at}`, answer: 'x', Answer: 'y' }),
			'Answer',
		],
		[
			'a system prompt beside a system message',
			(at) => ({ system: 'S', messages: [{ role: 'system', content: 'T' }, user(at), assistant] }),
			'system',
		],
		[
			'a prompt that the answers do not repeat',
			(at) => ({
				prompt: `P ${at}`,
				chosen: [user(at), assistant],
				rejected: [user(at), { role: 'assistant', content: 'B' }],
			}),
			'prompt',
		],
		[
			'a key of the input',
			(at) => ({
				input: { messages: [user(at)], context: 'C' },
				preferred_output: [assistant],
				non_preferred_output: [{ role: 'assistant', content: 'B' }],
			}),
			'context (of input)',
		],
		[
			'tools that are no list',
			(at) => ({ question: `Q ${at}`, answer: 'x', tools: 'a hammer' }),
			'tools',
		],
		[
			'a history that is no list',
			(at) => ({ instruction: `Q ${at}`, output: 'x', history: 'long ago' }),
			'history',
		],
	])('%s', async (_, row, column) => {
		const { report } = await convert(lines(row));
		expect(report).toMatchObject({ examples: 12, leftOutColumns: { [column]: 12 } });
	});

	test('a turn of three parts', async () => {
		const { error } = await convert(lines((at) => ({ conversations: [[`Q ${at}`, 'x', 'y']] })));
		expect(error?.message).toContain('a turn of its conversation has more than two parts');
	});
});

describe('JSON that a model shall write stays the text that it is', () => {
	test.each<[string, string]>([
		['an object', '{"name":"Bob"}'],
		['a list', '["red","blue"]'],
	])('%s', async (_, json) => {
		const completion = await convert(
			lines((at) => ({ prompt: `{"in": ${at}}`, completion: json })),
		);
		expect(JSON.parse(completion.text.split('\n')[3] ?? '')).toEqual({
			messages: [
				{ role: 'user', content: '{"in": 3}' },
				{ role: 'assistant', content: json },
			],
		});
		const comparison = await convert(
			lines((at) => ({ prompt: `P ${at}`, chosen: json, rejected: '[1]' })),
		);
		expect(JSON.parse(comparison.text.split('\n')[3] ?? '')).toMatchObject({
			input: { messages: [{ role: 'user', content: 'P 3' }] },
			preferred_output: [{ role: 'assistant', content: json }],
			non_preferred_output: [{ role: 'assistant', content: '[1]' }],
		});
	});

	test('and the JSON of a conversation is one', async () => {
		const prompt = JSON.stringify([{ role: 'user', content: 'Hi?' }]);
		const completion = JSON.stringify([{ role: 'assistant', content: 'Hi.' }]);
		const { text } = await convert(lines(() => ({ prompt, completion })));
		expect(text).toContain('{"role":"user","content":"Hi?"},{"role":"assistant","content":"Hi."}');
	});
});

test('an example with too many parts is left out, as Validate refuses it', async () => {
	const turns = Array.from({ length: 12_000 }, (_, at) => [`Question ${at}, which is long`, 'A']);
	const good = lines((at) => ({ conversations: [[`Q ${at}`, 'A']] }));
	const { report, item } = await convert(`${good}${JSON.stringify({ conversations: turns })}\n`);
	expect(report).toMatchObject({
		examples: 12,
		leftOut: [{ problem: 'Left out because it has too many parts', rows: 'row 13' }],
	});
	const { error } = await run('validate', item ?? { json: {} });
	expect(error).toBeUndefined();
});

describe('Validate says what really helps', () => {
	test.each<[string, string, RegExp]>([
		[
			'a JSON array of unknown rows',
			JSON.stringify(rows((at) => ({ foo: at, bar: at }))),
			/Rename two of its keys to 'question' and 'answer', or use Dataset → Build/,
		],
		[
			'a JSON array of lists',
			JSON.stringify(rows((at) => [`Q ${at}`, 'A'])),
			/Write each row as an object, \{"question": "…", "answer": "…"\}$/,
		],
		[
			'one object around the rows',
			JSON.stringify({ version: 1, data: rows((at) => ({ question: `Q ${at}`, answer: 'A' })) }),
			/its rows stand in the list 'data'\. Take that list out/,
		],
		[
			'the same over several lines',
			JSON.stringify({ data: rows((at) => ({ question: `Q ${at}`, answer: 'A' })) }, null, 2),
			/its rows stand in the list 'data'/,
		],
		[
			'one example with a typo',
			`${JSON.stringify({ message: [{ role: 'user', content: 'x' }] })}\n`,
			/the key 'message' where 'messages' is probably meant/,
		],
	])('%s', async (_, content, says) => {
		const report = await validate(content);
		expect(report.errors[0]?.message).toMatch(says);
		// What Convert would refuse, nobody is sent to Convert with.
		expect(report.errors[0]?.message).not.toContain('Convert it');
		expect((await convert(content)).error).toBeDefined();
	});

	test('lines that were cut out of a list, with their commas', async () => {
		const content = rows((at) => JSON.stringify({ question: `Q ${at}`, answer: 'A' })).join(',\n');
		expect((await validate(content)).errors[0]?.message).toContain(
			'Convert it with Dataset → Convert',
		);
		expect((await convert(content)).report).toMatchObject({ rows: 12, examples: 12, leftOut: [] });
	});
});

describe('what looks like personal data or a key is never shown', () => {
	const KEY = `sk-${'abcdefg1'.repeat(4)}`;
	const example = (answer: string) => (at: number) => ({
		messages: [
			{ role: 'user', content: `U ${at}` },
			{ role: 'assistant', content: answer.replace('#', String(at)) },
		],
	});

	test.each<[string, string, string]>([
		['the one answer', lines(example(KEY)), 'sk-abc'],
		[
			'the one answer, cut in two',
			lines(
				example(
					`${'My key for all that I do at work is '.repeat(2).slice(0, 50)}${KEY} ${'x '.repeat(40)}`,
				),
			),
			'sk-abc',
		],
		['what answers begin with', lines(example('bob@corp.io writes #')), 'bob@'],
		['what the parser quotes', `${lines(example('A #'))}{"k": ${KEY}}\n`, 'sk-abc'],
		[
			'a row without headings',
			rows((at) => `bob${String(at)}@corp.io,Hello ${String(at)}\n`).join(''),
			'bob0@',
		],
		[
			'a key of an example',
			lines((at) => ({ ...example('A #')(at), 'bob@corp.io': 1, x: 2 })),
			'bob@',
		],
	])('%s', async (_, content, secret) => {
		const { items } = await run('validate', itemOf(content), { failOnInvalid: false });
		expect(JSON.stringify(items[0]?.json)).not.toContain(secret);
		const { error } = await run('validate', itemOf(content));
		expect(error?.message ?? '').not.toContain(secret);
	});
});

describe('lists of messages without an object around them', () => {
	const list = (at: number) => [
		{ role: 'user', content: `U ${at}` },
		{ role: 'assistant', content: 'A' },
	];

	test.each([
		['in an array', JSON.stringify(rows(list))],
		['in lines', lines(list)],
	])('%s are converted', async (_, content) => {
		expect((await convert(content)).report).toMatchObject({ format: 'chat', examples: 12 });
	});

	test('one message on each line is named', async () => {
		const report = await validate(lines((at) => list(at)[at % 2]));
		expect(report.errors).toHaveLength(1);
		expect(report.errors[0]?.message).toContain(
			'the keys of one message: put the messages of each conversation together on one line',
		);
	});
});

test('a wrong word for the assistant is told once', async () => {
	const report = await validate(
		lines((at) => ({
			messages: [
				{ role: 'user', content: `U ${at}` },
				{ role: at === 5 ? 'gpt' : 'assistant', content: 'A' },
			],
		})),
	);
	expect(report.errors.map(({ line, code }) => [line, code])).toEqual([[6, 'role_invalid']]);
});

test.each([
	['a completion', (at: number) => ({ prompt: `P ${at}`, completion: at === 4 ? ' ' : 'C' })],
	['a text', (at: number) => ({ text: at === 4 ? '' : `T ${at}` })],
])('%s that is empty is told', async (_, row) => {
	const { items } = await run('validate', itemOf(lines(row)), { provider: 'nebius' });
	const warnings = items[0]?.json.warnings as IDataObject[];
	expect(warnings.filter(({ code }) => code === 'empty_answer')).toMatchObject([{ line: 5 }]);
});

test('names with dashes are no keys, and keys without dashes are', async () => {
	const says = async (text: string) =>
		(
			await validate(
				lines((at) => ({
					messages: [
						{ role: 'user', content: `${text} ${at}` },
						{ role: 'assistant', content: 'A' },
					],
				})),
			)
		).findingsByCode;
	expect(await says('div.sk-estimator-doc-link-and-more')).not.toHaveProperty('secrets');
	expect(await says('sk-proj-abcdefghijklmnopq3rstuvwxyz')).toHaveProperty('secrets', 1);
});

test('Convert warns of special tokens, which it leaves as they are', async () => {
	const { report, text } = await convert(
		lines((at) => ({ prompt: `P ${at}`, completion: at < 2 ? 'C<|endoftext|>' : 'C' })),
	);
	expect(text).toContain('C<|endoftext|>');
	expect(report.warnings).toEqual([
		'2 examples contain special tokens of a model, such as <|endoftext|>, which some providers refuse: remove them',
	]);
});
