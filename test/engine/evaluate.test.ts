import { sleep, type IDataObject } from 'n8n-workflow';

import { drip, startChatServer, type Question, type Reply } from './chatServer';
import { BLANK, byId, createEngine, itemWithFile } from './harness';

jest.mock('../../nodes/shared/timing', () => jest.requireActual<{ FAST: object }>('./fast').FAST);

const NEW = 'ft:gpt-4.1-mini-2025-04-14:org:tickets:new';
const OLD = 'ft:gpt-4.1-mini-2025-04-14:org:tickets:old';

let server: Awaited<ReturnType<typeof startChatServer>> | undefined;
afterEach(async () => await server?.close());

async function serve(rule: (question: Question) => Reply | Promise<Reply>) {
	server = await startChatServer(rule);
	return { ...server, engine: createEngine(server) };
}

/** `q1` to be answered by `a1`, and so on. */
function example(at: number, answer: string | object = `a${at}`, more: object = {}) {
	return {
		messages: [
			{ role: 'system', content: 'Answer.' },
			{ role: 'user', content: `q${at}` },
			typeof answer === 'string' ? { role: 'assistant', content: answer } : answer,
		],
		...more,
	};
}
const jsonl = (rows: unknown[]) => rows.map((row) => `${JSON.stringify(row)}\n`).join('');
const examples = (count: number) =>
	jsonl(Array.from({ length: count }, (_, index) => example(index + 1)));
/** The number in a prompt. */
const numberIn = ({ prompt }: Question) => Number(prompt.slice(1));
const right = (question: Question) => `a${numberIn(question)}`;

const parameters = (options: object = {}, more: object = {}) =>
	({
		resource: 'model',
		operation: 'evaluate',
		modelId: byId(NEW),
		binaryPropertyName: 'data',
		options,
		...more,
	}) as Parameters<ReturnType<typeof createEngine>['execute']>[0];

async function evaluate(
	{ engine }: { engine: ReturnType<typeof createEngine> },
	file: string,
	options: object = {},
	more: object = {},
) {
	const { items, error } = await engine.execute(parameters(options, more), [
		itemWithFile(file, 'data', 'tests.jsonl'),
	]);
	return { item: items[0]?.json, items, error };
}

test('at Together, a question that is too long spoils no other one', async () => {
	server = await startChatServer((question) =>
		numberIn(question) === 7
			? { status: 403, body: { error: { message: 'Too long' } } }
			: right(question),
	);
	const engine = createEngine({ ...server, provider: 'together' });
	const { item, error } = await evaluate({ engine }, examples(20));
	expect(error).toBeUndefined();
	expect(item).toMatchObject({ examples: 20, correct: 19, failed: 1 });
	expect(item?.mistakes).toMatchObject([{ reason: expect.stringMatching(/may be too long/) }]);
});

test.each([
	['together', 'dedicated_endpoint_not_running', 'The dedicated endpoint for it is not running.'],
	['together', 'model_not_available', 'Unable to access non-serverless model.'],
	['unsloth', null, 'No model loaded. Call POST /inference/load first.'],
])(
	'at %s, a model that stops meanwhile (%s) is no model that is wrong',
	async (provider, code, message) => {
		let stopped = false;
		server = await startChatServer((question) => {
			stopped ||= numberIn(question) > 10;
			return stopped ? { status: 400, body: { error: { message, code } } } : right(question);
		});
		const engine = createEngine({ ...server, provider });
		const { item, error } = await evaluate({ engine }, examples(30));
		expect(item).toBeUndefined();
		expect(error?.message).toMatch(/does not run anywhere|has no model loaded/);
		expect(error?.description).toMatch(
			/Model → Deploy.* Until then: .*: 1?\d of 1?\d right \(100%/,
		);
	},
);

test('a perfect model, by itself', async () => {
	const { engine, questions } = await serve((question) => ` ${right(question)}\n`);
	const { items } = await evaluate({ engine }, examples(20));
	expect(items).toEqual([
		{
			json: {
				summary: `${NEW}: 20 of 20 right (100%, with 95% certainty 83.9% to 100%).`,
				model: NEW,
				examples: 20,
				correct: 20,
				accuracy: 1,
				accuracyLow: 0.8389,
				accuracyHigh: 1,
				inputTokens: 200,
				outputTokens: 40,
				examplesInFile: 20,
				skippedLines: 0,
				failed: 0,
				unanswered: 0,
				mistakeCount: 0,
				mistakes: [],
			},
			pairedItem: { item: 0 },
		},
	]);
	expect(questions).toHaveLength(20);
	expect(questions[0]).toMatchObject({ path: '/v1/chat/completions', model: NEW });
	// Neither a temperature nor a limit of tokens, which newer models refuse.
	expect(questions[0]?.body).toEqual({
		model: NEW,
		messages: [
			{ role: 'system', content: 'Answer.' },
			{ role: 'user', content: 'q1' },
		],
	});
});

test('a better model than the one before', async () => {
	const { engine, questions } = await serve((question) => {
		const works = question.model === NEW ? numberIn(question) > 2 : numberIn(question) % 2 === 0;
		return works ? right(question) : 'something else';
	});
	const { item } = await evaluate({ engine }, examples(20), {
		compareWith: byId(OLD),
		temperature: 0,
	});
	expect(item).toEqual({
		summary: `${NEW}: 18 of 20 right (90%, with 95% certainty 69.9% to 97.2%). ${OLD}: 10 of 20 right (50%, with 95% certainty 29.9% to 70.1%). ${NEW} is better, by more than chance (p = 0.02148).`,
		model: NEW,
		examples: 20,
		correct: 18,
		accuracy: 0.9,
		accuracyLow: 0.699,
		accuracyHigh: 0.9721,
		compareWith: OLD,
		compareCorrect: 10,
		compareAccuracy: 0.5,
		compareAccuracyLow: 0.2993,
		compareAccuracyHigh: 0.7007,
		better: 'model',
		significant: true,
		pValue: 0.02148,
		onlyModelRight: 9,
		onlyCompareRight: 1,
		inputTokens: 400,
		outputTokens: 80,
		examplesInFile: 20,
		skippedLines: 0,
		failed: 0,
		unanswered: 0,
		mistakeCount: 2,
		mistakes: [1, 2].map((line) => ({
			line,
			prompt: `q${line}`,
			expected: `a${line}`,
			given: 'something else',
			reason: 'Not the expected answer',
		})),
	});
	expect(questions.filter(({ model }) => model === OLD)).toHaveLength(20);
	expect(questions[0]?.body.temperature).toBe(0);
});

test.each<[string, (at: number) => boolean, (at: number) => boolean, object, string]>([
	[
		'the same answers',
		() => true,
		() => true,
		{ better: 'neither', pValue: 1 },
		'Neither is better.',
	],
	[
		'a lead that may be chance',
		(at) => at !== 1,
		(at) => at > 3,
		{ better: 'model', significant: false, pValue: 0.5 },
		`${NEW} is better, but that may be chance (p = 0.5).`,
	],
	[
		'a worse model',
		(at) => at > 10,
		() => true,
		{ better: 'compareWith', significant: true, pValue: 0.001953 },
		`${OLD} is better, by more than chance (p = 0.001953).`,
	],
])('%s', async (_, ofNew, ofOld, verdict, words) => {
	const opened = await serve((question) =>
		(question.model === NEW ? ofNew : ofOld)(numberIn(question)) ? right(question) : 'no',
	);
	const { item } = await evaluate(opened, examples(20), { compareWith: byId(OLD) });
	expect(item).toMatchObject(verdict);
	expect(String(item?.summary).endsWith(words)).toBe(true);
});

describe('scoring', () => {
	const JSON_FILE = jsonl([example(1, '{"a": 1, "b": [2]}'), example(2, '{"a": 2}')]);

	test.each([
		['json', JSON_FILE, '```json\n{"b": [2], "a": 1}\n```', 1],
		['exact', JSON_FILE, '```json\n{"a": 1, "b": [2]}\n```', 0],
		['contains', JSON_FILE, 'It is {"a": 1, "b": [2]}, I think', 1],
		['json', JSON_FILE, 'It is {"a": 1, "b": [2]}, I think', 0],
	])('%s', async (scoring, file, given, correct) => {
		const { item } = await evaluate(await serve(() => given), file, { scoring });
		expect(item).toMatchObject({ examples: 2, correct });
	});
});

test('answers in odd forms are wrong, each with its reason, or read all the same', async () => {
	const replies: Reply[] = [
		{
			message: {
				content: [
					{ type: 'text', text: 'a' },
					{ type: 'text', text: '1' },
				],
			},
			finish_reason: 'stop',
		},
		{ message: { content: null, refusal: 'I cannot help with that.' }, finish_reason: 'stop' },
		{ message: { content: 'a3' }, finish_reason: 'length' },
		{ message: { content: null }, finish_reason: 'content_filter' },
		{ message: { content: null, tool_calls: [{ id: 'c' }] }, finish_reason: 'tool_calls' },
		'',
	];
	const opened = await serve((question) => replies[numberIn(question) - 1] ?? 'none');
	const { item } = await evaluate(opened, examples(6));
	expect(item).toMatchObject({ examples: 6, correct: 1, failed: 0, unanswered: 0 });
	expect(
		(item?.mistakes as IDataObject[]).map(({ line, given, reason }) => [line, given, reason]),
	).toEqual([
		[2, null, 'The model declined to answer: I cannot help with that.'],
		[3, 'a3', 'The answer was cut off at the length limit'],
		[4, null, 'A content filter held the answer back'],
		[5, null, 'The model called a tool instead of answering'],
		[6, '', 'Not the expected answer'],
	]);
});

const FILTERED = {
	status: 400,
	body: { error: { message: 'Your prompt triggered the content filter', code: 'content_filter' } },
};

describe('a question that fails', () => {
	test('refused: wrong, with the words of the API, and the others are asked', async () => {
		const opened = await serve((question) =>
			numberIn(question) === 7 ? FILTERED : right(question),
		);
		const { item } = await evaluate(opened, examples(20));
		expect(item).toMatchObject({ examples: 20, correct: 19, failed: 1, unanswered: 0 });
		expect(item?.mistakes).toEqual([
			{
				line: 7,
				prompt: 'q7',
				expected: 'a7',
				given: null,
				reason: expect.stringMatching(
					/^Could not ask the model: Your prompt triggered the content filter \(model ft:.*\)\. /,
				),
			},
		]);
		expect(opened.questions).toHaveLength(20);
	});

	test('the first ones refused: no matter of the key or the model', async () => {
		const opened = await serve((question) => (numberIn(question) < 3 ? FILTERED : right(question)));
		const { item } = await evaluate(opened, examples(5));
		expect(item).toMatchObject({ examples: 5, correct: 3, failed: 2 });
	});

	test.each<[string, Reply]>([
		['a server error that stays', { status: 500, body: { error: { message: 'boom' } } }],
		['200 with nothing in it', { status: 200, body: '' }],
		['200 without choices', { status: 200, body: { object: 'chat.completion', choices: [] } }],
		[
			'a web page',
			{ status: 200, body: '<html>Welcome</html>', headers: { 'content-type': 'text/html' } },
		],
		['a connection that breaks', (response) => response.destroy()],
		['a body that drips for ever', drip],
	])(
		'%s: left out for both models, and the item comes',
		async (_, reply) => {
			// An outage that meets one model only must not make the other look better.
			const opened = await serve((question) => {
				if (question.model === OLD && numberIn(question) === 4) return reply;
				return right(question);
			});
			const { item } = await evaluate(opened, examples(8), { compareWith: byId(OLD) });
			expect(item).toMatchObject({
				examples: 7,
				correct: 7,
				compareCorrect: 7,
				better: 'neither',
				onlyModelRight: 0,
				failed: 0,
				unanswered: 1,
				mistakeCount: 0,
			});
		},
		20_000,
	);

	test('once: asked again, and answered', async () => {
		const opened = await serve((question) =>
			question.attempt === 1
				? { status: 503, body: { error: { message: 'busy' } } }
				: right(question),
		);
		const { item } = await evaluate(opened, examples(10));
		expect(item).toMatchObject({ examples: 10, correct: 10, unanswered: 0 });
		expect(opened.questions).toHaveLength(20);
	});

	test('a storm of 429: nothing is lost', async () => {
		let inSlot = 0;
		let slot = 0;
		const opened = await serve((question) => {
			const now = Math.floor(Date.now() / 50);
			inSlot = now === slot ? inSlot + 1 : 1;
			slot = now;
			return inSlot > 3
				? { status: 429, body: { error: { message: 'Slow down' } } }
				: right(question);
		});
		const { item } = await evaluate(opened, examples(60));
		expect(item).toMatchObject({ examples: 60, correct: 60, unanswered: 0 });
	}, 30_000);
});

describe('what concerns more than one example fails the item at once', () => {
	const said = (message: string, code: string | null = null) => ({ error: { message, code } });

	test.each<[string, Reply, RegExp, number]>([
		['a wrong key', { status: 401, body: said('Incorrect API key') }, /rejected the API key/, 1],
		['a key without rights', { status: 403, body: said('No') }, /may not do this \(model ft/, 1],
		[
			'no such model',
			{ status: 404, body: said('The model does not exist', 'model_not_found') },
			/^Model ft:.* was not found$/,
			1,
		],
		[
			'no such model, in the words of a proxy',
			{ status: 400, body: said('Invalid model name passed in model=x') },
			/^Could not ask the model: Invalid model name .* \(model ft/,
			3,
		],
		[
			'no quota',
			{ status: 429, body: said('You exceeded your quota', 'insufficient_quota') },
			/no quota left/,
			1,
		],
		[
			'a setting that the model refuses',
			{ status: 400, body: said("Unsupported parameter: 'temperature'", 'unsupported_parameter') },
			/does not take a field that was sent/,
			3,
		],
		['a web page each time', { status: 200, body: '<html></html>' }, /not the API's/, 3],
	])('%s', async (_, reply, message, sent) => {
		const opened = await serve(() => reply);
		const { error, items } = await evaluate(opened, examples(40), { temperature: 1 });
		expect(error?.message).toMatch(message);
		expect(error?.description).toMatch(/\w{3}/);
		expect(items).toEqual([]);
		expect(opened.questions).toHaveLength(sent);
	});

	test('the other model is missing: one question was paid', async () => {
		const opened = await serve((question) =>
			question.model === OLD
				? { status: 404, body: said('The model does not exist', 'model_not_found') }
				: right(question),
		);
		const { error } = await evaluate(opened, examples(40), { compareWith: byId(OLD) });
		expect(error?.message).toBe(`Model ${OLD} was not found`);
		expect(opened.questions).toHaveLength(2);
	});

	test('a key that is withdrawn in the middle: nothing new is asked', async () => {
		let asked = 0;
		const opened = await serve((question) => {
			asked += 1;
			return asked > 20 ? { status: 401, body: said('Revoked') } : right(question);
		});
		const { error } = await evaluate(opened, examples(100));
		expect(error?.message).toMatch(/rejected the API key/);
		expect(opened.questions.length).toBeLessThanOrEqual(40);
		// What was paid for is not lost.
		expect(error?.description).toMatch(
			/Until then: \S+: 20 of 20 right \(100%, .*\)\. Asked were 20 of 100 examples\.$/,
		);
	});

	test('in the middle of two models: only what both were asked counts, also with Continue On Fail', async () => {
		let asked = 0;
		const opened = await serve((question) => {
			asked += 1;
			if (asked > 21) return { status: 429, body: said('Gone', 'insufficient_quota') };
			return question.model === OLD ? 'wrong' : right(question);
		});
		const { items } = await opened.engine.execute(
			parameters({ compareWith: byId(OLD) }),
			[itemWithFile(examples(100))],
			{ onError: 'continueRegularOutput' },
		);
		const { error } = items[0]?.json ?? {};
		const [, own, of] =
			/no quota left.* Until then: \S+: (\d+) of (\d+) right/.exec(String(error)) ?? [];
		expect(own).toBe(of);
		expect(Number(of)).toBeGreaterThan(3);
		expect(Number(of)).toBeLessThanOrEqual(10);
		expect(error).toContain(`${OLD}: 0 of ${of} right`);
		expect(error).toContain(`Asked were ${of} of 100 examples.`);
	});

	test('no example that both answered: words, and no division by nothing', async () => {
		const opened = await serve((question) => {
			const mine = question.model === NEW ? 0 : 1;
			return numberIn(question) % 2 === mine
				? { status: 500, body: said('boom') }
				: right(question);
		});
		const { error } = await evaluate(opened, examples(4), { compareWith: byId(OLD) });
		expect(error?.message).toMatch(/^No example was answered by both models/);
	});

	test('a server that is not there', async () => {
		const opened = await serve(() => '');
		await opened.close();
		const { error } = await evaluate(opened, examples(40));
		expect(error?.message).toMatch(/refused the connection/);
	});
});

describe('how much is asked', () => {
	test('a hundred examples unless more are wanted, from all over the file, the same for both', async () => {
		const opened = await serve(right);
		const { item } = await evaluate(opened, examples(1000), { compareWith: byId(OLD) });
		expect(item).toMatchObject({ examples: 100, examplesInFile: 1000 });
		const asked = (model: string) =>
			opened.questions
				.filter((one) => one.model === model)
				.map(numberIn)
				.sort((a, b) => a - b);
		expect(asked(NEW)).toEqual(asked(OLD));
		expect(new Set(asked(NEW)).size).toBe(100);
		for (const [index, at] of asked(NEW).entries()) expect(Math.ceil(at / 10)).toBe(index + 1);
	}, 30_000);

	test('as many as are wanted, at most ten at a time', async () => {
		const opened = await serve(async (question) => {
			await sleep(20);
			return right(question);
		});
		const { item } = await evaluate(opened, examples(50), { maxExamples: 30 });
		expect(item).toMatchObject({ examples: 30, examplesInFile: 50 });
		expect(opened.questions).toHaveLength(30);
		expect(opened.mostAtOnce()).toBe(10);
	});

	test('of many mistakes fifty are shown, and all are counted', async () => {
		const { item } = await evaluate(await serve(() => 'no'), examples(80));
		expect(item?.mistakes).toHaveLength(50);
		expect(item).toMatchObject({
			correct: 0,
			accuracy: 0,
			accuracyLow: 0,
			mistakeCount: 80,
		});
	});

	test.each([0, 12])(
		'cancelled after %i answers: it ends, and asks nothing more',
		async (answered) => {
			const opened = await serve((question) =>
				opened.questions.length > answered ? new Promise<Reply>(() => {}) : right(question),
			);
			const { error } = await opened.engine.execute(
				parameters(),
				[itemWithFile(examples(40))],
				{},
				{ cancelAfterMs: 1_500 },
			);
			expect(error?.message).toMatch(/^Stopped before|cancel/i);
			const asked = new Set(opened.questions.map(({ prompt }) => prompt)).size;
			expect(asked).toBeGreaterThan(answered);
			expect(asked).toBeLessThanOrEqual(answered + 10);
		},
	);
});

describe('the file', () => {
	const CALLING = { role: 'assistant', content: null, tool_calls: [{ id: 'c' }] };

	test('lines that expect a tool call are skipped and counted; images and tools go through', async () => {
		const image = [{ type: 'image_url', image_url: { url: 'https://example.com/a.png' } }];
		const tools = [{ type: 'function', function: { name: 'f' } }];
		const file = `\uFEFF${jsonl([
			example(1, CALLING),
			{ ...example(2), tools },
			{
				messages: [
					{ role: 'user', content: image },
					{ role: 'assistant', content: 'a3', weight: 1 },
				],
			},
		]).replace(/\n/g, '\r\n')}\r\n`;
		const opened = await serve(() => 'a2');
		const { item } = await evaluate(opened, file);
		expect(item).toMatchObject({ examples: 2, correct: 1, examplesInFile: 2, skippedLines: 1 });
		expect(item?.mistakes).toMatchObject([{ line: 3, prompt: '', expected: 'a3' }]);
		const bodies = opened.questions.map(({ body }) => body);
		expect(bodies).toContainEqual({
			model: NEW,
			messages: [{ role: 'user', content: image }],
		});
		expect(bodies.find((body) => body.tools)?.tools).toEqual(tools);
	});

	test.each<[string, string, object, RegExp]>([
		['is empty', '', {}, /'tests\.jsonl' holds no examples to ask: it is empty/],
		['is blank', '\n\n', {}, /holds no examples to ask: it is empty/],
		[
			'has a broken line',
			`${examples(3)}{"messages": [`,
			{},
			/^Line 4 of 'tests\.jsonl' cannot be used\. The line is not valid JSON/,
		],
		[
			'has a line without answer',
			examples(2) + jsonl([{ messages: example(3).messages.slice(0, 2) }]),
			{},
			/^Line 3 .*The last message must be the assistant's/,
		],
		[
			'expects tool calls only',
			jsonl([example(1, CALLING), example(2, CALLING)]),
			{},
			/expected answers of all 2 lines are tool calls/,
		],
		[
			'expects no JSON',
			examples(2),
			{ scoring: 'json' },
			/^Line 1 .*not JSON, and 'Scoring' is JSON/,
		],
		[
			'is a table',
			'question,answer\nq1,a1\nq2,a2\n',
			{},
			/cannot be used\. This is a CSV.*Dataset → Convert/,
		],
		[
			'is one list',
			`[${JSON.stringify(example(1))},\n${JSON.stringify(example(2))}]`,
			{},
			/one JSON array.*Dataset → Convert/,
		],
		[
			'is for preference training',
			jsonl([{ input: { messages: [] }, preferred_output: [], non_preferred_output: [] }]),
			{},
			/preference data.*Chat examples are needed/,
		],
		[
			'is in the old format',
			jsonl([
				{ prompt: 'q1', completion: 'a1' },
				{ prompt: 'q2', completion: 'a2' },
			]),
			{},
			/Dataset → Convert/,
		],
		['is an image', '\u0089PNG\r\n\u001a\n', {}, /cannot be used/],
	])('that %s is refused in words, before anything is asked', async (_, file, options, message) => {
		const opened = await serve(right);
		const { error } = await evaluate(opened, file, options);
		expect(error?.message).toMatch(message);
		expect(error?.description).toMatch(/\w{3}/);
		expect(opened.questions).toEqual([]);
	});

	test('that is missing', async () => {
		const { error } = await evaluate(await serve(right), '', {}, { binaryPropertyName: 'other' });
		expect(error?.message).toMatch(/other/);
	});
});

test.each<[string, object, object, RegExp]>([
	['no model', {}, { modelId: byId(BLANK) }, /^'Model' is empty$/],
	['no field', {}, { binaryPropertyName: BLANK }, /^'Input Data Field Name' is empty$/],
	['nothing to compare with', { compareWith: byId(BLANK) }, {}, /^'Compare With' is empty$/],
	[
		'itself to compare with',
		{ compareWith: byId(NEW) },
		{},
		/^'Compare With' is the model itself$/,
	],
	['an unknown scoring', { scoring: 'fuzzy' }, {}, /^'Scoring' is fuzzy, and must be one of/],
	['no examples', { maxExamples: 0 }, {}, /^'Max Examples' is 0, and must be at least 1$/],
	[
		'half an example',
		{ maxExamples: 1.5 },
		{},
		/^'Max Examples' is 1\.5, and must be a whole number$/,
	],
	['too much chance', { temperature: 3 }, {}, /^'Temperature' is 3, and must be from 0 to 2$/],
])('%s: refused before anything is asked', async (_, options, more, message) => {
	const opened = await serve(right);
	const { error } = await evaluate(opened, examples(3), options, more);
	expect(error?.message).toMatch(message);
	expect(opened.questions).toEqual([]);
});

test('several items, one of them bad, with Continue On Fail', async () => {
	const opened = await serve(right);
	const { items } = await opened.engine.execute(
		parameters(),
		[itemWithFile(examples(3)), itemWithFile('no'), itemWithFile(examples(5))],
		{ onError: 'continueRegularOutput' },
	);
	expect(items.map(({ json, pairedItem }) => [json.examples ?? json.error, pairedItem])).toEqual([
		[3, { item: 0 }],
		[expect.stringMatching(/cannot be used/), { item: 1 }],
		[5, { item: 2 }],
	]);
});
