/* eslint-disable @n8n/community-nodes/no-restricted-globals -- runs in Node, not in n8n */
import type { Locator } from 'playwright-core';

import {
	createOpenAiCredential,
	exampleNodes,
	examples,
	importExample,
} from '../../scripts/lib/examples';
import { startStage, type Stage } from '../../scripts/lib/stage';
import { waitFor } from '../../scripts/lib/wait';

/** What the browser tells of an `img` element. */
interface Picture {
	complete: boolean;
	naturalWidth: number;
	src: string;
}

let stage: Stage;

beforeAll(async () => {
	const tarball = process.env.PACKAGE_TARBALL;
	if (!tarball) throw new Error('Run these tests with `npm run e2e`, which packs the package.');
	stage = await startStage(tarball, { width: 1440, height: 900, speed: 60 });
});

afterAll(async () => await stage?.stop());

/** Puts a fresh workflow with one Fine-Tuning node into n8n, because the editor saves every change, and opens it. */
async function openFineTuningNode(parameters: object, credentialId = stage.credentialId) {
	const { id } = await stage.n8n.api.createWorkflow({
		name: 'One node',
		nodes: [
			node('Start', 'n8n-nodes-base.manualTrigger', 0, {}),
			{
				...node('Fine-Tuning', 'n8n-nodes-fine-tuning.fineTuning', 300, { ...parameters }),
				credentials: { fineTuningApi: { id: credentialId, name: 'Fine-Tuning' } },
			},
		],
		connections: { Start: { main: [[{ node: 'Fine-Tuning', type: 'main', index: 0 }]] } },
	});
	await stage.editor.openWorkflow(id);
	return await stage.editor.openNode('Fine-Tuning');
}

function node(name: string, type: string, x: number, parameters: Record<string, unknown>) {
	return { id: name, name, type, typeVersion: 1, position: [x, 0], parameters };
}

/** Which of the fields the open panel shows. */
async function shown(...fields: string[]): Promise<string[]> {
	const visible = await Promise.all(
		fields.map(async (field) => await stage.editor.field(field).isVisible()),
	);
	return fields.filter((_, index) => visible[index]);
}

/** The file name of the picture in an element, once the browser has really drawn it. */
async function icon(element: Locator): Promise<string> {
	const image = element.locator('img').first();
	await image.waitFor();
	return await waitFor(
		async () =>
			await image.evaluate(({ complete, naturalWidth, src }: Picture) =>
				complete && naturalWidth > 0 ? src.split('/').at(-1) : false,
			),
		{ what: 'the icon to be drawn', seconds: 10 },
	);
}

describe('the nodes panel', () => {
	it('finds both nodes by "fine", with their icon', async () => {
		const { editor } = stage;
		const entry = await editor.searchNodes('fine', 'Fine-Tuning');
		expect(await icon(entry)).toBe('fineTuning.svg');
		await entry.click();
		const names = editor.page.getByTestId('node-creator-item-name');
		await names.getByText('On job succeeded', { exact: true }).waitFor();
		await editor.page
			.getByTestId('node-creator-category-item')
			.getByText(/^Actions/)
			.click();
		await names.getByText('Create job', { exact: true }).click();
		await editor.page.getByTestId('ndv').waitFor();
		expect(await editor.field('operation').locator('input').inputValue()).toBe('Create');
	});

	it('adds the trigger for the event that was chosen', async () => {
		const { editor } = stage;
		await (await editor.searchNodes('fine', 'Fine-Tuning')).click();
		await editor.page.getByText('On job succeeded', { exact: true }).click();
		await editor.page.getByTestId('ndv').waitFor();
		await editor.page.keyboard.press('Escape');
		expect(await icon(editor.canvasNode('Fine-Tuning Trigger'))).toBe('fineTuning.svg');
	});

	it('shows the dark icon in dark mode', async () => {
		const { editor } = stage;
		await editor.page.emulateMedia({ colorScheme: 'dark' });
		try {
			const entry = await editor.searchNodes('fine', 'Fine-Tuning');
			expect(await icon(entry)).toBe('fineTuning.dark.svg');
		} finally {
			await editor.page.emulateMedia({ colorScheme: 'light' });
		}
	});
});

describe("the action node's panel", () => {
	it('shows the fields of the chosen operation only', async () => {
		const { editor } = stage;
		const fields = [
			'model',
			'trainingFile',
			'trainingBinaryProperty',
			'grader',
			'jobId',
			'returnAll',
			'limit',
			'binaryPropertyName',
			'simplify',
		];
		await openFineTuningNode({ resource: 'job', operation: 'create' });
		await editor.field('model').waitFor();
		expect(await shown(...fields)).toEqual(['model', 'trainingBinaryProperty', 'simplify']);

		await editor.choose('trainingSource', 'File Already at the Provider');
		await editor.field('trainingFile').waitFor();
		expect(await shown(...fields)).toEqual(['model', 'trainingFile', 'simplify']);

		await editor.choose('method', 'Reinforcement');
		await editor.field('grader').waitFor();
		expect(await shown('trainingFile', 'grader')).toHaveLength(2);

		await editor.choose('operation', 'Get');
		await editor.field('jobId').waitFor();
		expect(await shown(...fields)).toEqual(['jobId', 'simplify']);

		await editor.choose('operation', 'Get Many');
		await editor.field('limit').waitFor();
		expect(await shown(...fields)).toEqual(['returnAll', 'limit', 'simplify']);

		await editor.field('returnAll').locator('.el-switch').click();
		await editor.field('limit').waitFor({ state: 'detached' });

		await editor.choose('resource', 'File');
		await editor.choose('operation', 'Upload');
		await editor.field('binaryPropertyName').waitFor();
		expect(await shown(...fields)).toEqual(['binaryPropertyName', 'simplify']);
	});

	it('lists the jobs in the picker and finds one by a word', async () => {
		const { editor, sandbox } = stage;
		const job = sandbox.seedJob({ status: 'running', user_provided_suffix: 'picker-running' });
		sandbox.seedJob({ status: 'succeeded', user_provided_suffix: 'picker-done' });
		await openFineTuningNode({
			resource: 'job',
			operation: 'get',
			jobId: { __rl: true, mode: 'list', value: '' },
		});
		const entries = await editor.openPicker('jobId');
		const texts = await entries.allInnerTexts();
		expect(texts.filter((text) => text.includes('picker-running'))).toEqual([
			expect.stringContaining('running'),
		]);
		expect(texts.some((text) => text.includes('picker-done'))).toBe(true);

		await editor.page.getByTestId('rlc-search').fill('picker-running');
		await waitFor(async () => (await entries.count()) === 1, {
			what: 'the list to hold one job',
			seconds: 10,
		});
		await entries.first().click();
		await editor.execute();
		await editor.page.getByTestId('output-panel').getByText(job.id).first().waitFor();
	});

	it('takes a list of messages that is dragged into its field, and nothing else with it', async () => {
		const { editor, n8n } = stage;
		const messages = [
			{ role: 'user', content: 'Where is my parcel?' },
			{ role: 'assistant', content: 'delivery' },
		];
		const { id } = await n8n.api.createWorkflow({
			name: 'Messages',
			nodes: [
				node('Start', 'n8n-nodes-base.manualTrigger', 0, {}),
				{
					...node('Rows', 'n8n-nodes-base.set', 200, {
						mode: 'raw',
						jsonOutput: JSON.stringify({ messages }),
						options: {},
					}),
					typeVersion: 3.4,
				},
				node('Fine-Tuning', 'n8n-nodes-fine-tuning.fineTuning', 400, {
					resource: 'dataset',
					operation: 'build',
					exampleSource: 'messages',
				}),
			],
			connections: {
				Start: { main: [[{ node: 'Rows', type: 'main', index: 0 }]] },
				Rows: { main: [[{ node: 'Fine-Tuning', type: 'main', index: 0 }]] },
			},
		});
		await editor.openWorkflow(id);
		const panel = await editor.openNode('Fine-Tuning');
		await editor.executePrevious();
		await editor.drag('messages', 'messages');
		await editor.execute();
		await editor.page.getByTestId('output-panel').getByText('training.jsonl').first().waitFor();
		expect(await panel.getByTestId('node-error-message').count()).toBe(0);
	});

	it('says which job it did not find', async () => {
		const { editor } = stage;
		await openFineTuningNode({
			resource: 'job',
			operation: 'get',
			jobId: { __rl: true, mode: 'id', value: 'ftjob-missing' },
		});
		await editor.execute();
		const message = editor.page.getByTestId('node-error-message');
		await message.waitFor();
		expect(await message.innerText()).toContain('ftjob-missing');
	});
});

describe("the trigger's panel", () => {
	it('fetches a finished job as a test event', async () => {
		const { editor, n8n, sandbox, credentialId } = stage;
		const job = sandbox.seedJob({ status: 'failed', user_provided_suffix: 'trigger-test' });
		const { id } = await importExample(n8n.api, examples.onJobEnd, credentialId);
		await editor.openWorkflow(id);
		await editor.openNode(exampleNodes.trigger);
		await editor.execute();
		const output = editor.page.getByTestId('output-panel');
		await output.getByText(`${job.id}:failed`).first().waitFor();
	});
});

describe('the credential', () => {
	it('tests itself successfully', async () => {
		const { page } = stage.editor;
		await openFineTuningNode({ resource: 'job', operation: 'getAll' });
		await page.getByTestId('credential-edit-button').click();
		await page.getByTestId('credentials-config-container-test-success').waitFor();
	});

	it('says what is wrong with a wrong key', async () => {
		const { page } = stage.editor;
		const { api } = stage.n8n;
		const id = await api.createCredential('Wrong', 'fineTuningApi', {
			provider: 'openAi',
			apiKey: 'sk-wrong',
			baseUrl: stage.sandbox.baseUrl,
		});
		await openFineTuningNode({ resource: 'job', operation: 'getAll' }, id);
		await page.getByTestId('credential-edit-button').click();
		await page.getByText(/^Couldn.t connect with these settings/).waitFor();
		await page.getByText('More details').click();
		await page.getByText(/^The API key was rejected\. Check the key/).waitFor();
	});
});

describe('the training example', () => {
	it('ends in a model that sorts tickets which it has not seen, where its base model guesses', async () => {
		const { api } = stage.n8n;
		const asking = await createOpenAiCredential(api, stage.sandbox.baseUrl);
		const workflow = await importExample(api, examples.train, stage.credentialId, {
			adapt: asking,
		});
		const id = await api.runWorkflow(workflow, exampleNodes.start);
		const execution = await waitFor(async () => await api.finishedExecution(id), {
			what: 'the workflow to finish',
			seconds: 120,
		});
		expect(execution).toMatchObject({ status: 'success' });
		expect(execution.itemsOf('Validate')).toMatchObject([{ valid: true }]);
		expect(execution.itemsOf(exampleNodes.job)).toMatchObject([
			{
				status: 'succeeded',
				fineTunedModel: expect.stringContaining(':tickets:'),
				errorMessage: null,
				trainedTokens: expect.any(Number),
			},
		]);
		expect(execution.itemsOf('Get Metrics')).toMatchObject([{ lastTrainLoss: expect.any(Number) }]);
		const rows = execution.itemsOf(exampleNodes.answers);
		expect(rows).toHaveLength(40);
		const right = (column: string) => rows.filter((row) => row[column] === row.category).length;
		expect(right('newModel')).toBeGreaterThanOrEqual(32);
		expect(right('baseModel')).toBeLessThan(16);
	});
});
