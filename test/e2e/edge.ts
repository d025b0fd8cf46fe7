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

const SHEETS = ['Sheet1', 'Models'] as const;
type Sheet = (typeof SHEETS)[number];

/** A file as Slack received it. */
export interface SlackFile {
	channel: string;
	comment: string;
	name: string;
	content: Buffer;
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
		/** What was shared in a channel, not what was merely uploaded. */
		readonly files: SlackFile[];
		/** What Slack answers instead of taking a message; absent: it takes it. */
		refusal?: string;
		/** How long its answers take, in milliseconds. */
		delayMs?: number;
	};
	/** The rows of both sheets of every spreadsheet. */
	readonly sheets: Record<Sheet, Cell[][]>;
	/** Azure's deployments by their names: each is ready when it was asked for twice. */
	readonly azure: Map<string, { body: unknown; checks: number }>;
	/** The data of a service account that Google would know. */
	readonly serviceAccount: { email: string; privateKey: string };
	readonly strays: string[];
	stop(): Promise<void>;
}

const SLACK_TOKEN = 'slack-edge-token';
const SLACK_UPLOADS = 'https://files.slack.com/upload/v1/';
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
		slack: { messages: [], files: [] },
		sheets: { Sheet1: [], Models: [] },
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

	// https://docs.slack.dev/messaging/working-with-files#uploading_files
	const uploads = new Map<string, { length: number; name: string; content?: Buffer }>();
	await proxy
		.forGet('https://slack.com/api/files.getUploadURLExternal')
		.always()
		.thenCallback((request) => {
			if (!mayEnter(request, SLACK_TOKEN)) return json(200, { ok: false, error: 'invalid_auth' });
			const { searchParams } = new URL(request.url);
			const id = `F${uploads.size}`;
			const [length, name] = [Number(searchParams.get('length')), searchParams.get('filename')];
			if (!name || !(length > 0)) return json(200, { ok: false, error: 'invalid_arguments' });
			uploads.set(id, { length, name });
			return json(200, { ok: true, file_id: id, upload_url: `${SLACK_UPLOADS}${id}` });
		});
	await proxy
		.forPost(new RegExp(`^${SLACK_UPLOADS}`))
		.always()
		.thenCallback(async (request) => {
			const upload = uploads.get(request.url.slice(SLACK_UPLOADS.length));
			const body = (await request.body.getDecodedBuffer()) ?? Buffer.alloc(0);
			const type = String(request.headers['content-type']);
			const form = await new Response(body, { headers: { 'content-type': type } }).formData();
			const file = form.get('file');
			if (!upload || !(file instanceof File) || file.size !== upload.length) return json(400, {});
			upload.content = Buffer.from(await file.arrayBuffer());
			return { statusCode: 200, body: `OK - ${file.size}` };
		});
	await proxy
		.forPost('https://slack.com/api/files.completeUploadExternal')
		.always()
		.thenCallback(async (request) => {
			if (!mayEnter(request, SLACK_TOKEN)) return json(200, { ok: false, error: 'invalid_auth' });
			const { files, channel_id, initial_comment } = (await request.body.getJson()) as {
				files: Array<{ id: string; title: string }>;
				channel_id: string;
				initial_comment: string;
			};
			for (const { id } of files) {
				const { name, content } = uploads.get(id) ?? {};
				if (!name || !content) return json(200, { ok: false, error: 'file_not_found' });
				edge.slack.files.push({ channel: channel_id, comment: initial_comment, name, content });
			}
			return json(200, { ok: true, files });
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
				const sheets = SHEETS.map((title, index) => ({
					properties: { sheetId: index, title, index, sheetType: 'GRID' },
				}));
				return request.method === 'GET' ? json(200, { sheets }) : json(200, {});
			}
			const sheet = sheetOf(range);
			if (!sheet) return json(400, { error: { code: 400, status: 'INVALID_ARGUMENT' } });
			const stored = edge.sheets[sheet];
			if (request.method === 'GET') return json(200, valuesIn(stored, range));
			const { values } = (await request.body.getJson()) as { values: unknown[][] };
			const interpreted = searchParams.get('valueInputOption') !== 'RAW';
			const rows = values.map((row) => row.map((value) => ({ value, interpreted })));
			// A row is appended below the last one, wherever the range points.
			const at = call === ':append' ? stored.length : firstRow(range) - 1;
			stored.splice(at, rows.length, ...rows);
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

/** The sheet of a range such as `'Sheet1'!2:2`. */
function sheetOf(range: string): Sheet | undefined {
	const name = range.replace(/!.*/, '').replace(/^'(.*)'$/, '$1');
	return SHEETS.find((one) => one === name);
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
