/* eslint-disable @n8n/community-nodes/no-dangerous-functions, @n8n/community-nodes/no-restricted-imports, @n8n/community-nodes/no-restricted-globals -- runs in Node, not in n8n */
import { spawn, type ChildProcess } from 'node:child_process';
import { createWriteStream, mkdirSync } from 'node:fs';
import { dirname } from 'node:path';

import { Problem, say, secondsSince } from './log';

type Environment = Record<string, string | undefined>;

/** A command that ended badly, with what it printed last. */
export class CommandFailed extends Problem {
	constructor(
		readonly command: string,
		readonly code: number | string,
		readonly output: string,
	) {
		super(`\`${command}\` failed (${code}):\n${output.slice(-4000).trim()}`);
	}
}

/** Whom a process runs as, where that is not whoever started this script. */
export interface User {
	uid: number;
	gid: number;
}

interface RunOptions {
	cwd: string;
	env?: Environment;
	user?: User;
	/** Say every half minute that this is still going on, for steps that take minutes. */
	heartbeat?: boolean;
	/** Let the command print to this process's stderr, instead of keeping it for a failure. */
	show?: boolean;
	/** End whatever the command started and left running, with it. */
	group?: boolean;
}

// Children that still run, and how each is ended. A script that stops, however it stops, takes them along.
const alive = new Map<ChildProcess, () => void>();

function track(child: ChildProcess, kill: () => void = () => child.kill('SIGKILL')): void {
	alive.set(child, kill);
	const forget = () => alive.delete(child);
	child.once('close', forget);
	child.once('error', forget);
}

process.once('exit', () => {
	for (const kill of alive.values()) kill();
});

/** Ends a detached child with everything that it started. */
function killGroup({ pid }: ChildProcess): void {
	if (pid === undefined) return;
	try {
		process.kill(-pid, 'SIGKILL');
	} catch {
		// Nothing is left of the group.
	}
}

/**
 * Runs a command to its end and gives what it printed.
 *
 * @throws CommandFailed when it cannot start or does not exit with 0
 */
export async function run(command: string, args: string[], options: RunOptions): Promise<string> {
	const title = [command, ...args].join(' ');
	const started = Date.now();
	const child = spawn(command, args, {
		cwd: options.cwd,
		env: options.env ?? process.env,
		...options.user,
		// A child gets stderr for its stdout: a headless run's stdout carries the result and nothing else.
		stdio: options.show ? ['ignore', process.stderr, process.stderr] : ['ignore', 'pipe', 'pipe'],
		detached: options.group,
	});
	track(child, options.group ? () => killGroup(child) : undefined);
	let output = '';
	const collect = (chunk: Buffer) => (output += chunk.toString());
	child.stdout?.on('data', collect);
	child.stderr?.on('data', collect);
	const beat = options.heartbeat
		? setInterval(() => say(`  … ${secondsSince(started)}`), 30_000)
		: undefined;
	try {
		return await new Promise<string>((resolve, reject) => {
			child.once('error', (error: NodeJS.ErrnoException) =>
				reject(new CommandFailed(title, error.code ?? 'error', error.message)),
			);
			child.once('close', (code, signal) => {
				if (code === 0) resolve(output);
				else reject(new CommandFailed(title, code ?? signal ?? 'unknown', output));
			});
		});
	} finally {
		clearInterval(beat);
		if (options.group) killGroup(child);
	}
}

/** A process that runs until it is told to stop. */
export interface Service {
	readonly name: string;
	readonly logFile: string;
	/** The last of what it printed, for the message when it fails. */
	tail(): string;
	hasExited(): boolean;
	/** Settles when the process has ended. */
	readonly exited: Promise<void>;
	/** Asks it to stop, and ends it after so many seconds; ten unless given. */
	stop(patience?: number): Promise<void>;
	/** Ends it at once, as a crash or a power cut would. */
	kill(): Promise<void>;
}

interface ServiceOptions {
	/** The program; Node unless given. */
	command?: string;
	cwd: string;
	env: Environment;
	logFile: string;
	user?: User;
	/** What asks it to stop; SIGTERM unless given. */
	stopSignal?: NodeJS.Signals;
}

/** Starts a process whose output goes to a log file. */
export function startService(
	name: string,
	args: string[],
	{ command = process.execPath, cwd, env, logFile, user, stopSignal = 'SIGTERM' }: ServiceOptions,
): Service {
	mkdirSync(dirname(logFile), { recursive: true });
	const log = createWriteStream(logFile, { flags: 'a' });
	const child = spawn(command, args, { cwd, env, ...user, stdio: ['ignore', 'pipe', 'pipe'] });
	track(child);
	let tail = '';
	const keep = (chunk: Buffer) => {
		log.write(chunk);
		tail = (tail + chunk.toString()).slice(-4000);
	};
	child.stdout.on('data', keep);
	child.stderr.on('data', keep);
	let ended = false;
	const exited = new Promise<void>((resolve) => {
		child.once('error', (error) => keep(Buffer.from(error.message)));
		child.once('close', () => {
			ended = true;
			log.end();
			resolve();
		});
	});
	return {
		name,
		logFile,
		exited,
		tail: () => tail.trim(),
		hasExited: () => ended,
		async stop(patience = 10) {
			child.kill(stopSignal);
			const force = setTimeout(() => child.kill('SIGKILL'), patience * 1000);
			await exited;
			clearTimeout(force);
		},
		async kill() {
			child.kill('SIGKILL');
			await exited;
		},
	};
}
