/* eslint-disable @n8n/community-nodes/no-restricted-globals -- runs in Node, not in n8n */
import {
	createSandboxCredential,
	exampleNodes,
	examples,
	importExample,
} from '../../scripts/lib/examples';
import { startN8n, type N8n } from '../../scripts/lib/n8n';
import type { Execution, StoredWorkflow, WorkflowNode } from '../../scripts/lib/n8n-api';
import { freePort } from '../../scripts/lib/ports';
import { waitFor } from '../../scripts/lib/wait';
import tickets from '../../examples/data/tickets.json';
import { startSandbox, type FineTuningJob, type Sandbox } from '../../sandbox';
import { startEdge, type Edge } from './edge';
import { nodesOfEdge } from './edgeNodes';

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

let edge: Edge;
let sandbox: Sandbox;
let n8n: N8n;
let adapt: (node: WorkflowNode) => WorkflowNode;
let credentialId: string;

beforeAll(async () => {
	edge = await startEdge();
	sandbox = await startSandbox();
	n8n = await startN8n({
		port: await freePort(),
		tarball: String(process.env.PACKAGE_TARBALL),
		disposable: true,
		env: edge.env,
	});
	credentialId = await createSandboxCredential(n8n.api, sandbox.baseUrl);
	adapt = await nodesOfEdge(n8n.api, edge);
}, 180_000);

afterAll(async () => {
	await n8n?.stop();
	await sandbox?.close();
	await edge?.stop();
});

beforeEach(() => {
	edge.slack.messages.length = 0;
	edge.slack.refusal = undefined;
});

/** The execution that the end of a job has started. */
async function executionOf(workflow: StoredWorkflow, jobId: string): Promise<Execution> {
	return await waitFor(
		async () => {
			for (const id of await n8n.api.executionIds(workflow.id)) {
				const execution = await n8n.api.finishedExecution(id);
				const items = execution?.itemsOf(exampleNodes.trigger) ?? [];
				if (items.some((item) => item.id === jobId)) return execution;
			}
			return undefined;
		},
		{ what: `the end of ${jobId} to be handled`, seconds: 60, intervalMs: 500 },
	);
}

function running(): string {
	return sandbox.seedJob({ status: 'running', model: MODEL }).id;
}

function failure(message: string): Partial<FineTuningJob> {
	return {
		finished_at: null,
		error: { code: 'invalid_training_file', message, param: 'training_file' },
	};
}

const values = () => edge.sheet.rows.map((row) => row.map(({ value }) => value));

describe('the example that notifies Slack and a sheet', () => {
	let workflow: StoredWorkflow;

	beforeAll(async () => {
		workflow = await importExample(n8n.api, examples.notify, credentialId, {
			pollSeconds: 2,
			adapt,
		});
		await n8n.api.activate(workflow);
	}, 60_000);

	afterAll(async () => await n8n.api.deactivate(workflow));

	test('begins an empty sheet, and tells each end once in its own branch', async () => {
		const [good, cancelled] = [running(), running()];
		sandbox.setStatus(good, 'succeeded', {
			fine_tuned_model: `ft:${MODEL}:acme::abc`,
			trained_tokens: 48_000,
		});
		await executionOf(workflow, good);
		expect(values()[0]).toEqual(HEADINGS);
		sandbox.setStatus(cancelled, 'cancelled');
		await executionOf(workflow, cancelled);

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
		const rowsBefore = edge.sheet.rows.length;
		sandbox.setStatus(bad, 'failed', failure(message));
		await executionOf(workflow, bad);

		expect(edge.slack.messages).toHaveLength(1);
		const text = String(edge.slack.messages[0]?.text);
		expect(text).toMatch(/^:warning: /);
		expect(text).toContain(
			'=HYPERLINK("https://evil.example","open") &amp; &lt;!channel&gt; look here',
		);
		expect(text).not.toMatch(/[<>]/);
		expect(edge.sheet.rows).toHaveLength(rowsBefore + 1);
		const row = edge.sheet.rows.at(-1) ?? [];
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
		const rowsBefore = edge.sheet.rows.length;
		for (const id of jobs) sandbox.setStatus(id, 'failed', failure('no more quota'));
		for (const id of jobs) {
			const execution = await executionOf(workflow, id);
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
		const workflow = await importExample(n8n.api, examples.deployOnAzure, credentialId, {
			pollSeconds: 2,
			adapt,
		});
		await n8n.api.activate(workflow);
		const job = running();
		const fineTunedModel = `${MODEL}.ft-0123456789`;
		sandbox.setStatus(job, 'succeeded', { fine_tuned_model: fineTunedModel });
		const execution = await executionOf(workflow, job);
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
		edge.sheet.rows = [
			[cell('message'), cell('category')],
			...tickets.map(({ message, category }) => [cell(message), cell(category)]),
		];
		const workflow = await importExample(n8n.api, examples.retrain, credentialId, { adapt });
		const id = await n8n.api.runWorkflow(workflow, exampleNodes.everyMonth);
		const run = await waitFor(async () => await n8n.api.finishedExecution(id), {
			what: 'the new model to be judged',
			seconds: 120,
			intervalMs: 500,
		});
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
		const workflow = await importExample(n8n.api, examples.catchUp, credentialId, {
			pollSeconds: 2,
			adapt,
		});
		await n8n.api.activate(workflow);
		const everyHour = async () => {
			const id = await n8n.api.runWorkflow(workflow, exampleNodes.everyHour);
			const run = await waitFor(async () => await n8n.api.finishedExecution(id), {
				what: 'the hourly look to end',
				seconds: 60,
				intervalMs: 500,
			});
			expect([run.status, run.errorMessage]).toEqual(['success', undefined]);
		};
		const seen = running();
		sandbox.setStatus(seen, 'failed', failure('<!channel> no more quota'));
		await executionOf(workflow, seen);
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
