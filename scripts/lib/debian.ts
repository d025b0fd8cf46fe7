/* eslint-disable @n8n/community-nodes/no-restricted-imports, @n8n/community-nodes/no-restricted-globals -- runs in Node, not in n8n */
import { accessSync, constants, existsSync } from 'node:fs';
import { delimiter, join } from 'node:path';

import { say } from './log';
import { root } from './paths';
import { run } from './process';

/** The path of a command, or undefined when it is not on the PATH. */
export function findCommand(name: string): string | undefined {
	return (process.env.PATH ?? '')
		.split(delimiter)
		.map((folder) => join(folder, name))
		.find((path) => {
			try {
				accessSync(path, constants.X_OK);
				return true;
			} catch {
				return false;
			}
		});
}

/** Whether this script may install Debian packages by itself: Debian or a relative of it, as root. */
export function canInstallPackages(): boolean {
	return (
		process.getuid?.() === 0 &&
		existsSync('/etc/debian_version') &&
		findCommand('apt-get') !== undefined
	);
}

/** Installs Debian packages with apt-get. @throws CommandFailed */
export async function installPackages(packages: string[]): Promise<void> {
	say(`Installing ${packages.join(', ')} with apt-get …`);
	const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };
	await run('apt-get', ['update'], { cwd: root, env });
	await run('apt-get', ['install', '--yes', '--no-install-recommends', ...packages], {
		cwd: root,
		env,
		heartbeat: true,
	});
}
