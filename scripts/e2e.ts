/* eslint-disable @n8n/community-nodes/no-restricted-globals -- runs in Node, not in n8n */
import { ensureBrowser } from './lib/browser';
import { main } from './lib/main';
import { packPackage } from './lib/package';
import { root } from './lib/paths';
import { run } from './lib/process';
import { ensureRuntime } from './lib/runtime';

// What a user meets: the packed package in a real n8n, its editor in a real browser, and the demo.
main(async () => {
	await ensureBrowser();
	await ensureRuntime();
	const tarball = await packPackage();
	await run('jest', ['--config', 'jest.e2e.config.js', '--runInBand', ...process.argv.slice(2)], {
		cwd: root,
		env: { ...process.env, PACKAGE_TARBALL: tarball },
		show: true,
	});
});
