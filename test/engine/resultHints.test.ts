import { startSandbox, type Sandbox } from '../../sandbox';
import { startChatServer } from './chatServer';
import { trainingExamples } from './examples';
import { byId, createEngine, itemWithFile, type NodeRun } from './harness';

/* What stands above the output after a run, whichever of its tabs is open. */

let sandbox: Sandbox;
let engine: ReturnType<typeof createEngine>;
beforeAll(async () => {
	sandbox = await startSandbox({ startTime: 1_770_000_000, seed: 1 });
	engine = createEngine(sandbox);
});
afterAll(async () => await sandbox.close());

const hintsOf = ({ run }: NodeRun) =>
	(run.data.resultData.runData.Node?.[0]?.hints ?? []).map(({ type, message }) => [type, message]);

const build = async (rows: number) =>
	await engine.execute(
		{
			resource: 'dataset',
			operation: 'build',
			format: 'chat',
			exampleSource: 'fields',
			systemPrompt: 'Sort.',
			userMessage: '={{ $json.q }}',
			assistantMessage: '={{ $json.a }}',
			options: { validationShare: 20 },
		},
		Array.from({ length: rows }, (_, at) => ({ json: { q: `q${at}`, a: `a${at}` } })),
	);

test('Build tells what it made', async () => {
	expect(hintsOf(await build(40))).toEqual([
		['info', 'training.jsonl: 32 examples. validation.jsonl: 8 examples'],
	]);
});

test('Build tells in red of too few examples', async () => {
	expect(hintsOf(await build(5))).toEqual([
		['danger', expect.stringMatching(/^training\.jsonl: 4 examples\. .* at least 10$/)],
	]);
});

const validate = async (content: string, items = 1) =>
	await engine.execute(
		{
			resource: 'dataset',
			operation: 'validate',
			binaryPropertyName: 'data',
			options: { failOnInvalid: false },
		},
		Array.from({ length: items }, () => itemWithFile(content)),
	);

test('Validate tells its summary, in red where the file cannot be trained on', async () => {
	expect(hintsOf(await validate(trainingExamples(12)))).toEqual([
		['info', expect.stringMatching(/^training\.jsonl: valid chat.*12 examples/)],
	]);
	expect(hintsOf(await validate('{"messages": []}'))).toEqual([
		['danger', expect.stringMatching(/^training\.jsonl: .*not valid/)],
	]);
	expect(hintsOf(await validate(trainingExamples(12), 3))).toEqual([]);
});

test('Validate names the answer that outweighs the others', async () => {
	const line = (at: number) =>
		JSON.stringify({
			messages: [
				{ role: 'system', content: 'Sort.' },
				{ role: 'user', content: `Question ${at}` },
				{ role: 'assistant', content: at % 6 === 0 ? 'delivery' : 'billing' },
			],
		});
	const rows = Array.from({ length: 24 }, (_, at) => line(at)).join('\n');
	const { items } = await validate(rows);
	expect(items[0]?.json.summary).toContain('83% of the answers are "billing"');
	expect((await validate(trainingExamples(12))).items[0]?.json.summary).not.toContain('answers');
});

test('Wait tells how the job has ended, in red where it failed', async () => {
	const wait = async (...ids: string[]) =>
		await engine.execute(
			{
				resource: 'job',
				operation: 'wait',
				jobId: { __rl: true, mode: 'id', value: '={{ $json.id }}' },
				options: { failOnUnsuccessful: false },
				simplify: true,
			},
			ids.map((id) => ({ json: { id } })),
		);
	const good = sandbox.seedJob({ status: 'succeeded' }).id;
	const bad = sandbox.seedJob({ status: 'failed' }).id;
	expect(hintsOf(await wait(good))).toEqual([
		['info', expect.stringMatching(`^Job ${good} succeeded after .*: ft:`)],
	]);
	expect(hintsOf(await wait(bad))).toEqual([
		['danger', expect.stringMatching(`^Job ${bad} failed after `)],
	]);
	expect(hintsOf(await wait(good, bad))).toEqual([['danger', '2 jobs: 1 succeeded, 1 failed']]);
});

test('Evaluate tells its summary, in red where the model before was better by more than chance', async () => {
	const server = await startChatServer(({ model, prompt }) =>
		model === 'new' ? 'wrong' : prompt.replace('q', 'a'),
	);
	try {
		const rows = Array.from({ length: 20 }, (_, at) =>
			JSON.stringify({
				messages: [
					{ role: 'user', content: `q${at}` },
					{ role: 'assistant', content: `a${at}` },
				],
			}),
		).join('\n');
		const evaluate = async (modelId: string, compareWith: string) =>
			await createEngine(server).execute(
				{
					resource: 'model',
					operation: 'evaluate',
					modelId: byId(modelId),
					binaryPropertyName: 'data',
					options: { compareWith: byId(compareWith) },
				},
				[itemWithFile(rows)],
			);
		const summary = expect.stringMatching(
			/^\w+: \d+ of 20 right .* is better, by more than chance/,
		);
		expect(hintsOf(await evaluate('old', 'new'))).toEqual([['info', summary]]);
		expect(hintsOf(await evaluate('new', 'old'))).toEqual([['danger', summary]]);
	} finally {
		await server.close();
	}
});
