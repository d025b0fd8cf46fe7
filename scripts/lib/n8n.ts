/* eslint-disable @n8n/community-nodes/require-node-api-error, @n8n/community-nodes/no-restricted-imports, @n8n/community-nodes/no-restricted-globals -- runs in Node, not in n8n */
import { rm } from 'node:fs/promises';
import { join } from 'node:path';

import { Problem, say, secondsSince } from './log';
import { N8nApi, type Owner } from './n8n-api';
import { installPackage } from './package';
import { root, workFolder } from './paths';
import { freePort } from './ports';
import { startService, type Service } from './process';
import { currentN8n, programOf, type Runtime } from './runtime';
import { waitFor } from './wait';

/** Who owns the n8n that these scripts start. It listens on this machine only, and is thrown away. */
export const owner: Owner = {
	email: 'demo@example.com',
	password: 'Fine-tuning-1',
	firstName: 'Demo',
	lastName: 'Owner',
};

/** A running n8n with the package installed and its owner signed in. */
export interface N8n {
	readonly url: string;
	readonly api: N8nApi;
	/** Settles when n8n has ended, whoever ended it. */
	readonly exited: Promise<void>;
	readonly logFile: string;
	/** Where it keeps its settings, the package and, unless told otherwise, its data. */
	readonly userFolder: string;
	stop(): Promise<void>;
	/** Ends n8n at once, as a crash or a power cut would. */
	kill(): Promise<void>;
	/** Starts n8n again on the same data, after it has ended. @throws Problem when it does not come up */
	startAgain(): Promise<void>;
}

// What the person's own n8n is set to must not reach this one: it would open that one's database. Nor must Jest's
// NODE_ENV: n8n would take itself for under test.
function cleanEnvironment(): Record<string, string | undefined> {
	const foreign = /^(N8N_|DB_|EXECUTIONS_|QUEUE_|GENERIC_|NODES_|WEBHOOK_|JEST_|NODE_ENV$|npm_)/i;
	return Object.fromEntries(Object.entries(process.env).filter(([name]) => !foreign.test(name)));
}

interface N8nOptions {
	port: number;
	/** The packed package. */
	tarball: string;
	/** Which n8n, already installed; the current one unless given. */
	runtime?: Runtime;
	/** Delete the user folder when n8n is stopped: nobody will look at it. */
	disposable?: boolean;
	/** Settings of n8n, beside those that every n8n here gets. */
	env?: Record<string, string>;
}

/**
 * Starts n8n on 127.0.0.1 with a new, empty user folder that has the packed package installed.
 *
 * @throws Problem when n8n does not come up, with the end of its log
 */
export async function startN8n({
	port,
	tarball,
	runtime = currentN8n,
	disposable = false,
	env = {},
}: N8nOptions): Promise<N8n> {
	// A folder for each port: whatever an earlier run left there cannot matter, nor a run on another port.
	const userFolder = join(workFolder, 'demo', String(port));
	await rm(userFolder, { recursive: true, force: true });
	await installPackage(tarball, userFolder);

	say('Starting n8n …');
	const started = Date.now();
	const url = `http://127.0.0.1:${port}`;
	const launch = async () =>
		await launchN8n(['start'], {
			url,
			runtime,
			userFolder,
			env: { ...env, N8N_PORT: String(port) },
		});
	let service = await launch();
	const api = new N8nApi(url, runtime);
	await api.setUpOwner(owner);
	say(`  n8n is ready (${secondsSince(started)})`);
	return {
		url,
		api,
		get exited() {
			return service.exited;
		},
		logFile: service.logFile,
		userFolder,
		async stop() {
			await service.stop();
			if (disposable) await rm(userFolder, { recursive: true, force: true });
		},
		kill: async () => await service.kill(),
		async startAgain() {
			service = await launch();
		},
	};
}

interface LaunchOptions {
	/** Where it says whether it is ready. */
	url: string;
	runtime?: Runtime;
	userFolder: string;
	env: Record<string, string>;
}

/**
 * Starts one of n8n's processes, `start` or `worker`, and waits until it is ready.
 *
 * @throws Problem when it does not come up, with the end of its log
 */
export async function launchN8n(
	args: string[],
	{ url, runtime = currentN8n, userFolder, env }: LaunchOptions,
): Promise<Service> {
	const service = startService('n8n', [programOf(runtime), ...args], {
		cwd: root,
		logFile: join(userFolder, args[0] === 'start' ? 'n8n.log' : `n8n-${new URL(url).port}.log`),
		env: {
			...cleanEnvironment(),
			N8N_USER_FOLDER: userFolder,
			N8N_LISTEN_ADDRESS: '127.0.0.1',
			N8N_RUNNERS_BROKER_PORT: String(await freePort()),
			N8N_DIAGNOSTICS_ENABLED: 'false',
			N8N_VERSION_NOTIFICATIONS_ENABLED: 'false',
			N8N_DYNAMIC_BANNERS_ENABLED: 'false',
			N8N_TEMPLATES_ENABLED: 'false',
			N8N_PERSONALIZATION_ENABLED: 'false',
			N8N_UNVERIFIED_PACKAGES_ENABLED: 'true',
			N8N_PYTHON_ENABLED: 'false',
			N8N_SECURE_COOKIE: 'false',
			...env,
		},
	});
	try {
		await waitFor(
			async () => {
				if (service.hasExited()) {
					throw new Problem(`n8n ended while starting. The end of its log:\n${service.tail()}`);
				}
				return await isReady(url, args[0] === 'start');
			},
			{
				what: 'n8n to be ready',
				seconds: 120,
				hint: () => `Its log is ${service.logFile}. The end of it:\n${service.tail()}`,
			},
		);
	} catch (error) {
		await service.kill();
		throw error;
	}
	return service;
}

async function isReady(url: string, answersEditor: boolean): Promise<boolean> {
	// Older versions say that they are ready before they answer the editor.
	const paths = ['/healthz/readiness', ...(answersEditor ? ['/rest/settings'] : [])];
	try {
		const answers = await Promise.all(paths.map(async (path) => await fetch(url + path)));
		return answers.every(({ ok }) => ok);
	} catch {
		return false;
	}
}
