import OpenAI, { BadRequestError, NotFoundError, toFile } from 'openai';

import { startSandbox, type Sandbox, type SandboxOptions } from '../../sandbox';
import { byId, createEngine, itemWithFile } from '../engine/harness';
import { askedOf, jsonlOf, LEARNED, UNSEEN } from '../unit/sandbox/tickets';

const BASE = 'gpt-4.1-mini-2025-04-14';
const TICKET = 'The invoice shows the wrong VAT number, please correct it.';

let sandbox: Sandbox;
let client: OpenAI;

afterEach(async () => await sandbox.close());

async function start(dialect?: SandboxOptions['dialect'], path = '') {
	sandbox = await startSandbox({ startTime: 1_800_000_000, seed: 7, dialect });
	const defaultHeaders = { 'api-key': sandbox.apiKey };
	const baseURL = sandbox.baseUrl.replace('/v1', path || '/v1');
	client = new OpenAI({ apiKey: sandbox.apiKey, baseURL, defaultHeaders, maxRetries: 0 });
}

async function upload(content: string) {
	const file = await toFile(Buffer.from(content), 'tickets.jsonl');
	return (await client.files.create({ file, purpose: 'fine-tune' })).id;
}

/** A job that learns the tickets, as it was just created. */
async function create(hyperparameters: object = {}) {
	return await client.fineTuning.jobs.create({
		model: BASE,
		hyperparameters,
		training_file: await upload(jsonlOf(LEARNED)),
		validation_file: await upload(jsonlOf(UNSEEN)),
		seed: 7,
	});
}

/** The same when it has ended, and its model. */
async function finish(id: string) {
	sandbox.clock.advance(1000);
	const job = await client.fineTuning.jobs.retrieve(id);
	return { job, model: job.fine_tuned_model ?? '' };
}

async function say(model: string, message = TICKET) {
	const { choices } = await client.chat.completions.create({ model, messages: askedOf(message) });
	return choices[0]?.message.content;
}

async function answersOf(model: string) {
	return await Promise.all(UNSEEN.map(async ({ message }) => await say(model, message)));
}

async function rightOnUnseen(model: string): Promise<number> {
	const answers = await answersOf(model);
	const right = UNSEEN.filter(({ category }, index) => answers[index] === category);
	return right.length / UNSEEN.length;
}

test('a trained model answers unseen tickets right, its base model by chance', async () => {
	await start();
	const { model } = await finish((await create()).id);
	expect(await rightOnUnseen(model)).toBeGreaterThanOrEqual(0.8);
	expect(await rightOnUnseen(BASE)).toBeLessThan(0.35);
	const answer = await client.chat.completions.create({ model, messages: askedOf(TICKET) });
	expect(answer).toMatchObject({
		object: 'chat.completion',
		model,
		created: 1_800_001_000,
		system_fingerprint: 'fp_sandbox_classifier',
		choices: [
			{ index: 0, finish_reason: 'stop', message: { role: 'assistant', content: 'billing' } },
		],
	});
	const base = await client.chat.completions.create({ model: BASE, messages: askedOf(TICKET) });
	expect(base.system_fingerprint).toBe('fp_sandbox_untrained');
});

test('what is measured is what its models do, at every checkpoint', async () => {
	await start();
	// So slow that one sees it learn.
	const { id } = await create({ batch_size: 32, learning_rate_multiplier: 0.2, n_epochs: 3 });
	const { job, model } = await finish(id);
	const { data } = await client.fineTuning.jobs.checkpoints.list(job.id);
	expect(data.map(({ step_number }) => step_number)).toEqual([15, 10, 5]);
	expect(data[0]?.fine_tuned_model_checkpoint).toBe(model);
	const answers = new Set<string>();
	for (const { fine_tuned_model_checkpoint: name, metrics } of data) {
		expect(await rightOnUnseen(name)).toBe(metrics.full_valid_mean_token_accuracy);
		answers.add((await answersOf(name)).join());
	}
	const losses = data.map(({ metrics }) => metrics.full_valid_loss);
	expect(answers.size).toBe(3);
	const csv = await (await client.files.content(job.result_files[0] ?? '')).text();
	expect(csv.trim().split('\n').at(-1)).toContain(`,${losses[0]},`);
});

test('a stream says the same in pieces, and its usage when asked for it', async () => {
	await start();
	const messages = [{ role: 'user' as const, content: 'Who are you?' }];
	const whole = await client.chat.completions.create({ model: BASE, messages });
	const stream = await client.chat.completions.create({
		model: BASE,
		messages,
		stream: true,
		stream_options: { include_usage: true },
	});
	const chunks: OpenAI.ChatCompletionChunk[] = [];
	for await (const chunk of stream) chunks.push(chunk);
	const said = chunks.map(({ choices }) => choices[0]?.delta.content ?? '');
	expect(said.length).toBeGreaterThan(5);
	expect(said.join('')).toBe(whole.choices[0]?.message.content);
	expect(chunks.at(-1)).toMatchObject({ choices: [], usage: whole.usage });
	expect(chunks.at(-2)?.choices[0]?.finish_reason).toBe('stop');
	expect(new Set(chunks.map(({ id }) => id)).size).toBe(1);

	const helper = client.chat.completions.stream({ model: BASE, messages });
	expect(await helper.finalContent()).toBe(whole.choices[0]?.message.content);
});

test('responses, which n8n’s own nodes send: whole and as a stream', async () => {
	await start();
	const { model } = await finish((await create()).id);
	const [{ content: instructions }, { content }] = askedOf(TICKET);
	const asked = {
		model,
		instructions,
		input: [{ role: 'user' as const, content: [{ type: 'input_text' as const, text: content }] }],
	};
	const chat = await client.chat.completions.create({ model, messages: askedOf(TICKET) });
	const whole = await client.responses.create(asked);
	expect(whole).toMatchObject({
		status: 'completed',
		output_text: 'billing',
		metadata: { sandbox: 'fp_sandbox_classifier' },
		usage: {
			input_tokens: chat.usage?.prompt_tokens,
			output_tokens: chat.usage?.completion_tokens,
		},
	});
	const stream = client.responses.stream(asked);
	const types: string[] = [];
	for await (const { type } of stream) types.push(type);
	expect(types).toEqual([
		'response.created',
		'response.in_progress',
		'response.output_item.added',
		'response.content_part.added',
		'response.output_text.delta',
		'response.output_text.done',
		'response.content_part.done',
		'response.output_item.done',
		'response.completed',
	]);
	expect((await stream.finalResponse()).output_text).toBe('billing');
	const plain = await client.responses.create({ model: BASE, input: 'Hello?' });
	expect(plain.output_text).toMatch(/no language model/);
});

test('only what has been made can be asked', async () => {
	await start();
	const { id } = await create();
	const unknown = 'ft:nobody:has::this';
	await expect(say(unknown)).rejects.toMatchObject({
		status: 404,
		code: 'model_not_found',
		message: expect.stringContaining(
			`The model \`${unknown}\` does not exist or you do not have access to it.`,
		),
	});
	const name = sandbox.store.jobs.get(id)?.plan?.outcome.fine_tuned_model ?? '';
	sandbox.clock.advance(50);
	expect(await client.fineTuning.jobs.retrieve(id)).toMatchObject({ status: 'running' });
	await expect(say(name)).rejects.toThrow(NotFoundError);
	await expect(say(`${name}:ckpt-step-480`)).rejects.toThrow(NotFoundError);
	expect(await say(`${name}:ckpt-step-160`)).toBe('billing');
	await client.fineTuning.jobs.cancel(id);
	sandbox.clock.advance(1000);
	await expect(say(name)).rejects.toThrow(NotFoundError);

	const seeded = sandbox.seedJob({ status: 'succeeded' }).fine_tuned_model ?? '';
	expect(await say(seeded)).toMatch(/billing|delivery|returns|account|technical|feedback/);
	const failed = await client.fineTuning.jobs.create({
		model: BASE,
		training_file: await upload(jsonlOf(LEARNED.slice(0, 5))),
	});
	await finish(failed.id);
	const never = sandbox.store.jobs.get(failed.id)?.plan?.outcome.fine_tuned_model ?? '';
	await expect(say(never)).rejects.toThrow(NotFoundError);
});

test.each<[string, object, string]>([
	['no model', { messages: askedOf('x') }, 'you must provide a model parameter'],
	['no messages', { model: BASE }, "Missing required parameter: 'messages'"],
	['empty messages', { model: BASE, messages: [] }, "Invalid 'messages': empty array"],
	['no list', { model: BASE, messages: 'x' }, "Invalid type for 'messages'"],
	['no role', { model: BASE, messages: [{ content: 'x' }] }, "'messages[0].role'"],
	['another role', { model: BASE, messages: [{ role: 'robot', content: 'x' }] }, '"robot"'],
])('a chat with %s is refused', async (_what, body, message) => {
	await start();
	const asked = client.chat.completions.create(body as OpenAI.ChatCompletionCreateParams);
	await expect(asked).rejects.toThrow(BadRequestError);
	await expect(asked).rejects.toThrow(message);
});

test.each<[string, object, string]>([
	['no model', { input: 'x' }, 'you must provide a model parameter'],
	['no input', { model: BASE }, "Missing required parameter: 'input'"],
	['an empty input', { model: BASE, input: [] }, "Invalid 'input': empty array"],
	['a number as input', { model: BASE, input: 5 }, "Invalid type for 'input'"],
	[
		'a response before',
		{ model: BASE, input: 'x', previous_response_id: 'resp_1' },
		'does without',
	],
	['time', { model: BASE, input: 'x', background: true }, 'does without'],
])('a response with %s is refused', async (_what, body, message) => {
	await start();
	const asked = client.responses.create(body as OpenAI.Responses.ResponseCreateParams);
	await expect(asked).rejects.toThrow(BadRequestError);
	await expect(asked).rejects.toThrow(message);
});

test.each<[SandboxOptions['dialect'], string, string]>([
	['azureOpenAi', BASE, '/openai/v1'],
	['nebius', 'Qwen/Qwen3-14B', '/v1'],
	['crusoe', 'llama-3-1-8b-instruct', '/v1'],
	['liteLlm', BASE, ''],
	['custom', BASE, '/v1'],
])('%s trains and answers, too', async (dialect, base, path) => {
	await start(dialect);
	const inBody = dialect === 'liteLlm' && { custom_llm_provider: 'openai' };
	sandbox.clock.advance(5);
	const training_file = await upload(jsonlOf(LEARNED));
	sandbox.clock.advance(5);
	const body = { model: base, training_file, ...inBody };
	const { id } = await client.fineTuning.jobs.create(body);
	sandbox.clock.advance(1000);
	await client.fineTuning.jobs.retrieve(id, { query: inBody || undefined });
	const name = sandbox.store.jobs.get(id)?.plan?.outcome.fine_tuned_model ?? '';
	client.baseURL = sandbox.baseUrl.replace('/v1', path);
	expect(await rightOnUnseen(name)).toBeGreaterThanOrEqual(0.7);
});

test('tokens are counted as Dataset → Validate counts them', async () => {
	await start();
	const engine = createEngine(sandbox);
	const { items } = await engine.execute(
		{
			resource: 'dataset',
			operation: 'validate',
			binaryPropertyName: 'data',
			options: { model: BASE, epochs: 3 },
		},
		[itemWithFile(jsonlOf(LEARNED))],
	);
	const { job, model } = await finish((await create()).id);
	expect(job.trained_tokens).toBe(items[0]?.json.trainingTokens);
	const { usage } = await client.chat.completions.create({ model, messages: askedOf(TICKET) });
	expect(usage).toMatchObject({
		completion_tokens: 1,
		total_tokens: (usage?.prompt_tokens ?? 0) + 1,
	});

	const { items: shown } = await engine.execute({
		resource: 'job',
		operation: 'getMetrics',
		jobId: byId(job.id),
		output: 'summary',
	});
	expect(shown[0]?.json).toMatchObject({
		steps: 480,
		firstTrainLoss: Number(Math.log(6).toFixed(4)),
	});
});
