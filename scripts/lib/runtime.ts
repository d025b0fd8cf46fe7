/* eslint-disable @n8n/community-nodes/require-node-api-error, @n8n/community-nodes/no-restricted-imports, @n8n/community-nodes/no-restricted-globals -- runs in Node, not in n8n */
import { existsSync } from 'node:fs';
import { mkdir, readFile, readdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

import { canInstallPackages, findCommand, installPackages } from './debian';
import { Problem, say, secondsSince } from './log';
import { npm } from './npm';
import { root, runtimeFolder } from './paths';
import { CommandFailed, run } from './process';

/** The n8n that everything here is tried in. */
export const n8nVersion = '2.41.1';

/** The file that starts n8n with Node. */
export const n8nProgram = join(runtimeFolder, 'node_modules', 'n8n', 'bin', 'n8n');

// Written last, so that an installation that was interrupted, or made for another Node, is made anew.
const stampFile = join(runtimeFolder, '.installed');
const stamp = `n8n ${n8nVersion}, Node ABI ${process.versions.modules}\n`;

const compilers: Array<{ command: string; debianPackage: string }> = [
	{ command: 'python3', debianPackage: 'python3' },
	{ command: 'make', debianPackage: 'make' },
	{ command: 'g++', debianPackage: 'g++' },
];

/** Installs n8n into its own folder, unless that has been done. Takes minutes the first time. */
export async function ensureRuntime(): Promise<void> {
	if (existsSync(stampFile) && (await readFile(stampFile, 'utf8')) === stamp) return;
	say(
		`Installing n8n ${n8nVersion} into .n8n/runtime: 3 GB, about 5 minutes, once. Later runs use it again …`,
	);
	const started = Date.now();
	await rm(runtimeFolder, { recursive: true, force: true });
	await mkdir(runtimeFolder, { recursive: true });
	const manifest = { name: 'n8n-runtime', private: true, dependencies: { n8n: n8nVersion } };
	await writeFile(join(runtimeFolder, 'package.json'), JSON.stringify(manifest, null, '\t'));
	// Of all the install scripts n8n needs one: the SQLite driver's.
	await npm(['install', '--ignore-scripts'], { cwd: runtimeFolder, heartbeat: true });
	say(`  n8n is there (${secondsSince(started)}); building its SQLite driver …`);
	await buildSqlite();
	await writeFile(stampFile, stamp);
	say(`n8n ${n8nVersion} is installed (${secondsSince(started)}).`);
}

async function buildSqlite(): Promise<void> {
	const missing = compilers.filter(({ command }) => !findCommand(command));
	const packages = missing.map(({ debianPackage }) => debianPackage);
	if (missing.length > 0 && canInstallPackages()) await installPackages(packages);
	try {
		await npm(['rebuild', 'sqlite3'], {
			cwd: runtimeFolder,
			env: await headersOfThisNode(),
			heartbeat: true,
		});
		// npm does not always fail when the build does; loading the driver tells.
		await run(process.execPath, ['-e', "require('sqlite3')"], { cwd: runtimeFolder });
	} catch (error) {
		if (!(error instanceof CommandFailed) || missing.length === 0) throw error;
		const commands = missing.map(({ command }) => command).join(', ');
		throw new Problem(
			`n8n's SQLite driver has to be compiled here, and for that ${commands} is missing. On Debian and Ubuntu: sudo apt-get install ${packages.join(' ')}. On macOS: xcode-select --install. Then try again.\n\n${error.message}`,
		);
	}
}

/** Points the compiler to the headers that came with this Node, so that none have to be downloaded. */
async function headersOfThisNode(): Promise<Record<string, string>> {
	const folder = join(root, 'node_modules', 'node', 'node_modules');
	const entries = existsSync(folder) ? await readdir(folder) : [];
	const home = entries
		.map((entry) => join(folder, entry))
		.find((path) => existsSync(join(path, 'include', 'node', 'node.h')));
	return home ? { npm_config_nodedir: home } : {};
}
