/* eslint-disable @n8n/community-nodes/no-restricted-imports -- runs in Node, not in n8n */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { chromium, selectors, type Page } from 'playwright-core';

import { canInstallPackages, findCommand, installPackages } from './debian';
import { Problem } from './log';

const names = ['chromium', 'chromium-browser', 'google-chrome'];

function findBrowser(): string | undefined {
	return names.map(findCommand).find((path) => path !== undefined);
}

/** Makes sure that there is a Chromium to drive, and gives its path. @throws Problem saying how to get one */
export async function ensureBrowser(): Promise<string> {
	if (!findBrowser() && canInstallPackages()) await installPackages(['chromium']);
	const path = findBrowser();
	if (path) return path;
	throw new Problem(
		'This needs Chromium. On Debian: sudo apt-get install chromium. Elsewhere install Chromium or Chrome so that `chromium` or `google-chrome` is on the PATH, then try again.',
	);
}

/** A headless browser with one page. */
export interface Browser {
	readonly page: Page;
	stop(): Promise<void>;
}

/** Starts a headless browser with a new profile. It reaches this machine only. */
export async function startBrowser(size: { width: number; height: number }): Promise<Browser> {
	// n8n's editor names its elements in an attribute of its own spelling.
	selectors.setTestIdAttribute('data-test-id');
	const profile = await mkdtemp(join(tmpdir(), 'chromium-'));
	const context = await chromium.launchPersistentContext(profile, {
		executablePath: await ensureBrowser(),
		headless: true,
		viewport: size,
		// --no-sandbox: Chromium refuses to run as root with it. All it opens is our own n8n.
		args: [
			'--no-sandbox',
			'--disable-gpu',
			'--disable-quic',
			'--no-first-run',
			'--disable-background-networking',
			'--disable-component-update',
			'--disable-sync',
			// This machine only. (A route in Playwright would do, but it turns the cache off.)
			'--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1',
		],
	});
	return {
		page: context.pages()[0] ?? (await context.newPage()),
		async stop() {
			await context.close();
			await rm(profile, { recursive: true, force: true });
		},
	};
}
