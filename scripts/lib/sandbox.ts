/* eslint-disable @n8n/community-nodes/no-restricted-imports, @n8n/community-nodes/no-restricted-globals -- runs in Node, not in n8n */
import { join } from 'node:path';

import { Problem, say } from './log';
import { root, workFolder } from './paths';
import { startService } from './process';
import { waitFor } from './wait';

/** The key that the sandbox takes. */
export const sandboxKey = 'sk-sandbox';

/** A sandbox in a process of its own. */
export interface SandboxProcess {
	/** What goes into the credential's Base URL. */
	readonly baseUrl: string;
	readonly exited: Promise<void>;
	stop(): Promise<void>;
}

/**
 * Starts the sandbox on 127.0.0.1, as `npm run sandbox` does.
 *
 * @param speed how many times faster than the sandbox's usual minute a job goes
 * @throws Problem when it does not come up, with what it said
 */
export async function startSandboxProcess(port: number, speed: number): Promise<SandboxProcess> {
	say('Starting the sandbox …');
	const service = startService(
		'sandbox',
		['--import', 'tsx', join(root, 'sandbox', 'main.ts'), `--port=${port}`, `--speed=${speed}`],
		{ cwd: root, env: process.env, logFile: join(workFolder, 'sandbox.log') },
	);
	const baseUrl = `http://127.0.0.1:${port}/v1`;
	await waitFor(
		async () => {
			if (service.hasExited()) {
				throw new Problem(`The sandbox ended while starting:\n${service.tail()}`);
			}
			return await answers(baseUrl);
		},
		{ what: 'the sandbox to answer', seconds: 30, hint: () => service.tail() },
	);
	return { baseUrl, exited: service.exited, stop: async () => await service.stop() };
}

async function answers(baseUrl: string): Promise<boolean> {
	try {
		const headers = { authorization: `Bearer ${sandboxKey}` };
		return (await fetch(`${baseUrl}/fine_tuning/jobs`, { headers })).ok;
	} catch {
		return false;
	}
}
