import type { INodeExecutionData } from 'n8n-workflow';

import { createEngine, itemWithFile } from './harness';
import { keepBinaryDataOnDisk } from './binaryStorage';
import { trainingExamples } from './examples';

// No server listens there, and the nodes have no credential: a dataset needs neither.
const engine = createEngine({ baseUrl: 'http://127.0.0.1:9/v1', apiKey: '' });
type Run = Parameters<typeof engine.execute>;
const execute = async (parameters: object, input: INodeExecutionData[], extra: Run[2] = {}) =>
	await engine.execute(parameters as Run[0], input, { credentials: undefined, ...extra });

const buildParameters = (more: object = {}) => ({
	resource: 'dataset',
	operation: 'build',
	format: 'chat',
	exampleSource: 'fields',
	systemPrompt: 'Answer with one word.',
	userMessage: '={{ $json.question }}',
	assistantMessage: '={{ $json.answer }}',
	options: {},
	...more,
});
const rows = (count: number): INodeExecutionData[] =>
	Array.from({ length: count }, (_, index) => ({
		json: { question: `Is ${index} even?`, answer: index % 2 === 0 ? 'yes' : 'no' },
	}));
const contentOf = (item: INodeExecutionData | undefined, name: string) =>
	Buffer.from(item?.binary?.[name]?.data ?? '', 'base64').toString();
const linesOf = (content: string) =>
	content
		.trimEnd()
		.split('\n')
		.map((line) => JSON.parse(line));

describe('dataset: build', () => {
	test('makes one file of all items, in their order', async () => {
		const { items, error } = await execute(buildParameters(), rows(12));
		expect(error).toBeUndefined();
		expect(items).toHaveLength(1);
		expect(contentOf(items[0], 'data')).toBe(`${trainingExamples(12)}\n`);
		expect(items[0]?.json).toEqual({
			summary: 'training.jsonl: 12 examples',
			format: 'chat',
			examples: 12,
			trainingExamples: 12,
			validationExamples: 0,
			trainingTokens: expect.any(Number),
			validationTokens: 0,
			trainingFileName: 'training.jsonl',
			validationFileName: null,
			skippedItems: 0,
			skipped: [],
			firstExample: JSON.parse(trainingExamples(1)),
			warnings: [],
		});
		expect(items[0]?.binary?.data).toMatchObject({
			fileName: 'training.jsonl',
			mimeType: 'text/plain',
		});
		expect(Object.keys(items[0]?.binary ?? {})).toEqual(['data']);
		expect(items[0]?.pairedItem).toEqual(rows(12).map((_, item) => ({ item })));
	});

	test('puts a share aside, the same every time', async () => {
		const options = { validationShare: 20, seed: 7, fileName: 'tickets' };
		const [first, again] = [
			await execute(buildParameters({ options }), rows(50)),
			await execute(buildParameters({ options }), rows(50)),
		];
		const [item] = first.items;
		expect(item?.json).toMatchObject({
			trainingExamples: 40,
			validationExamples: 10,
			trainingFileName: 'tickets.jsonl',
			validationFileName: 'tickets-validation.jsonl',
		});
		const parts = ['data', 'validation'].map((name) => contentOf(item, name));
		expect(parts).toEqual(['data', 'validation'].map((name) => contentOf(again.items[0], name)));
		expect(parts.flatMap((part) => part.trimEnd().split('\n')).sort()).toEqual(
			trainingExamples(50).split('\n').sort(),
		);
	});

	test('takes whole conversations, and preferences', async () => {
		const messages = [
			{ role: 'user', content: [{ type: 'text', text: 'Hi' }] },
			{ role: 'assistant', content: 'Hello.', weight: 1 },
		];
		const whole = await execute(
			buildParameters({ exampleSource: 'messages', messages: '={{ $json.messages }}' }),
			[{ json: { messages } }],
		);
		expect(linesOf(contentOf(whole.items[0], 'data'))).toEqual([{ messages }]);
		expect(whole.items[0]?.json.warnings).toEqual([
			'The training file has 1 example, and providers want at least 10',
		]);
		const preference = await execute(
			buildParameters({
				format: 'preference',
				preferredOutput: '={{ $json.answer }}',
				nonPreferredOutput: 'maybe',
			}),
			rows(1),
		);
		expect(linesOf(contentOf(preference.items[0], 'data'))).toEqual([
			{
				input: {
					messages: [
						{ role: 'system', content: 'Answer with one word.' },
						{ role: 'user', content: 'Is 0 even?' },
					],
				},
				preferred_output: [{ role: 'assistant', content: 'yes' }],
				non_preferred_output: [{ role: 'assistant', content: 'maybe' }],
			},
		]);
	});

	const withBad = () => {
		const input = rows(12);
		input[3] = { json: { question: 'Is 3 even?' } };
		input[7] = { json: { answer: 'no' } };
		return input;
	};

	test('names the rows that make no example', async () => {
		const { error } = await execute(buildParameters(), withBad());
		expect(error?.name).toBe('NodeOperationError');
		expect(error?.message).toBe(
			"2 of 12 items cannot be made an example. Item 3: 'Assistant Message' is empty. Item 7: 'User Message' is empty.",
		);
		expect(error?.description).toContain('On Error');
		expect(error?.context).toMatchObject({ itemIndex: 3 });
	});

	test('leaves them out under Continue On Fail, and says so', async () => {
		const { items } = await execute(buildParameters(), withBad(), {
			onError: 'continueRegularOutput',
		});
		expect(items[0]?.json).toMatchObject({
			examples: 10,
			skippedItems: 2,
			skipped: [
				{ item: 3, problem: "'Assistant Message' is empty" },
				{ item: 7, problem: "'User Message' is empty" },
			],
		});
		expect(items[0]?.json).not.toHaveProperty('error');
		expect(linesOf(contentOf(items[0], 'data'))).toHaveLength(10);
		expect(items[0]?.pairedItem).toEqual(
			[0, 1, 2, 4, 5, 6, 8, 9, 10, 11].map((item) => ({ item })),
		);
	});

	test('does not make an empty file of bad rows only', async () => {
		const { items } = await execute(buildParameters(), [{ json: {} }, { json: {} }], {
			onError: 'continueRegularOutput',
		});
		expect(items).toEqual(
			[0, 1].map((item) => ({
				json: { error: "All 2 items cannot be made an example. 'User Message' is empty." },
				pairedItem: { item },
			})),
		);
	});

	test.each([
		[{ validationShare: 91 }, "'Validation Share' is 91, and must be from 0 to 90"],
		[{ validationShare: 'ten' }, "'Validation Share' is ten, and must be from 0 to 90"],
		[{ seed: 1.5 }, "'Seed' is 1.5, and must be a whole number"],
	])('refuses the options %j', async (options, message) => {
		const { error } = await execute(buildParameters({ options }), rows(12));
		expect(error?.message).toBe(message);
	});
});

const validateParameters = (options: object = {}) => ({
	resource: 'dataset',
	operation: 'validate',
	binaryPropertyName: 'data',
	options,
});

describe('dataset: validate', () => {
	test('reports a good file, and passes it on', async () => {
		const input = itemWithFile(`${trainingExamples(20)}\n`);
		const { items } = await execute(
			validateParameters({ pricePerMillionTokens: 1000, epochs: 2 }),
			[input],
		);
		const report = items[0]?.json;
		expect(report).toMatchObject({
			valid: true,
			format: 'chat',
			fileName: 'training.jsonl',
			lines: 20,
			examples: 20,
			errorCount: 0,
			warningCount: 0,
			errors: [],
			warnings: [],
			epochs: 2,
			tokens: { encoding: 'o200k_base', limit: 65_536, estimated: false },
		});
		const total = Number((report?.tokens as { total: number }).total);
		expect(report).toMatchObject({ trainingTokens: total * 2, estimatedCost: (total * 2) / 1000 });
		expect(report?.summary).toBe(
			`training.jsonl: valid chat data, 20 examples, ${total} tokens, 2 epochs, estimated cost ${(total * 2) / 1000}`,
		);
		expect(items[0]?.binary).toMatchObject(input.binary);
	});

	test('finds what build made valid, with the same number of tokens', async () => {
		const built = await execute(buildParameters(), rows(30));
		const { items } = await execute(validateParameters(), built.items);
		expect(items[0]?.json).toMatchObject({
			valid: true,
			warningCount: 0,
			examples: 30,
			tokens: { total: built.items[0]?.json.trainingTokens },
			epochs: 3,
			estimatedCost: null,
		});
	});

	test('tells the line, the code and what to do', async () => {
		const input = itemWithFile(`${trainingExamples(12)}\n{"messages": []}\n\noops\n`);
		const { items } = await execute(validateParameters({ maxErrors: 1, failOnInvalid: false }), [
			input,
		]);
		expect(items[0]?.json).toMatchObject({
			valid: false,
			errorCount: 2,
			warningCount: 1,
			errors: [
				{
					line: 13,
					code: 'messages_invalid',
					message: "'messages' is empty: it must be a list of messages",
				},
			],
			findingsByCode: { messages_invalid: 1, invalid_json: 1, blank_lines: 1 },
			summary: expect.stringMatching(/chat data not valid, 2 errors, 1 warning, 14 examples/),
		});
	});

	test('stops the workflow unless it is told to report, with each kind of error once', async () => {
		const input = itemWithFile(`${trainingExamples(12)}\n{"messages": []}\n${'{oops\n'.repeat(8)}`);
		const parameters = validateParameters({ maxErrors: 0 });
		const { error } = await execute(parameters, [itemWithFile(trainingExamples(12)), input]);
		expect(error?.name).toBe('NodeOperationError');
		expect(error?.message).toMatch(
			/^'training.jsonl' cannot be trained on\. 8 times: The line is not valid JSON: [^.]+ \(lines 14, 15, 16, 17, 18 and 3 more\)\. 'messages' is empty: it must be a list of messages \(line 13\)\.$/,
		);
		expect(error?.context).toMatchObject({ itemIndex: 1 });
		const continued = await execute(parameters, [itemWithFile(trainingExamples(12)), input], {
			onError: 'continueRegularOutput',
		});
		expect(continued.items.map(({ json }) => json.valid ?? Boolean(json.error))).toEqual([
			true,
			true,
		]);
	});

	test.each([
		[{ epochs: 51 }, "'Epochs' is 51, and must be from 1 to 50"],
		[{ pricePerMillionTokens: -1 }, "'Price per Million Tokens' is -1, and must be"],
		[{ maxErrors: -1 }, "'Max Errors' is -1, and must be from 0 to 10000"],
	])('refuses the options %j', async (options, message) => {
		const { error } = await execute(validateParameters(options), [itemWithFile('{}')]);
		expect(error?.message).toContain(message);
	});

	test('says when there is no file', async () => {
		const { error } = await execute(validateParameters(), [{ json: {} }]);
		expect(error?.message).toMatch(/binary/i);
	});
});

describe('with binary data in files, as n8n keeps it by default', () => {
	beforeAll(async () => await keepBinaryDataOnDisk());

	test('builds, and validates by streaming', async () => {
		const built = await execute(buildParameters({ options: { validationShare: 10 } }), rows(6_000));
		expect(built.items[0]?.binary?.data?.id).toMatch(/^filesystem-v2:/);
		const parameters = validateParameters({ model: 'gpt-3.5-turbo-0125' });
		const { items } = await execute(parameters, built.items);
		expect(items[0]?.json).toMatchObject({
			valid: true,
			examples: 5_400,
			warningCount: 0,
			tokens: { encoding: 'cl100k_base', limit: 16_385 },
		});
		expect(Number(items[0]?.json.bytes)).toBeGreaterThan(2 * 256 * 1024);
		expect(items[0]?.binary).toEqual(built.items[0]?.binary);
	});
});
