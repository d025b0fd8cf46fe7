/* eslint-disable @n8n/community-nodes/no-restricted-imports -- runs in Node, not in n8n */
import { mkdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

import { say, secondsSince } from './log';
import { npm } from './npm';
import { root, workFolder } from './paths';

/** Builds the package and packs it as it would be published. Gives the tarball's path. */
export async function packPackage(): Promise<string> {
	say('Building and packing the package …');
	const started = Date.now();
	await npm(['run', '--silent', 'build'], { cwd: root });
	const folder = join(workFolder, 'package');
	await rm(folder, { recursive: true, force: true });
	await mkdir(folder, { recursive: true });
	const answer = await npm(['pack', '--json', '--ignore-scripts', '--pack-destination', folder], {
		cwd: root,
	});
	const tarball = join(folder, fileNameOf(answer));
	say(`  packed (${secondsSince(started)})`);
	return tarball;
}

function fileNameOf(answer: string): string {
	const parsed: unknown = JSON.parse(answer);
	const first: unknown = Array.isArray(parsed) ? parsed[0] : undefined;
	if (typeof first === 'object' && first !== null && 'filename' in first) {
		return String(first.filename);
	}
	throw new Error(`npm pack gave no file name: ${answer}`);
}

/**
 * Installs the tarball into an n8n user folder, where n8n itself puts a community node that a user installs.
 * The nodes then have the type names that users have: `n8n-nodes-fine-tuning.fineTuning`.
 */
export async function installPackage(tarball: string, userFolder: string): Promise<void> {
	const folder = join(userFolder, '.n8n', 'nodes');
	await mkdir(folder, { recursive: true });
	const manifest = { name: 'installed-nodes', private: true, dependencies: {} };
	await writeFile(join(folder, 'package.json'), JSON.stringify(manifest));
	// n8n brings n8n-workflow itself: without --legacy-peer-deps npm would install it once more.
	await npm(['install', tarball, '--legacy-peer-deps', '--ignore-scripts'], { cwd: folder });
}
