/* eslint-disable @n8n/community-nodes/no-restricted-imports -- runs in Node, not in n8n */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';

import type { Editor } from './editor';
import { countHands, type HandsWork } from './hands';
import { root } from './paths';

/** Where the walk is told to people, with its pictures and the nodes to paste. */
const PAGE = join(root, 'docs', 'first-model.md');

/** The pictures of the walk, in its order. */
export const firstModelPictures = [
	'first-model-rows.png',
	'first-model-actions.png',
	'first-model-dataset.png',
	'first-model-job.png',
	'first-model-deploy.png',
	'first-model-workflow.png',
] as const;

type Picture = (typeof firstModelPictures)[number];

/**
 * Goes from an empty workflow to a model that answers, as docs/first-model.md tells it.
 * @param take is called where the page has a picture
 * @returns what it cost the hands, and the workflow's id in n8n
 */
export async function walkToFirstModel(
	editor: Editor,
	take: (picture: Picture) => Promise<void>,
): Promise<{ hands: HandsWork; workflowId: string }> {
	const hands = await countHands(editor.page);
	await editor.newWorkflow();
	await editor.paste(await rows());
	await editor.canvasNode('One Item per Ticket').waitFor();
	await take('first-model-rows.png');

	const actions = await editor.findNext('fine', 'Fine-Tuning');
	await take('first-model-actions.png');
	await actions('Build dataset');
	await editor.executePrevious();
	await editor.drag('message', 'userMessage');
	await editor.drag('category', 'assistantMessage');
	await take('first-model-dataset.png');
	await editor.closeNode('cross');

	await (
		await editor.findNext('fine', 'Fine-Tuning')
	)('Create job');
	const models = await editor.openPicker('model');
	await take('first-model-job.png');
	await models.filter({ hasText: 'gpt-4.1-mini' }).click();
	await editor.closeNode('Escape');

	await (
		await editor.findNext('fine', 'Fine-Tuning')
	)('Wait for job');
	await editor.closeNode('Escape');

	await (
		await editor.findNext('fine', 'Fine-Tuning')
	)('Deploy model');
	await editor.execute();
	await editor.page.getByTestId('output-panel').getByText(/^ft:/).waitFor({ timeout: 120_000 });
	await take('first-model-deploy.png');
	const done = await hands();

	await editor.closeNode('Escape');
	await editor.showAll();
	await take('first-model-workflow.png');
	return { hands: done, workflowId: new URL(editor.page.url()).pathname.split('/').at(-1) ?? '' };
}

/** The nodes with the rows, as n8n copies and pastes them. */
async function rows(): Promise<string> {
	const [, json] = /^```json\n([\s\S]+?)^```$/m.exec(await readFile(PAGE, 'utf8')) ?? [];
	if (json === undefined) throw new Error(`${PAGE} has no nodes to paste.`);
	return json;
}
