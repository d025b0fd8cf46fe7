/* eslint-disable @n8n/community-nodes/require-node-api-error, @n8n/community-nodes/no-restricted-imports, @n8n/community-nodes/no-restricted-globals -- runs in Node, not in n8n */
import { existsSync, readdirSync } from 'node:fs';
import { chown, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';

import { canInstallPackages, findCommand, installPackages } from './debian';
import { Problem } from './log';
import { workFolder } from './paths';
import { freePort } from './ports';
import { run, startService, type Service, type User } from './process';
import { waitFor } from './wait';

/** A database on a port of this machine. Its data goes when it stops. */
export interface Database {
	readonly port: number;
	stop(): Promise<void>;
}

/** The folder of PostgreSQL's server programs, or undefined. Debian keeps them away from the PATH. */
function findPostgres(): string | undefined {
	const debian = '/usr/lib/postgresql';
	const versions = existsSync(debian) ? readdirSync(debian).map(Number) : [];
	return [
		dirname(findCommand('initdb') ?? ''),
		...versions.sort((a, b) => b - a).map((version) => join(debian, String(version), 'bin')),
	].find((folder) => existsSync(join(folder, 'initdb')));
}

/**
 * Makes sure that there are a Redis and a PostgreSQL to start.
 * @throws Problem saying how to get them
 */
export async function ensureDatabases(): Promise<void> {
	const missing = () => [
		...(findCommand('redis-server') ? [] : ['redis-server']),
		...(findPostgres() ? [] : ['postgresql']),
	];
	if (missing().length > 0 && canInstallPackages()) await installPackages(missing());
	const packages = missing();
	if (packages.length === 0) return;
	throw new Problem(
		`n8n's queue mode needs Redis and PostgreSQL; ${packages.join(' and ')} cannot be found, and only root on Debian or Ubuntu can have them installed by this script. There: sudo apt-get install ${packages.join(' ')}. Elsewhere install them so that \`redis-server\` and \`initdb\` are on the PATH. Then try again.`,
	);
}

/** Starts a Redis that keeps nothing on disk. @throws Problem when it does not come up */
export async function startRedis(): Promise<Database> {
	const port = await freePort();
	return await startDatabase(port, async (folder) =>
		startService(
			'Redis',
			['--port', `${port}`, '--bind', '127.0.0.1', '--save', '', '--appendonly', 'no'],
			{ command: 'redis-server', cwd: folder, env: process.env, logFile: logOf('redis') },
		),
	);
}

/**
 * Starts a new, empty PostgreSQL: user and database `postgres`, no password.
 * @throws Problem when it does not come up
 */
export async function startPostgres(): Promise<Database> {
	const port = await freePort();
	const user = await whoRunsPostgres();
	const programs = findPostgres() ?? '';
	return await startDatabase(port, async (folder) => {
		if (user) await chown(folder, user.uid, user.gid);
		const data = join(folder, 'data');
		await run(
			join(programs, 'initdb'),
			[data, '--username=postgres', '--auth=trust', '--encoding=UTF8', '--no-locale', '--no-sync'],
			{ cwd: folder, user },
		);
		// On TCP alone, and without waiting for the disk: nobody will ever read this data again.
		const settings = ['listen_addresses=127.0.0.1', 'unix_socket_directories=', 'fsync=off'];
		return startService(
			'PostgreSQL',
			['-D', data, '-p', `${port}`, ...settings.flatMap((setting) => ['-c', setting])],
			{
				command: join(programs, 'postgres'),
				cwd: folder,
				env: process.env,
				logFile: logOf('postgres'),
				user,
				// At SIGTERM it would wait for its clients to leave.
				stopSignal: 'SIGINT',
			},
		);
	});
}

/** PostgreSQL refuses to run as root. Debian's package makes a user for it. */
async function whoRunsPostgres(): Promise<User | undefined> {
	if (process.getuid?.() !== 0) return undefined;
	try {
		const id = async (option: string) =>
			Number(await run('id', [option, 'postgres'], { cwd: tmpdir() }));
		return { uid: await id('-u'), gid: await id('-g') };
	} catch {
		throw new Problem(
			'PostgreSQL refuses to run as root, and there is no user `postgres` to run it as. Make one (useradd --system postgres), or run this as another user.',
		);
	}
}

/** Starts a server in a temporary folder of its own, which goes with it. */
async function startDatabase(
	port: number,
	start: (folder: string) => Promise<Service>,
): Promise<Database> {
	const folder = await mkdtemp(join(tmpdir(), 'database-'));
	let service: Service | undefined;
	const stop = async () => {
		await service?.stop();
		await rm(folder, { recursive: true, force: true });
	};
	try {
		const started = await start(folder);
		service = started;
		await waitFor(
			() => {
				if (started.hasExited()) {
					throw new Problem(`${started.name} ended while starting:\n${started.tail()}`);
				}
				// Both say so in these very words.
				return /ready to accept connections/i.test(started.tail());
			},
			{ what: `${started.name} to be ready`, seconds: 30, hint: () => started.tail() },
		);
		return { port, stop };
	} catch (error) {
		await stop();
		throw error;
	}
}

function logOf(name: string): string {
	return join(workFolder, 'logs', `${name}.log`);
}
