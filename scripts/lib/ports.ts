/* eslint-disable @n8n/community-nodes/no-restricted-imports -- runs in Node, not in n8n */
import { createServer } from 'node:net';

import { Problem } from './log';

async function tryPort(port: number): Promise<number | NodeJS.ErrnoException> {
	return await new Promise((resolve) => {
		const server = createServer();
		server.once('error', resolve);
		server.listen({ port, host: '127.0.0.1', exclusive: true }, () => {
			const address = server.address();
			server.close(() => resolve(typeof address === 'object' && address ? address.port : port));
		});
	});
}

/** A TCP port on this machine that nothing listens on. */
export async function freePort(): Promise<number> {
	const port = await tryPort(0);
	if (typeof port === 'number') return port;
	throw port;
}

/**
 * Makes sure that a port can be used before anything long is started on it.
 *
 * @throws Problem naming the option that chooses another port
 */
export async function requirePort(port: number, user: string, option: string): Promise<void> {
	const result = await tryPort(port);
	if (typeof result === 'number') return;
	if (result.code === 'EADDRINUSE') {
		throw new Problem(
			`Port ${port}, meant for ${user}, is taken by another program. Stop that program, or choose another port: npm run demo -- ${option} ${await freePort()}`,
		);
	}
	throw new Problem(
		`Port ${port}, meant for ${user}, cannot be used (${result.code}). Choose another: npm run demo -- ${option} ${await freePort()}`,
	);
}
