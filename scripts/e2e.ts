/* eslint-disable @n8n/community-nodes/no-restricted-globals -- runs in Node, not in n8n */
import { ensureBrowser } from './lib/browser';
import { runJest } from './lib/jest';
import { main } from './lib/main';
import { packPackage } from './lib/package';
import { currentN8n, ensureRuntime } from './lib/runtime';

// What a user meets: the packed package in a real n8n, its editor in a real browser, and the demo.
main(async () => {
	await ensureBrowser();
	await ensureRuntime(currentN8n);
	const args = ['--config', 'jest.e2e.config.js', '--runInBand', ...process.argv.slice(2)];
	await runJest(args, { PACKAGE_TARBALL: await packPackage() });
});
