/* eslint-disable @n8n/community-nodes/no-restricted-imports -- runs in Node, not in n8n */
import { generateKeyPairSync } from 'node:crypto';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { generateCACertificate, getLocal, type CompletedRequest } from 'mockttp';

/** A message as Slack received it. */
export interface SlackMessage {
	channel: string;
	text: string;
}

/** One cell as it was put into the sheet, and whether Google would take a text with `=` for a formula. */
export interface Cell {
	value: unknown;
	interpreted: boolean;
}

/**
 * Slack, Google and Azure's management, where n8n's traffic leaves this machine: a proxy that answers in their place. Whatever is meant
 * for anybody else gets a 502 and is noted.
 */
export interface Edge {
	/** What makes n8n send its traffic here and trust the certificates. */
	readonly env: Record<string, string>;
	readonly slack: {
		readonly messages: SlackMessage[];
		/** What Slack answers instead of taking a message; absent: it takes it. */
		refusal?: string;
		/** How long its answers take, in milliseconds. */
		delayMs?: number;
	};
	/** The rows of the one sheet, `Sheet1`, of every spreadsheet. */
	readonly sheet: { rows: Cell[][] };
	/** Azure's deployments by their names: each is ready when it was asked for twice. */
	readonly azure: Map<string, { body: unknown; checks: number }>;
	/** The data of a service account that Google would know. */
	readonly serviceAccount: { email: string; privateKey: string };
	readonly strays: string[];
	stop(): Promise<void>;
}

const SLACK_TOKEN = 'slack-edge-token';
const GOOGLE_TOKEN = 'google-edge-token';
const AZURE_TOKEN = 'azure-edge-token';

const AZURE_DEPLOYMENT =
	/^\/subscriptions\/[^/]+\/resourceGroups\/[^/]+\/providers\/Microsoft\.CognitiveServices\/accounts\/[^/]+\/deployments\/([^/]+)$/;

/** The data of a credential for Azure's management API, as the example asks for it. */
export const azureCredential = {
	grantType: 'clientCredentials',
	accessTokenUrl: 'https://login.microsoftonline.com/tenant/oauth2/v2.0/token',
	clientId: 'app',
	clientSecret: 'secret',
	scope: 'https://management.azure.com/.default',
	authentication: 'body',
};

/** The credential's data for n8n's Slack node. */
export const slackCredential = { accessToken: SLACK_TOKEN };

/** Starts the proxy on a free port of 127.0.0.1. */
export async function startEdge(): Promise<Edge> {
	const ca = await generateCACertificate();
	const folder = await mkdtemp(join(tmpdir(), 'edge-'));
	const caFile = join(folder, 'ca.pem');
	await writeFile(caFile, ca.cert);
	const proxy = getLocal({ https: { key: ca.key, cert: ca.cert } });
	await proxy.start();
	const { privateKey } = generateKeyPairSync('rsa', {
		modulusLength: 2048,
		publicKeyEncoding: { type: 'spki', format: 'pem' },
		privateKeyEncoding: { type: 'pkcs8', format: 'pem' },
	});
	const edge: Edge = {
		env: {
			HTTP_PROXY: proxy.url,
			HTTPS_PROXY: proxy.url,
			NO_PROXY: '127.0.0.1,localhost',
			NODE_EXTRA_CA_CERTS: caFile,
		},
		slack: { messages: [] },
		sheet: { rows: [] },
		azure: new Map(),
		serviceAccount: { email: 'sheets@edge.iam.gserviceaccount.com', privateKey },
		strays: [],
		async stop() {
			await proxy.stop();
			await rm(folder, { recursive: true, force: true });
		},
	};

	const json = (statusCode: number, body: object) => ({
		statusCode,
		headers: { 'content-type': 'application/json' },
		body: JSON.stringify(body),
	});
	const mayEnter = ({ headers }: CompletedRequest, token: string) =>
		headers.authorization === `Bearer ${token}`;

	// https://docs.slack.dev/reference/methods/chat.postMessage
	await proxy
		.forPost('https://slack.com/api/chat.postMessage')
		.always()
		.thenCallback(async (request) => {
			if (!mayEnter(request, SLACK_TOKEN)) return json(200, { ok: false, error: 'invalid_auth' });
			if (edge.slack.refusal) return json(200, { ok: false, error: edge.slack.refusal });
			const message = (await request.body.getJson()) as SlackMessage;
			edge.slack.messages.push(message);
			if (edge.slack.delayMs) await sleep(edge.slack.delayMs);
			return json(200, {
				ok: true,
				channel: message.channel,
				ts: `${edge.slack.messages.length}.0`,
			});
		});

	// https://developers.google.com/identity/protocols/oauth2/service-account#httprest
	await proxy
		.forPost('https://oauth2.googleapis.com/token')
		.always()
		.thenCallback(() =>
			json(200, { access_token: GOOGLE_TOKEN, expires_in: 3600, token_type: 'Bearer' }),
		);

	// https://learn.microsoft.com/entra/identity-platform/v2-oauth2-client-creds-grant-flow
	await proxy
		.forPost('https://login.microsoftonline.com/tenant/oauth2/v2.0/token')
		.always()
		.thenCallback(() =>
			json(200, { access_token: AZURE_TOKEN, expires_in: 3600, token_type: 'Bearer' }),
		);

	// https://learn.microsoft.com/rest/api/aiservices/accountmanagement/deployments
	await proxy
		.forAnyRequest()
		.forHostname('management.azure.com')
		.always()
		.thenCallback(async (request) => {
			if (!mayEnter(request, AZURE_TOKEN)) return json(401, { error: { code: 'InvalidToken' } });
			const { pathname, searchParams } = new URL(request.url);
			const [, name] = AZURE_DEPLOYMENT.exec(pathname) ?? [];
			if (name === undefined || !searchParams.has('api-version')) return json(404, {});
			if (request.method === 'PUT') {
				edge.azure.set(name, { body: await request.body.getJson(), checks: 0 });
				return json(201, { name, properties: { provisioningState: 'Creating' } });
			}
			const deployment = edge.azure.get(name);
			if (!deployment) return json(404, { error: { code: 'DeploymentNotFound' } });
			deployment.checks += 1;
			const provisioningState = deployment.checks < 2 ? 'Creating' : 'Succeeded';
			return json(200, { name, properties: { provisioningState } });
		});

	// https://developers.google.com/workspace/sheets/api/reference/rest
	await proxy
		.forAnyRequest()
		.forHostname('sheets.googleapis.com')
		.always()
		.thenCallback(async (request) => {
			if (!mayEnter(request, GOOGLE_TOKEN)) {
				return json(401, { error: { code: 401, status: 'UNAUTHENTICATED' } });
			}
			const { pathname, searchParams } = new URL(request.url);
			const [, range, call] =
				/\/values\/([^:]+(?::\d+)?)(:\w+)?$/.exec(decodeURIComponent(pathname)) ?? [];
			if (range === undefined) {
				const properties = { sheetId: 0, title: 'Sheet1', index: 0, sheetType: 'GRID' };
				return request.method === 'GET' ? json(200, { sheets: [{ properties }] }) : json(200, {});
			}
			if (request.method === 'GET') return json(200, valuesIn(edge.sheet.rows, range));
			const { values } = (await request.body.getJson()) as { values: unknown[][] };
			const interpreted = searchParams.get('valueInputOption') !== 'RAW';
			const rows = values.map((row) => row.map((value) => ({ value, interpreted })));
			// A row is appended below the last one, wherever the range points.
			const at = call === ':append' ? edge.sheet.rows.length : firstRow(range) - 1;
			edge.sheet.rows.splice(at, rows.length, ...rows);
			return json(200, { updates: { updatedRange: range } });
		});

	await proxy
		.forUnmatchedRequest()
		.always()
		.thenCallback(({ method, url }) => {
			edge.strays.push(`${method} ${url}`);
			return json(502, {
				error: 'nothing but Slack, Google and Azure is to be reached in this test',
			});
		});
	return edge;
}

/** The first row of a range such as `Sheet1!2:2`, 1 being the top one. */
function firstRow(range: string): number {
	return Number(/!(\d+)/.exec(range)?.[1] ?? 1);
}

/** As Google answers: no `values` at all where everything is empty. */
function valuesIn(rows: Cell[][], range: string): object {
	const [, from, to] = /!(\d+):(\d+)$/.exec(range) ?? [];
	const found = from === undefined ? rows : rows.slice(Number(from) - 1, Number(to));
	const values = found.map((row) => row.map(({ value }) => String(value ?? '')));
	return values.length > 0 ? { range, values } : { range };
}
