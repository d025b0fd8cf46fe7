/* eslint-disable @n8n/community-nodes/no-restricted-imports -- runs in Node, not in n8n */
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';

import { ensureBrowser } from './lib/browser';
import { createOpenAiCredential, exampleNodes, examples, importExample } from './lib/examples';
import { walkToFirstModel } from './lib/firstModel';
import { say } from './lib/log';
import { main } from './lib/main';
import { packPackage } from './lib/package';
import { root } from './lib/paths';
import { currentN8n, ensureRuntime } from './lib/runtime';
import { startStage, type Stage } from './lib/stage';

const folder = join(root, 'docs', 'images');

// The documentation's pictures, taken in the real editor: `npm run screenshots`.
main(async (session) => {
	await ensureBrowser();
	await ensureRuntime(currentN8n);
	await mkdir(folder, { recursive: true });
	const tarball = await packPackage();
	// The port is in a picture: the one that the documentation names.
	const size = { width: 1280, height: 860 };
	const stage = session.keep(await startStage(tarball, { ...size, speed: 10, port: 4010 }));
	await walkToFirstModel(stage.editor, async (picture) => await take(stage, picture));
	await trainAModel(stage);
	await createJob(stage);
	await trigger(stage);
	await credential(stage);
});

async function take({ editor }: Stage, name: string): Promise<void> {
	await editor.takePicture(join(folder, name));
	say(`docs/images/${name}`);
}

async function trainAModel(stage: Stage): Promise<void> {
	const { editor, n8n, credentialId } = stage;
	const asking = await createOpenAiCredential(n8n.api, stage.sandbox.baseUrl);
	const { id } = await importExample(n8n.api, examples.train, credentialId, { adapt: asking });
	await editor.openWorkflow(id);
	await editor.executeWorkflow();
	await editor.succeeded(exampleNodes.answers).waitFor({ timeout: 120_000 });
	await take(stage, 'train-a-model.png');
}

async function createJob(stage: Stage): Promise<void> {
	await stage.editor.openNode('Create Job');
	await stage.editor.showSchema(/^ftjob-/);
	await take(stage, 'create-job.png');
}

async function trigger(stage: Stage): Promise<void> {
	const { editor, n8n, credentialId } = stage;
	const { id } = await importExample(n8n.api, examples.onJobEnd, credentialId);
	await editor.openWorkflow(id);
	await editor.openNode(exampleNodes.trigger);
	await editor.execute();
	await editor.showSchema(/^Fine-tuning of/);
	await take(stage, 'trigger.png');
}

async function credential(stage: Stage): Promise<void> {
	const { page } = stage.editor;
	await page.getByTestId('credential-edit-button').click();
	await page.getByTestId('credentials-config-container-test-success').waitFor();
	// The test's spinner fades out a moment after its result is there.
	await page.locator('.n8n-spinner:visible').waitFor({ state: 'detached' });
	await take(stage, 'credential.png');
}
