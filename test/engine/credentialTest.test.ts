/* eslint-disable @n8n/community-nodes/no-restricted-imports, @n8n/community-nodes/no-restricted-globals -- runs in Node, not in n8n */
import { createServer, type RequestListener } from 'node:http';
import type { AddressInfo } from 'node:net';

import { startSandbox, type DialectName } from '../../sandbox';
import { PROVIDERS } from '../../nodes/shared/providers';
import { testCredential } from './credentialTest';

/** What a server answers to everything, and the verdict on a credential for it. */
async function verdictAt(answer: RequestListener, provider: string, path = '/v1') {
	const asked: Array<string | undefined> = [];
	const server = createServer((request, response) => {
		asked.push(request.url);
		void answer(request, response);
	});
	await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
	const { port } = server.address() as AddressInfo;
	const baseUrl = `http://127.0.0.1:${port}${path}`;
	try {
		return { ...(await testCredential({ provider, baseUrl, apiKey: 'key', region: 'r' })), asked };
	} finally {
		server.closeAllConnections();
		await new Promise((resolve) => server.close(resolve));
	}
}

const IDS = PROVIDERS.map(({ id }) => id);

test.each<[DialectName]>(IDS.map((id) => [id as DialectName]))(
	'a credential for %s passes where there is no job yet, and another key does not',
	async (dialect) => {
		const sandbox = await startSandbox({ seed: 1, dialect });
		try {
			const ownServer = dialect === 'localAi' || dialect === 'unsloth';
			const credential = {
				provider: dialect,
				baseUrl: ownServer ? sandbox.baseUrl.replace(/\/v1$/, '') : sandbox.baseUrl,
				apiKey: sandbox.apiKey,
				region: 'us-west-2',
			};
			expect(await testCredential(credential)).toEqual({
				status: 'OK',
				message: 'Connection successful!',
			});
			expect(await testCredential({ ...credential, apiKey: 'another' })).toMatchObject({
				status: 'Error',
				message: expect.stringMatching(/^The API key was rejected/),
			});
		} finally {
			await sandbox.close();
		}
	},
);

const PAGES: Array<[what: string, page: string]> = [
	['a page', '<!doctype html><title>Welcome</title>'],
	['a page behind line breaks', '\r\n\n<html></html>'],
	['a page with a byte order mark', '\uFEFF<html></html>'],
];

test.each(IDS.flatMap((id) => PAGES.map(([what, page]) => [id, what, page] as const)))(
	'a credential for %s fails at %s, in words',
	async (provider, _, page) => {
		const { status, message, asked } = await verdictAt((_request, response) => {
			response.writeHead(200, { 'content-type': 'text/html' });
			response.end(page);
		}, provider);
		expect([status, message, asked.length]).toEqual([
			'Error',
			expect.stringMatching(/^There is a web page at this base URL, not an API\. Check it/),
			1,
		]);
	},
);

test.each(IDS)('a credential for %s fails at a server that says nothing', async (provider) => {
	for (const code of [200, 204]) {
		const verdict = await verdictAt((_, response) => {
			response.writeHead(code);
			response.end();
		}, provider);
		expect(verdict).toMatchObject({
			status: 'Error',
			message: expect.stringMatching(/^The server answered with nothing\. Check the base URL/),
		});
	}
});

test.each([
	[401, /^The API key was rejected/],
	[403, /may not list fine-tuning jobs/],
	[404, /^There is no fine-tuning API at this base URL/],
	[405, /^There is no fine-tuning API at this base URL/],
	[410, /^There is no fine-tuning API at this base URL/],
	[501, /^There is no fine-tuning API at this base URL/],
	[301, /^This base URL leads to another address/],
	[302, /^This base URL leads to another address/],
	[308, /^This base URL leads to another address/],
	// n8n's own words do.
	[502, /^Bad Gateway$/],
])('an answer with status %d fails in words', async (code, words) => {
	const verdict = await verdictAt((_, response) => {
		response.writeHead(code, { location: 'http://127.0.0.1:9/elsewhere' });
		response.end('<html></html>');
	}, 'openAi');
	expect(verdict).toMatchObject({ status: 'Error', message: expect.stringMatching(words) });
});

test.each([
	['localhost:4000/v1', 'The base URL in the credential does not start with https:// or http://'],
	['my-proxy', 'The base URL in the credential is not a complete address'],
	['https://me:secret@example.com/v1', 'contains a user name or password'],
	['', 'The credential has no base URL for Custom'],
])("the base URL '%s' is refused in the node's own words", async (baseUrl, words) => {
	const verdict = await testCredential({ provider: 'custom', baseUrl, apiKey: 'key' });
	expect(verdict.status).toBe('Error');
	expect(verdict.message).toContain(words);
	expect(verdict.message).toContain('Open the credential');
	expect(verdict.message).not.toContain('secret');
});

test('a credential without a region is told so', async () => {
	const verdict = await testCredential({ provider: 'bedrock', baseUrl: '', apiKey: 'key' });
	expect(verdict).toMatchObject({
		status: 'Error',
		message: expect.stringContaining("The credential has no 'Region'"),
	});
});

test("an address where nobody listens gives n8n's own code", async () => {
	const verdict = await testCredential({
		provider: 'custom',
		baseUrl: 'http://127.0.0.1:9/v1',
		apiKey: 'key',
	});
	expect(verdict).toEqual({ status: 'Error', message: 'ECONNREFUSED' });
});
