import type { IDataObject, INodeExecutionData, NodeParameterValueType } from 'n8n-workflow';

import { SAMPLES } from '../unit/FineTuning/dataset/samples';
import { createEngine } from './harness';

// No server listens there, and the nodes have no credential: a dataset needs neither.
const engine = createEngine({ baseUrl: 'http://127.0.0.1:9/v1', apiKey: '' });
const execute = async (operation: string, input: INodeExecutionData, options: IDataObject = {}) =>
	await engine.execute(
		{
			resource: 'dataset',
			operation,
			binaryPropertyName: 'data',
			options: options as NodeParameterValueType,
		},
		[input],
		{ credentials: undefined },
	);
const itemOf = (content: Buffer, fileName: string): INodeExecutionData => ({
	json: {},
	binary: {
		data: { data: content.toString('base64'), mimeType: 'application/octet-stream', fileName },
	},
});
const contentOf = (item: INodeExecutionData | undefined) =>
	Buffer.from(item?.binary?.data?.data ?? '', 'base64').toString();

describe.each(SAMPLES)('$name', ({ content, fileName, code, says, becomes, keeps }) => {
	const input = itemOf(content, fileName);

	test('is named once by Validate, with the way out', async () => {
		const { items } = await execute('validate', input, { failOnInvalid: false });
		const report = items[0]?.json;
		expect(report).toMatchObject({
			valid: false,
			errorCount: 1,
			findingsByCode: { [code]: 1 },
			tokens: null,
			epochs: null,
		});
		const [error] = report?.errors as Array<{ line: number | null; message: string }>;
		expect(error?.line).toBeNull();
		expect(error?.message).toMatch(says);
		expect(String(report?.summary).length).toBeLessThan(300);
		const stopped = await execute('validate', input);
		expect(stopped.error?.message).toContain(error?.message);
	});

	test('is converted, or refused in words', async () => {
		const { items, error } = await execute('convert', input);
		if (becomes instanceof RegExp) {
			expect(error?.name).toBe('NodeOperationError');
			expect(error?.message).toMatch(becomes);
			return;
		}
		expect(error).toBeUndefined();
		const [format, examples] = becomes;
		expect(items[0]?.json).toMatchObject({ format, examples, warnings: [] });
		expect(items[0]?.binary?.data).toMatchObject({ mimeType: 'text/plain' });
		expect(items[0]?.binary?.data?.fileName).toMatch(/^[a-z]+\.jsonl$/);
		if (keeps !== undefined) expect(contentOf(items[0])).toContain(keeps);
		const checked = await execute('validate', items[0] ?? { json: {} });
		expect(checked.error).toBeUndefined();
		expect(checked.items[0]?.json).toMatchObject({ valid: true, format, examples, errorCount: 0 });
	});
});

test('Convert tells what it left out, and why', async () => {
	const rows = [
		...Array.from({ length: 12 }, (_, at) => ({
			q: `Question ${at}?`,
			a: `Answer ${at}.`,
			id: at,
		})),
		{ q: 'No answer?', a: '' },
		{ q: 'Nor here?', a: null },
		{ prompt: 'x', chosen: 'good', rejected: 'bad' },
		5,
	];
	const content = Buffer.from(`${rows.map((row) => JSON.stringify(row)).join('\n')}\n{oops\n\n`);
	const { items } = await execute('convert', itemOf(content, 'faq.jsonl'), {
		systemPrompt: 'Be brief.',
		fileName: 'tickets',
	});
	expect(items[0]?.json).toMatchObject({
		summary: 'tickets.jsonl: 12 examples from question and answer data, 5 rows left out',
		format: 'chat',
		source: 'pair',
		rows: 17,
		examples: 12,
		leftOutRows: 5,
		leftOutColumns: { id: 12 },
		firstExample: {
			messages: [
				{ role: 'system', content: 'Be brief.' },
				{ role: 'user', content: 'Question 0?' },
				{ role: 'assistant', content: 'Answer 0.' },
			],
		},
	});
	const leftOut = items[0]?.json.leftOut as Array<{ problem: string; rows: string }>;
	expect(leftOut.map(({ problem, rows: where }) => [problem.slice(0, 60), where])).toEqual([
		['Left out because it has no answer', 'rows 13 and 14'],
		['Left out because it gives a preference example, and most row', 'row 15'],
		['Left out because it is no object', 'row 16'],
		[expect.stringMatching(/^Left out because the line is not valid JSON/), 'row 17'],
	]);
});

test('a quote that is never closed ends the table, and Convert says so', async () => {
	const table = Array.from({ length: 20 }, (_, at) => `Question ${at}?,Answer ${at}\n`).join('');
	const content = Buffer.from(`question,answer\n${table}"open,${'more\n'.repeat(2_000)}`);
	const { items, error } = await execute('convert', itemOf(content, 'faq.csv'));
	expect(error).toBeUndefined();
	expect(items[0]?.json).toMatchObject({
		examples: 20,
		warnings: [expect.stringMatching(/could not be read after row 20: Quote Not Closed/)],
	});
});

test.each([
	['Alpaca', (text: string) => ({ instruction: text, output: 'Yes.' })],
	[
		'chats',
		(text: string) => ({
			messages: [
				{ role: 'human', content: text },
				{ role: 'gpt', content: 'Yes.' },
			],
		}),
	],
])('rows that are longer than what a file is recognised by: %s', async (_, row) => {
	const lines = Array.from({ length: 10 }, (__, at) =>
		JSON.stringify(row(`${at} `.repeat(250_000))),
	);
	const { items, error } = await execute(
		'convert',
		itemOf(Buffer.from(lines.join('\n')), 'long.jsonl'),
	);
	expect(error).toBeUndefined();
	expect(items[0]?.json).toMatchObject({ format: 'chat', examples: 10, leftOutRows: 0 });
});

test('a long first line whose kind nobody sees does not make a valid file unknown', async () => {
	const tools = [{ type: 'function', function: { name: 'f', description: 'x'.repeat(1_200_000) } }];
	const messages = [
		{ role: 'user', content: 'Hi' },
		{ role: 'assistant', content: 'Hello.' },
	];
	const content = `${JSON.stringify({ tools, messages })}\n`.repeat(10);
	const { items } = await execute('validate', itemOf(Buffer.from(content), 'long.jsonl'), {
		failOnInvalid: false,
	});
	expect(items[0]?.json).toMatchObject({ valid: true, format: 'chat', examples: 10 });
});
