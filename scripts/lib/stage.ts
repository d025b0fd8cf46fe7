/* eslint-disable @n8n/community-nodes/require-node-api-error -- runs in Node, not in n8n */
import { startSandbox, type Sandbox } from '../../sandbox';

import { startBrowser } from './browser';
import { Editor } from './editor';
import { createSandboxCredential } from './examples';
import { startN8n, type N8n } from './n8n';
import { freePort } from './ports';

/** Everything that a look at the editor needs, running: the sandbox, n8n, and a browser signed in to it. */
export interface Stage {
	readonly sandbox: Sandbox;
	readonly n8n: N8n;
	readonly editor: Editor;
	/** The sandbox's credential in n8n. */
	readonly credentialId: string;
	stop(): Promise<void>;
}

interface StageOptions {
	/** The size of the browser's page, in pixels. */
	width: number;
	height: number;
	/** How many times faster than usual the sandbox's jobs run. */
	speed: number;
	/** The sandbox's port; any free one by default. */
	port?: number;
}

/** Starts a stage with the packed package. The sandbox runs in this process, so that jobs can be put into it. */
export async function startStage(
	tarball: string,
	{ width, height, ...sandboxOptions }: StageOptions,
): Promise<Stage> {
	const running: Array<() => Promise<void>> = [];
	const stop = async () => {
		for (const stopOne of running.splice(0).reverse()) await stopOne();
	};
	try {
		const sandbox = await startSandbox({ ...sandboxOptions, seed: 1 });
		running.push(async () => await sandbox.close());
		const n8n = await startN8n({ port: await freePort(), tarball, disposable: true });
		running.push(async () => await n8n.stop());
		const browser = await startBrowser({ width, height });
		running.push(async () => await browser.stop());
		const editor = new Editor(browser.page, n8n.url);
		await editor.signIn();
		const credentialId = await createSandboxCredential(n8n.api, sandbox.baseUrl);
		return { sandbox, n8n, editor, credentialId, stop };
	} catch (error) {
		await stop();
		throw error;
	}
}
