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
