/* eslint-disable @n8n/community-nodes/require-node-api-error, @n8n/community-nodes/no-restricted-globals -- runs in Node, not in n8n */
import { Problem } from './log';
import { CommandFailed, run } from './process';

const offline = /ENOTFOUND|EAI_AGAIN|ECONNREFUSED|ECONNRESET|ETIMEDOUT|ENETUNREACH/;

interface NpmOptions {
	cwd: string;
	env?: Record<string, string>;
	heartbeat?: boolean;
}

/**
 * Runs npm, quietly unless it fails, and gives what it printed.
 *
 * @throws Problem when npm is missing or its registry cannot be reached
 * @throws CommandFailed with npm's own words for everything else
 */
export async function npm(args: string[], { cwd, env, heartbeat }: NpmOptions): Promise<string> {
	try {
		return await run('npm', [...args, '--loglevel=error', '--no-audit', '--no-fund'], {
			cwd,
			env: { ...process.env, ...env },
			heartbeat,
		});
	} catch (error) {
		if (error instanceof CommandFailed && error.code === 'ENOENT') {
			throw new Problem('npm was not found. Install Node.js together with npm, then try again.');
		}
		if (error instanceof CommandFailed && offline.test(error.output)) {
			throw new Problem(
				'The npm registry could not be reached. Check the network, and the proxy and registry that `npm config list` shows, then try again.',
			);
		}
		throw error;
	}
}
