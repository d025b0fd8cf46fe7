/* eslint-disable @n8n/community-nodes/no-restricted-imports, @n8n/community-nodes/require-node-api-error -- runs in Node, not in n8n */
import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { startSandbox, type Sandbox, type SandboxOptions } from '.';
import { DIALECT_NAMES, type DialectName } from './dialects';

/** Sandboxes of all providers at one address, each with jobs and files of its own. */
export interface Sandboxes extends Pick<Sandbox, 'baseUrl' | 'apiKey' | 'adminKey'> {
	/** `http://127.0.0.1:PORT/NAME/v1`; OpenAI stands at `/v1`, too. */
	baseUrlOf(dialect: DialectName): string;
	/** Stops them all. */
	close(): Promise<void>;
}

/**
 * Starts a server on 127.0.0.1 that passes for whichever provider the path begins with: `/together/v1/…` is
 * Together AI, and `/v1/…` is OpenAI.
 * @throws Error with code `EADDRINUSE` when the port is taken.
 */
export async function startSandboxes({
	port = 0,
	stateFile,
	...options
}: Omit<SandboxOptions, 'dialect'> & { port?: number } = {}): Promise<Sandboxes> {
	const started = new Map<DialectName, Promise<Sandbox>>();
	const sandboxOf = async (dialect: DialectName): Promise<Sandbox> => {
		const own =
			stateFile !== undefined && dialect !== 'openAi' ? `${stateFile}.${dialect}` : stateFile;
		const sandbox = started.get(dialect) ?? startSandbox({ ...options, dialect, stateFile: own });
		started.set(dialect, sandbox);
		try {
			return await sandbox;
		} catch (error) {
			started.delete(dialect);
			throw error;
		}
	};
	const { apiKey, adminKey } = await sandboxOf('openAi');
	const take = async (request: IncomingMessage, response: ServerResponse) => {
		const { dialect, url } = routed(request.url ?? '/');
		const sandbox = await sandboxOf(dialect);
		request.url = url;
		sandbox.take(request, response);
	};
	const front = createServer((request, response) => {
		take(request, response).catch((error: unknown) => response.writeHead(500).end(String(error)));
	});
	const stop = async () => {
		front.closeAllConnections();
		await Promise.all([...started.values()].map(async (sandbox) => await (await sandbox).close()));
	};
	try {
		await once(front.listen(port, '127.0.0.1'), 'listening');
	} catch (error) {
		await stop();
		throw error;
	}
	const origin = `http://127.0.0.1:${(front.address() as AddressInfo).port}`;
	return {
		baseUrl: `${origin}/v1`,
		apiKey,
		adminKey,
		baseUrlOf: (dialect) => `${origin}/${dialect}/v1`,
		async close() {
			const closed = once(front, 'close');
			front.close();
			await stop();
			await closed;
		},
	};
}

/** Whom a request is for, and the path that is asked for there. */
function routed(url: string): { dialect: DialectName; url: string } {
	const [, name, rest = ''] = /^\/(\w+)(.*)$/.exec(url) ?? [];
	const dialect = DIALECT_NAMES.find((known) => known === name);
	return dialect
		? { dialect, url: rest.startsWith('/') ? rest : `/${rest}` }
		: { dialect: 'openAi', url };
}
