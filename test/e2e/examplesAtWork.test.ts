import { PNG } from 'pngjs';

import tickets from '../../examples/data/tickets.json';
import { exampleNodes, examples } from '../../scripts/lib/examples';
import { waitFor } from '../../scripts/lib/wait';
import { startExampleStage, type ExampleStage } from './exampleStage';
import { startToolCallingModel } from './toolCallingModel';

const MODEL = 'gpt-4.1-mini-2025-04-14';
const ISO = expect.stringMatching(/^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}/);

let stage: ExampleStage;
/** The job that the sheet became, and the model that it made. */
let job: { id: string; model: string };

beforeAll(async () => {
	stage = await startExampleStage({ speed: 6 });
}, 180_000);

afterAll(async () => await stage?.stop());

const written = () => stage.edge.sheets.Models.map((row) => row.map(({ value }) => value));
const cell = (value: string) => ({ value, interpreted: false });

function fillSheet(rows: typeof tickets) {
	stage.edge.sheets.Sheet1 = [
		[cell('message'), cell('category')],
		...rows.map(({ message, category }) => [cell(message), cell(category)]),
	];
}

test('the rows of a sheet become a model that answers in Slack', async () => {
	const { edge, n8n } = stage;
	const using = await stage.import(examples.useTheModel);
	await n8n.api.activate(using);
	fillSheet(tickets);
	const training = await stage.import(examples.sheetToModel);
	const run = await stage.run(training, exampleNodes.start);
	expect([run.status, run.errorMessage]).toEqual(['success', undefined]);

	const [ended] = run.itemsOf(exampleNodes.job);
	job = { id: String(ended?.id), model: String(ended?.fineTunedModel) };
	expect(job.model).toMatch(/^ft:gpt-4\.1-mini-2025-04-14:.*:tickets:/);
	expect(written()).toEqual([
		['When', 'Status', 'Job', 'Base model', 'Fine-tuned model', 'Examples', 'Error'],
		[ISO, 'succeeded', job.id, MODEL, job.model, tickets.length, null],
	]);

	const asked = await stage.executionOf(using, job.id);
	expect([asked.status, asked.errorMessage]).toEqual(['success', undefined]);
	expect(edge.slack.messages.map(({ text }) => text)).toEqual([
		`:speech_balloon: \`${job.model}\` was asked: I was charged twice this month. Please send the second payment back.\nIt says: billing`,
	]);
	await n8n.api.deactivate(using);
}, 240_000);

test('an agent looks up how the last job is doing', async () => {
	const model = await startToolCallingModel();
	try {
		const workflow = await stage.import(examples.askTheAgent, model.baseUrl);
		const run = await stage.run(workflow, exampleNodes.chat, 'How is my last job doing?');
		expect([run.status, run.errorMessage]).toEqual(['success', undefined]);
		const answer = new RegExp(`^Job ${job.id} \\(succeeded\\): Training loss \\d.+ at step \\d`);
		expect(run.itemsOf(exampleNodes.agent)).toEqual([{ output: expect.stringMatching(answer) }]);
		expect(model.requests).toHaveLength(3);
		const offered = (model.requests[0]?.tools ?? []).map((tool) =>
			tool.type === 'function' ? [tool.function.name, tool.function.parameters?.required] : tool,
		);
		// All it can do is look: nothing that trains, deploys or deletes.
		expect(offered.sort()).toEqual([
			['Get_Job', ['jobId']],
			['Get_Job_Metrics', ['jobId']],
			['Get_Many_Jobs', undefined],
		]);
	} finally {
		await model.stop();
	}
}, 120_000);

test('what became of a job that failed is written down, too', async () => {
	const { edge, sandbox } = stage;
	edge.sheets.Models = [];
	fillSheet(tickets.slice(0, 20));
	const training = await stage.import(examples.sheetToModel);
	const before = await jobIds();
	const running = stage.run(training, exampleNodes.start);
	const created = await waitFor(async () => (await jobIds()).find((id) => !before.includes(id)), {
		what: 'the job to be created',
		seconds: 60,
		intervalMs: 200,
	});
	sandbox.setStatus(created, 'failed', {
		error: { code: 'server_error', message: 'The training broke off', param: null },
	});
	const run = await running;
	expect([run.status, run.errorMessage]).toEqual(['success', undefined]);
	expect(written()[1]).toEqual([ISO, 'failed', created, MODEL, null, 20, 'The training broke off']);
}, 240_000);

test('a report at night shows the loss curve of what ended, and the error where there is none', async () => {
	const { edge, sandbox } = stage;
	edge.slack.messages.length = 0;
	const old = Math.floor(Date.now() / 1000) - 2 * 86_400;
	sandbox.seedJob({ status: 'succeeded', model: MODEL, created_at: old, finished_at: old + 60 });
	const report = await stage.import(examples.nightlyReport);
	const run = await stage.run(report, exampleNodes.everyNight);
	expect([run.status, run.errorMessage]).toEqual(['success', undefined]);

	expect(edge.slack.files).toEqual([
		{
			channel: 'C0123456789',
			name: `loss-${job.id}.png`,
			comment: expect.stringMatching(
				/^:chart_with_downwards_trend: .+ succeeded: ft:.+\nTraining loss \d/,
			),
			content: expect.any(Buffer),
		},
	]);
	const { width, height } = PNG.sync.read(edge.slack.files[0]?.content ?? Buffer.alloc(0));
	expect([width, height]).toEqual([1200, 675]);
	expect(edge.slack.messages.map(({ text }) => text)).toEqual([
		`:warning: Fine-tuning of ${MODEL} failed: The training broke off`,
	]);
}, 120_000);

async function jobIds(): Promise<string[]> {
	const { baseUrl, apiKey } = stage.sandbox;
	const answer = await fetch(`${baseUrl}/fine_tuning/jobs?limit=100`, {
		headers: { authorization: `Bearer ${apiKey}` },
	});
	return ((await answer.json()) as { data: Array<{ id: string }> }).data.map(({ id }) => id);
}
