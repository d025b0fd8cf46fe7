/* eslint-disable @n8n/community-nodes/no-restricted-imports, @n8n/community-nodes/no-restricted-globals -- runs in Node, not in n8n */
import { mkdtemp, readdir } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { firstModelPictures, walkToFirstModel } from '../../scripts/lib/firstModel';
import { say } from '../../scripts/lib/log';
import { startStage, type Stage } from '../../scripts/lib/stage';
import { waitFor } from '../../scripts/lib/wait';

let stage: Stage;

beforeAll(async () => {
	const tarball = process.env.PACKAGE_TARBALL;
	if (!tarball) throw new Error('Run these tests with `npm run e2e`, which packs the package.');
	stage = await startStage(tarball, { width: 1280, height: 860, speed: 60 });
});

afterAll(async () => await stage?.stop());

/** What the model answers to somebody who has nothing but its name. */
async function ask(model: string, content: string): Promise<string | undefined> {
	const { baseUrl, apiKey } = stage.sandbox;
	const response = await fetch(`${baseUrl}/chat/completions`, {
		method: 'POST',
		headers: { authorization: `Bearer ${apiKey}`, 'content-type': 'application/json' },
		body: JSON.stringify({ model, messages: [{ role: 'user', content }] }),
	});
	const answer = (await response.json()) as {
		choices?: Array<{ message?: { content?: string } }>;
	};
	return answer.choices?.[0]?.message?.content;
}

test('from an empty workflow to a model that answers: at most 15 clicks, 2 drags and one job', async () => {
	const { editor, n8n, sandbox } = stage;
	const folder = await mkdtemp(join(tmpdir(), 'first-model-'));
	const { hands, workflowId } = await walkToFirstModel(
		editor,
		async (picture) => await editor.takePicture(join(folder, picture)),
	);
	const { clicks, drags, pastes } = hands;
	say(`${clicks} clicks, ${drags} drags, ${pastes} pastes; the pictures are in ${folder}`);
	// Pasting the rows is one action: it counts as a click. The README tells the number.
	expect({ actions: clicks + pastes, drags }).toEqual({ actions: 14, drags: 2 });
	expect((await readdir(folder)).sort()).toEqual([...firstModelPictures].sort());

	const created = sandbox.requests.filter(
		({ method, path }) => method === 'POST' && path.endsWith('/fine_tuning/jobs'),
	);
	expect(created).toMatchObject([{ body: { model: 'gpt-4.1-mini-2025-04-14' } }]);

	const [id = ''] = await n8n.api.executionIds(workflowId);
	const execution = await waitFor(async () => await n8n.api.finishedExecution(id), {
		what: 'the execution to be on record',
		seconds: 10,
	});
	const [{ model } = {}] = execution.itemsOf('Deploy model');
	expect(model).toMatch(/^ft:gpt-4\.1-mini-2025-04-14:/);
	expect(await ask(String(model), 'I want to return the shoes, they are too small.')).toBe(
		'returns',
	);
});
