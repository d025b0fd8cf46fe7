/* eslint-disable @n8n/community-nodes/require-node-api-error, @n8n/community-nodes/no-restricted-imports, @n8n/community-nodes/no-restricted-globals -- runs in Node, not in n8n */
import { existsSync } from 'node:fs';
import { mkdir, readFile, readdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

import { canInstallPackages, findCommand, installPackages } from './debian';
import { Problem, say, secondsSince } from './log';
import { npm } from './npm';
import { root, workFolder } from './paths';
import { CommandFailed, run } from './process';

/** A version of n8n in a folder of its own, apart from what this package is developed with. */
export interface Runtime {
	readonly version: string;
	/** In .n8n. */
	readonly folder: string;
	/** How large it is and how long it takes, for somebody who waits for it. */
	readonly size: string;
	/** Packages to install in place of what this n8n asks for. */
	readonly overrides?: Record<string, string>;
	/** Whether a workflow is active as soon as n8n says that it will be. */
	readonly activatesAtOnce?: boolean;
}

/** The n8n that everything here is tried in. */
export const currentN8n: Runtime = {
	version: '2.41.1',
	folder: 'runtime',
	size: '3 GB, about 5 minutes',
};

/** The oldest n8n that this package supports: where n8n's version 2 began. */
export const oldestN8n: Runtime = {
	version: '2.0.0',
	folder: 'runtime-2.0.0',
	size: '2 GB, about 3 minutes',
	// It asks for this very version at an address outside the registry, as only its spreadsheet nodes need.
	overrides: { xlsx: 'npm:@e965/xlsx@0.20.2' },
	activatesAtOnce: true,
};

function pathOf({ folder }: Runtime): string {
	return join(workFolder, folder);
}

/** The file that starts n8n with Node. */
export function programOf(runtime: Runtime): string {
	return join(pathOf(runtime), 'node_modules', 'n8n', 'bin', 'n8n');
}

const compilers: Array<{ command: string; debianPackage: string }> = [
	{ command: 'python3', debianPackage: 'python3' },
	{ command: 'make', debianPackage: 'make' },
	{ command: 'g++', debianPackage: 'g++' },
];

/** Installs n8n into its own folder, unless that has been done. Takes minutes the first time. */
export async function ensureRuntime(runtime: Runtime): Promise<void> {
	const { version, folder, size, overrides } = runtime;
	const path = pathOf(runtime);
	// Written last, so that an installation that was interrupted, or made for another Node, is made anew.
	const stampFile = join(path, '.installed');
	const stamp = `n8n ${version}, Node ABI ${process.versions.modules}\n`;
	if (existsSync(stampFile) && (await readFile(stampFile, 'utf8')) === stamp) return;
	say(`Installing n8n ${version} into .n8n/${folder}: ${size}, once. Later runs use it again …`);
	const started = Date.now();
	await rm(path, { recursive: true, force: true });
	await mkdir(path, { recursive: true });
	const manifest = {
		name: 'n8n-runtime',
		private: true,
		dependencies: { n8n: version },
		overrides,
	};
	await writeFile(join(path, 'package.json'), JSON.stringify(manifest, null, '\t'));
	// Of all the install scripts n8n needs one: the SQLite driver's.
	await npm(['install', '--ignore-scripts'], { cwd: path, heartbeat: true });
	say(`  n8n is there (${secondsSince(started)}); building its SQLite driver …`);
	await buildSqlite(path);
	await writeFile(stampFile, stamp);
	say(`n8n ${version} is installed (${secondsSince(started)}).`);
}

async function buildSqlite(cwd: string): Promise<void> {
	const missing = compilers.filter(({ command }) => !findCommand(command));
	const packages = missing.map(({ debianPackage }) => debianPackage);
	if (missing.length > 0 && canInstallPackages()) await installPackages(packages);
	try {
		await npm(['rebuild', 'sqlite3'], {
			cwd,
			env: await headersOfThisNode(),
			heartbeat: true,
		});
		// npm does not always fail when the build does; loading the driver tells.
		await run(process.execPath, ['-e', "require('sqlite3')"], { cwd });
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
