import type { IDataObject, INodeExecutionData, NodeParameterValueType } from 'n8n-workflow';

import { RULE_SAMPLES } from '../unit/FineTuning/dataset/ruleSamples';
import { trainingExamples } from './examples';
import { createEngine, itemWithFile } from './harness';

const engine = createEngine({ baseUrl: 'http://127.0.0.1:9/v1', apiKey: '' });
const validate = async (input: INodeExecutionData, options: IDataObject = {}) =>
	await engine.execute(
		{
			resource: 'dataset',
			operation: 'validate',
			binaryPropertyName: 'data',
			options: options as NodeParameterValueType,
		},
		[input],
		{ credentials: undefined },
	);
const contentOf = (item: INodeExecutionData | undefined, name = 'data') =>
	Buffer.from(item?.binary?.[name]?.data ?? '', 'base64').toString();

describe('Drop Invalid Lines', () => {
	const good = trainingExamples(12).split('\n');
	const content = [...good.slice(0, 6), '{"messages": []}', '{oops', ...good.slice(6)].join('\r\n');

	test('hands on the valid lines only', async () => {
		const { items, error } = await validate(itemWithFile(content), { dropInvalidLines: true });
		expect(error).toBeUndefined();
		expect(contentOf(items[0])).toBe(`${good.join('\n')}\n`);
		expect(items[0]?.binary?.data).toMatchObject({
			fileName: 'training.jsonl',
			mimeType: 'text/plain',
		});
		expect(items[0]?.json).toMatchObject({
			valid: true,
			droppedLines: 2,
			errorCount: 2,
			summary: expect.stringMatching(
				/^training.jsonl: valid chat data, 2 invalid lines left out, /,
			),
		});
	});

	test('leaves a valid file as it is', async () => {
		const input = itemWithFile(`${trainingExamples(12)}\n`);
		const { items } = await validate(input, { dropInvalidLines: true });
		expect(items[0]?.binary).toMatchObject(input.binary);
		expect(items[0]?.json).toMatchObject({ valid: true, droppedLines: 0 });
	});

	test('stops when too little is left, or the file is something else', async () => {
		const few = await validate(itemWithFile(`${trainingExamples(9)}\n{oops\n`), {
			dropInvalidLines: true,
		});
		expect(few.error?.message).toMatch(/cannot be trained on/);
		const csv = await validate(itemWithFile('question,answer\na,b\nc,d\n'), {
			dropInvalidLines: true,
		});
		expect(csv.error?.message).toMatch(/This is a CSV file/);
	});
});

describe('with a validation file', () => {
	const both = (training: string, validation: string) => ({
		json: {},
		binary: {
			...itemWithFile(training).binary,
			...itemWithFile(validation, 'validation', 'validation.jsonl').binary,
		},
	});
	const own = (question: string) =>
		JSON.stringify({
			messages: [
				{ role: 'system', content: 'Answer with one word.' },
				{ role: 'user', content: question },
				{ role: 'assistant', content: 'maybe' },
			],
		});

	test('both are checked, and what stands in both is told, but for case and blanks', async () => {
		const shared = trainingExamples(3).split('\n');
		const content = [...shared.slice(0, 2), shared[2]?.replace('Is 2', 'IS  2 '), own('New?')].join(
			'\n',
		);
		const { items, error } = await validate(both(`${trainingExamples(20)}\n`, `${content}\n`), {
			validationBinaryProperty: 'validation',
		});
		expect(error).toBeUndefined();
		expect(items[0]?.json).toMatchObject({
			valid: true,
			findingsByCode: { in_both_files: 1 },
			warnings: [
				{
					line: null,
					code: 'in_both_files',
					message:
						'3 examples of the validation file (lines 1, 2 and 3) stand in the training file, too, but perhaps for case and blanks: remove from one',
				},
			],
			validation: { valid: true, fileName: 'validation.jsonl', examples: 4 },
		});
	});

	test('an error in it stops the workflow', async () => {
		const input = both(`${trainingExamples(20)}\n`, `${own('a')}\n{oops\n`);
		const { error } = await validate(input, { validationBinaryProperty: 'validation' });
		expect(error?.message).toMatch(
			/^'validation.jsonl' cannot be trained on\. The line is not valid/,
		);
	});

	test('a field without a file is an error', async () => {
		const { error } = await validate(itemWithFile(trainingExamples(12)), {
			validationBinaryProperty: 'validation',
		});
		expect(error?.message).toMatch(/binary/i);
	});
});

test('the provider decides, and the model tells it', async () => {
	const content = `${trainingExamples(12)}\n${trainingExamples(1).replace('Is 0', '<|endoftext|>')}\n`;
	const codes = async (options: IDataObject) =>
		(await validate(itemWithFile(content), { failOnInvalid: false, ...options })).items[0]?.json
			.valid;
	expect(await codes({})).toBe(true);
	expect(await codes({ provider: 'openAi' })).toBe(false);
	expect(await codes({ provider: 'auto', model: 'gpt-4.1-mini-2025-04-14' })).toBe(false);
	expect(await codes({ provider: 'nebius', model: 'gpt-4.1-mini-2025-04-14' })).toBe(true);
});

test('figures: tools make an estimate, reinforcement has no price by the token', async () => {
	const tools = [{ type: 'function', function: { name: 'f', parameters: {} } }];
	const lines = trainingExamples(12).split('\n');
	const withTools = lines.map((line) => JSON.stringify({ ...JSON.parse(line), tools })).join('\n');
	const chat = await validate(itemWithFile(`${withTools}\n`), { pricePerMillionTokens: 5 });
	expect(chat.items[0]?.json).toMatchObject({
		tokens: { estimated: true, trained: 12, median: expect.any(Number) },
		notes: [expect.stringMatching(/tokens are an estimate/)],
		summary: expect.stringMatching(/, about [\d,]+ tokens, /),
		commonestAnswer: { text: 'yes', share: 0.5, differentAnswers: 2 },
	});
	const forGrader = lines
		.map((line) => {
			const [system, user, answer] = JSON.parse(line).messages;
			return JSON.stringify({ messages: [system, user], reference: answer.content });
		})
		.join('\n');
	const graded = await validate(itemWithFile(`${forGrader}\n`), { pricePerMillionTokens: 5 });
	expect(graded.items[0]?.json).toMatchObject({
		format: 'reinforcement',
		estimatedCost: null,
		trainingTokens: null,
		notes: [expect.stringMatching(/billed by time/)],
	});
});

test.each([
	['deep lists', `{"messages": ${'['.repeat(20_000)}${']'.repeat(20_000)}}`],
	['deep objects', `${'{"a":'.repeat(20_000)}1${'}'.repeat(20_000)}`],
	[
		'deep tools',
		trainingExamples(1).replace(/\}$/, `,"tools":${'[{"a":'.repeat(5_000)}1${'}]'.repeat(5_000)}}`),
	],
	[
		'a deep output',
		`{"input":{"messages":[{"role":"user","content":"x"}]},"preferred_output":${'['.repeat(20_000)}${']'.repeat(20_000)}}`,
	],
	['very many parts', `{"messages": [${'{},'.repeat(300_000)}{}]}`],
])('%s are a finding', async (_, line) => {
	const { items, error } = await validate(itemWithFile(`${trainingExamples(12)}\n${line}\n`), {
		failOnInvalid: false,
	});
	expect(error).toBeUndefined();
	expect(items[0]?.json).toMatchObject({
		valid: false,
		errors: [{ line: 13, code: 'too_complex' }],
	});
});

test.each(RULE_SAMPLES)('%s: %s, through the engine', async (provider, _, line, said) => {
	const content = `${trainingExamples(12)}\n${JSON.stringify(line)}\n`;
	const { items } = await validate(itemWithFile(content), { provider, failOnInvalid: false });
	const report = items[0]?.json as { errors: Finding[]; warnings: Finding[]; valid: boolean };
	const told = [
		...report.errors.map(({ code, line: where }) => `error ${code} ${where}`),
		...report.warnings
			.filter(({ code }) => code !== 'several_system_prompts')
			.map(({ code, line: where }) => `warning ${code} ${where}`),
	];
	expect(told.join(', ')).toBe(said === '' ? '' : `${said} 13`);
	expect(report.valid).toBe(!said.startsWith('error'));
});

interface Finding {
	code: string;
	line: number | null;
}
