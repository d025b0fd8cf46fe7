import { exampleNodes, examples } from '../../scripts/lib/examples';
import type { N8n } from '../../scripts/lib/n8n';
import type { StoredWorkflow } from '../../scripts/lib/n8n-api';
import tickets from '../../examples/data/tickets.json';
import type { FineTuningJob, Sandbox } from '../../sandbox';
import type { Edge } from './edge';
import { startExampleStage, type ExampleStage } from './exampleStage';

const CHANNEL = '#fine-tuning';
const HEADINGS = [
	'When',
	'Event',
	'Job',
	'Base model',
	'Fine-tuned model',
	'Trained tokens',
	'Error',
];
const MODEL = 'gpt-4.1-mini-2025-04-14';
/** An empty cell: an append leaves it alone. */
const NOTHING = null;
const ISO = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}/;

let stage: ExampleStage;
let edge: Edge;
let sandbox: Sandbox;
let n8n: N8n;

beforeAll(async () => {
	stage = await startExampleStage();
	({ edge, sandbox, n8n } = stage);
}, 180_000);

afterAll(async () => await stage?.stop());

beforeEach(() => {
	edge.slack.messages.length = 0;
	edge.slack.refusal = undefined;
});

function running(): string {
	return sandbox.seedJob({ status: 'running', model: MODEL }).id;
}

function failure(message: string): Partial<FineTuningJob> {
	return {
		finished_at: null,
		error: { code: 'invalid_training_file', message, param: 'training_file' },
	};
}

const values = () => edge.sheets.Sheet1.map((row) => row.map(({ value }) => value));

describe('the example that notifies Slack and a sheet', () => {
	let workflow: StoredWorkflow;

	beforeAll(async () => {
		workflow = await stage.import(examples.notify);
		await n8n.api.activate(workflow);
	}, 60_000);

	afterAll(async () => await n8n.api.deactivate(workflow));

	test('begins an empty sheet, and tells each end once in its own branch', async () => {
		const [good, cancelled] = [running(), running()];
		sandbox.setStatus(good, 'succeeded', {
			fine_tuned_model: `ft:${MODEL}:acme::abc`,
			trained_tokens: 48_000,
		});
		await stage.executionOf(workflow, good);
		expect(values()[0]).toEqual(HEADINGS);
		sandbox.setStatus(cancelled, 'cancelled');
		await stage.executionOf(workflow, cancelled);

		expect(edge.slack.messages.map(({ channel }) => channel)).toEqual([CHANNEL, CHANNEL]);
		expect(edge.slack.messages.map(({ text }) => text)).toEqual([
			expect.stringMatching(/^:tada: Fine-tuning of .+ succeeded.+: ft:.+48,000 tokens trained$/),
			expect.stringMatching(/^:no_entry_sign: Fine-tuning of .+ was cancelled/),
		]);
		expect(values()).toEqual([
			HEADINGS,
			[
				expect.stringMatching(ISO),
				'succeeded',
				good,
				MODEL,
				`ft:${MODEL}:acme::abc`,
				48_000,
				NOTHING,
			],
			[
				expect.stringMatching(ISO),
				'cancelled',
				cancelled,
				MODEL,
				...Array.from({ length: 3 }, () => NOTHING),
			],
		]);
	}, 120_000);

	test('lets no error message call a channel or become a formula', async () => {
		const message = '=HYPERLINK("https://evil.example","open") & <!channel> look here';
		const bad = running();
		const rowsBefore = edge.sheets.Sheet1.length;
		sandbox.setStatus(bad, 'failed', failure(message));
		await stage.executionOf(workflow, bad);

		expect(edge.slack.messages).toHaveLength(1);
		const text = String(edge.slack.messages[0]?.text);
		expect(text).toMatch(/^:warning: /);
		expect(text).toContain(
			'=HYPERLINK("https://evil.example","open") &amp; &lt;!channel&gt; look here',
		);
		expect(text).not.toMatch(/[<>]/);
		expect(edge.sheets.Sheet1).toHaveLength(rowsBefore + 1);
		const row = edge.sheets.Sheet1.at(-1) ?? [];
		expect(row.map(({ value }) => value)).toEqual([
			// The provider gave no end.
			expect.stringMatching(ISO),
			'failed',
			bad,
			MODEL,
			NOTHING,
			NOTHING,
			message,
		]);
		expect(row.filter(({ interpreted }) => interpreted)).toEqual([]);
	}, 120_000);

	test('writes the rows when Slack refuses the messages, and goes on to the next', async () => {
		edge.slack.refusal = 'channel_not_found';
		const jobs = [running(), running()];
		const rowsBefore = edge.sheets.Sheet1.length;
		for (const id of jobs) sandbox.setStatus(id, 'failed', failure('no more quota'));
		for (const id of jobs) {
			const execution = await stage.executionOf(workflow, id);
			expect([execution.status, execution.errorMessage]).toEqual(['success', undefined]);
			expect(JSON.stringify(execution.itemsOf('Raise Alarm'))).toContain('channel_not_found');
		}
		expect(edge.slack.messages).toEqual([]);
		const written = values().slice(rowsBefore);
		expect(written.map((row) => row[2]).sort()).toEqual([...jobs].sort());
	}, 120_000);
});

describe('the example that deploys on Azure', () => {
	test('deploys the model of a job that succeeded, and waits until it is there', async () => {
		const workflow = await stage.import(examples.deployOnAzure);
		await n8n.api.activate(workflow);
		const job = running();
		const fineTunedModel = `${MODEL}.ft-0123456789`;
		sandbox.setStatus(job, 'succeeded', { fine_tuned_model: fineTunedModel });
		const execution = await stage.executionOf(workflow, job);
		expect([execution.status, execution.errorMessage]).toEqual(['success', undefined]);
		expect(execution.itemsOf('Ready')).toEqual([
			{ deployment: 'support-tickets', model: fineTunedModel },
		]);
		expect(edge.azure.get('support-tickets')).toEqual({
			body: {
				sku: { name: 'standard', capacity: 1 },
				properties: { model: { format: 'OpenAI', name: fineTunedModel, version: '1' } },
			},
			checks: 2,
		});
		await n8n.api.deactivate(workflow);
	}, 120_000);
});

describe('the example that retrains when that is better', () => {
	test('trains on the rows of a sheet, compares with what is in production, and says to switch', async () => {
		edge.slack.messages.length = 0;
		edge.slack.refusal = undefined;
		const cell = (value: string) => ({ value, interpreted: false });
		edge.sheets.Sheet1 = [
			[cell('message'), cell('category')],
			...tickets.map(({ message, category }) => [cell(message), cell(category)]),
		];
		const workflow = await stage.import(examples.retrain);
		const run = await stage.run(workflow, exampleNodes.everyMonth);
		expect([run.status, run.errorMessage]).toEqual(['success', undefined]);
		expect(run.itemsOf('Evaluate')).toMatchObject([
			{
				model: expect.stringMatching(/^ft:/),
				compareWith: MODEL,
				examples: 50,
				better: 'model',
				significant: true,
			},
		]);
		expect(edge.slack.messages.map(({ text }) => text)).toEqual([
			expect.stringMatching(/^:tada: Switch to `ft:/),
		]);
		expect(run.itemsOf('Tell: Stay')).toEqual([]);
	}, 180_000);
});

describe('the example that catches up', () => {
	/** A job that ended so many hours before the trigger began. */
	function endedBefore(hours: number): string {
		const end = Math.floor(Date.now() / 1000) - hours * 3600;
		return sandbox.seedJob({
			status: 'succeeded',
			model: MODEL,
			created_at: end - 600,
			finished_at: end,
			fine_tuned_model: `ft:${MODEL}:acme::${hours}`,
		}).id;
	}
	const messagesOf = (jobId: string) =>
		edge.slack.messages.map(({ text }) => text).filter((text) => text.includes(jobId));

	test('tells what the trigger does not, and nothing twice', async () => {
		const [missed, old, unfinished] = [endedBefore(1), endedBefore(50), running()];
		const workflow = await stage.import(examples.catchUp);
		await n8n.api.activate(workflow);
		const everyHour = async () => {
			const run = await stage.run(workflow, exampleNodes.everyHour);
			expect([run.status, run.errorMessage]).toEqual(['success', undefined]);
		};
		const seen = running();
		sandbox.setStatus(seen, 'failed', failure('<!channel> no more quota'));
		await stage.executionOf(workflow, seen);
		expect(messagesOf(seen)).toEqual([
			`:warning: Fine-tuning of ${MODEL} failed (${seen}): &lt;!channel&gt; no more quota`,
		]);
		await everyHour();
		expect(messagesOf(missed)).toEqual([
			`:tada: Fine-tuning of ${MODEL} succeeded (${missed}): ft:${MODEL}:acme::1`,
		]);
		const told = edge.slack.messages.length;
		await everyHour();
		expect(edge.slack.messages).toHaveLength(told);
		expect([old, unfinished, seen].map((id) => messagesOf(id).length)).toEqual([0, 0, 1]);
	}, 120_000);
});

test('nobody else was reached', () => {
	// n8n itself asks its maker for news.
	expect(edge.strays.filter((call) => !call.includes('https://api.n8n.io/'))).toEqual([]);
});
