/* eslint-disable @n8n/community-nodes/no-restricted-imports, @n8n/community-nodes/no-restricted-globals -- runs in Node, not in n8n */
import { createServer, type Server as TlsServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { getCACertificates, setDefaultCACertificates } from 'node:tls';
import { Server as ProxyServer } from 'proxy-chain';
import { generate } from 'selfsigned';

import { startSandbox, type Sandbox } from '../../sandbox';
import { trainingExamples } from './examples';
import { byId, createEngine, itemWithFile, createParameters } from './harness';

jest.mock('../../nodes/shared/timing', () => jest.requireActual<{ FAST: object }>('./fast').FAST);

const get = { resource: 'job', operation: 'get', jobId: byId('ftjob-1'), simplify: true };
const create = {
	...createParameters('gpt-4.1-mini-2025-04-14', 'file-1'),
};

const at = (baseUrl: string) => createEngine({ provider: 'openAi', baseUrl, apiKey: 'test-key' });

const DAY = 86_400_000;

describe('a server with a certificate that', () => {
	let server: TlsServer;
	let connections: number;
	let requests: number;
	const trusted = getCACertificates('default');

	/** Starts a server with a certificate of its own. */
	async function serve({ name = 'localhost', from = -DAY, to = DAY, trust = false }) {
		const { private: key, cert } = await generate([{ name: 'commonName', value: name }], {
			notBeforeDate: new Date(Date.now() + from),
			notAfterDate: new Date(Date.now() + to),
			extensions: [{ name: 'subjectAltName', altNames: [{ type: 2, value: name }] }],
		});
		[connections, requests] = [0, 0];
		server = createServer({ key, cert }, (_, response) => {
			requests += 1;
			response.end('{}');
		});
		server.on('connection', () => (connections += 1));
		await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
		if (trust) setDefaultCACertificates([...trusted, cert]);
		return `https://localhost:${(server.address() as AddressInfo).port}/v1`;
	}

	afterEach(() => {
		setDefaultCACertificates(trusted);
		server.close();
	});

	test.each([
		[
			'signs itself',
			{},
			/^n8n does not trust the certificate of localhost:\d+/,
			/NODE_EXTRA_CA_CERTS/,
		],
		['has expired', { from: -3 * DAY, to: -DAY, trust: true }, /has expired/, /CERT_HAS_EXPIRED/],
		['is not valid yet', { from: DAY, to: 3 * DAY, trust: true }, /is not valid yet/, /clock/],
		[
			'is for another name',
			{ name: 'other.example', trust: true },
			/is for another name/,
			/base URL/,
		],
	])('%s: tried once, nothing sent, nothing in doubt', async (_, certificate, title, advice) => {
		const baseUrl = await serve(certificate);
		for (const [nth, parameters] of [get, create].entries()) {
			const { error } = await at(baseUrl).execute(parameters);
			expect(error?.message).toMatch(title);
			expect(error?.message).not.toMatch(/not known whether/);
			expect(error?.description).toMatch(advice);
			expect(error?.failure).toEqual({ cause: 'configuration-invalid' });
			expect(connections).toBe(nth + 1);
		}
		expect(requests).toBe(0);
	});

	test('is trusted: the call goes through', async () => {
		const { error } = await at(await serve({ trust: true })).execute(get);
		expect(requests).toBe(1);
		expect(error?.message).toMatch(/an answer that/);
	});
});

describe('a proxy', () => {
	let sandbox: Sandbox;
	let proxy: ProxyServer;

	/** Starts a proxy and makes n8n use it. @param login whether it asks for one */
	async function useProxy(login: boolean): Promise<string> {
		proxy = new ProxyServer({
			port: 0,
			host: '127.0.0.1',
			prepareRequestFunction: ({ username }) => ({
				requestAuthentication: login && username !== 'me',
				failMsg: 'Who are you?',
			}),
		});
		await proxy.listen();
		const address = `127.0.0.1:${proxy.port}`;
		process.env.HTTP_PROXY = process.env.HTTPS_PROXY = `http://${address}`;
		return address;
	}

	beforeEach(async () => {
		sandbox = await startSandbox({ startTime: 1_770_000_000, seed: 1 });
	});
	afterEach(async () => {
		delete process.env.HTTP_PROXY;
		delete process.env.HTTPS_PROXY;
		await proxy.close(true);
		await sandbox.close();
	});

	const upload = async () =>
		await createEngine(sandbox).execute(
			{ resource: 'file', operation: 'upload', binaryPropertyName: 'data', simplify: true },
			[itemWithFile(trainingExamples(12))],
		);

	test('carries calls, with the login in its address where it asks for one', async () => {
		const address = await useProxy(true);
		process.env.HTTP_PROXY = `http://me:secret@${address}`;
		expect((await upload()).error).toBeUndefined();
	});

	test.each([
		['http', 'http://api.example/v1', 'api.example'],
		['https', 'https://api.example/v1', 'api.example'],
	])('that asks for a login is named, before a server of %s', async (_, baseUrl, host) => {
		await useProxy(true);
		for (const parameters of [get, create]) {
			const { error } = await at(baseUrl).execute(parameters);
			expect(error?.message).toMatch(
				`The proxy on the way to ${host} asks for a user name and a password`,
			);
			expect(error?.description).toMatch(/HTTP_PROXY, HTTPS_PROXY.*list api\.example in NO_PROXY/);
			expect(error?.httpCode).toBe('407');
		}
	});

	test.each(['http://api.example/v1', 'https://api.example/v1'])(
		'that is down is named in the place of %s, and a create is not in doubt',
		async (baseUrl) => {
			const address = await useProxy(false);
			await proxy.close(true);
			for (const parameters of [get, create]) {
				const { error } = await at(baseUrl).execute(parameters);
				expect(error?.message).toMatch(`The proxy ${address} cannot be reached`);
				expect(error?.message).not.toMatch(/not known whether/);
				expect(error?.description).toMatch(/HTTP_PROXY, HTTPS_PROXY or ALL_PROXY/);
			}
		},
	);

	test('whose name nobody knows is named', async () => {
		await useProxy(false);
		process.env.HTTPS_PROXY = 'http://proxy.invalid:3128';
		const { error } = await at('https://api.example/v1').execute(get);
		expect(error?.message).toMatch('The proxy proxy.invalid cannot be reached');
	});

	test('that hangs up is named, and a create is not in doubt', async () => {
		await useProxy(false);
		proxy.server.removeAllListeners('connect');
		proxy.server.on('connect', (_, socket) => socket.end());
		const { error } = await at('https://api.example/v1').execute(create);
		expect(error?.message).toBe('The proxy on the way to api.example did not open the connection');
	});
});
