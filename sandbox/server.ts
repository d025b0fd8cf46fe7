/* eslint-disable @n8n/community-nodes/require-node-api-error, @n8n/community-nodes/no-restricted-imports -- runs in Node, not in n8n */
import { randomUUID } from 'node:crypto';
import { setTimeout } from 'node:timers';
import multipart from '@fastify/multipart';
import fastify, { type FastifyInstance, type FastifyRequest } from 'fastify';
import { authorize } from './auth';
import type { Context, RequestRecord } from './context';
import { ApiError } from './errors';
import type { Fault } from './faults';
import { faultAfter, faultBefore, faultMeanwhile } from './misbehave';
import type { Persistence } from './persistence';
import { createRateLimit } from './rateLimit';
import { openAiRoutes } from './routes';
import { controlRoutes } from './routes/control';

declare module 'fastify' {
	interface FastifyRequest {
		/** What goes wrong with this request, if anything. */
		fault: Fault | undefined;
		/** Tells that the request was acted on. */
		acted: () => void;
		/** This request in the log of requests; none for the sandbox's own controls. */
		entry: RequestRecord | undefined;
	}
}

const MAX_LOGGED = 5000;
/** Real milliseconds in which the server is done with a request that nobody waits for any more. */
const ABANDONED_MS = 500;
const JSON_LIMIT = 16 * 1024 * 1024;

/** The HTTP server, not listening yet. */
export async function createServer(
	context: Context,
	persistence: Persistence,
): Promise<FastifyInstance> {
	const { dialect } = context;
	const app = fastify({
		bodyLimit: JSON_LIMIT,
		exposeHeadRoutes: false,
		forceCloseConnections: true,
		genReqId: () => `req_${randomUUID().replaceAll('-', '')}`,
		rewriteUrl: ({ url = '/' }) => dialect.rewrite?.(url) ?? url,
		// Slashes are merged as on the real server: an empty job id asks for the job "events".
		routerOptions: { ignoreDuplicateSlashes: true, maxParamLength: 1000 },
	});

	app.removeContentTypeParser('application/json');
	app.addContentTypeParser(
		'application/json',
		{ parseAs: 'string' },
		async (_request: FastifyRequest, text: string) => parseJson(text),
	);
	// What is neither JSON nor a form is read and ignored: routes that want JSON say so themselves.
	app.addContentTypeParser('*', { parseAs: 'string' }, async () => undefined);
	await app.register(multipart, { throwFileSizeLimit: false });

	const takes = createRateLimit(context.limits);
	app.decorateRequest('fault', undefined);
	app.decorateRequest('entry', undefined);
	app.decorateRequest('acted', () => {});

	app.addHook('onRequest', async (request, reply) => {
		reply.header('x-request-id', request.id).header('x-sandbox', 'simulated');
		const date = dateHeader(context);
		reply.raw.sendDate = false;
		if (date !== null) reply.header('date', date);
		await context.trainer.keepUp();
		context.store.settle(context.clock.now());
		if (isControl(request) || context.late.owns(request)) return;
		request.acted = context.late.begin();
		request.entry = describe(request);
		context.requests.push(request.entry);
		if (context.requests.length > MAX_LOGGED) context.requests.shift();
	});

	app.addHook('preHandler', async (request, reply) => {
		if (!request.entry) return;
		if (request.body !== undefined) request.entry.body = request.body;
		request.fault = context.faults.take(request.method, request.originalUrl);
		if (request.fault) {
			await faultBefore(request, reply, request.fault);
			if (reply.sent) return request.acted();
		}
		takes();
		const admin = request.url.startsWith('/v1/fine_tuning/checkpoints/');
		authorize(context, request.headers, admin ? 'admin' : 'project');
		dialect.gate?.({
			method: request.method,
			path: pathOf(request.url),
			query: request.entry.query,
			body: request.body,
		});
		if (request.fault?.finishLateMs === undefined) return;
		await context.late.add(app, request, request.fault.finishLateMs);
		await faultMeanwhile(request, reply, request.fault);
		request.acted();
	});

	app.addHook('onSend', async (request, reply, payload) => {
		request.acted();
		return request.fault ? faultAfter(request, reply, request.fault, payload) : payload;
	});

	app.addHook('onResponse', async ({ acted, method }) => {
		if (method !== 'GET') persistence.schedule();
		// Whoever has gone away is not answered; what was begun for them takes a moment longer at most.
		setTimeout(acted, ABANDONED_MS).unref();
	});

	app.setErrorHandler((error, _request, reply) => {
		const problem = asApiError(error);
		const { status, body } = dialect.answer(problem);
		reply.code(status).headers(problem.headers).type('application/json; charset=utf-8').send(body);
	});
	app.setNotFoundHandler((request) => {
		const { method, originalUrl, url } = request;
		throw (
			dialect.noRoute?.({ method, path: pathOf(url) }) ??
			new ApiError(404, `Invalid URL (${method} ${pathOf(originalUrl)})`)
		);
	});

	(dialect.routes ?? openAiRoutes)(app, context);
	controlRoutes(app, context);
	return app;
}

function dateHeader({ clock, date }: Context): string | null {
	const now = clock.now() + (date.aheadSeconds ?? 0);
	return date.header === undefined ? new Date(now * 1000).toUTCString() : date.header;
}

function pathOf(url: string): string {
	return url.split('?')[0] ?? url;
}

function isControl({ originalUrl }: FastifyRequest): boolean {
	return originalUrl.startsWith('/sandbox/');
}

function describe({ headers, method, originalUrl, query }: FastifyRequest): RequestRecord {
	const entries = Object.entries(query ?? {}).map(([name, value]): [string, string] => [
		name,
		String(Array.isArray(value) ? value.at(-1) : value),
	]);
	return {
		method,
		path: pathOf(originalUrl),
		query: Object.fromEntries(entries),
		headers: { ...headers },
	};
}

function parseJson(text: string): unknown {
	// Clients send the content type of JSON with an empty body too, for instance to cancel.
	if (text.trim() === '') return undefined;
	try {
		return JSON.parse(text);
	} catch {
		throw new ApiError(
			400,
			'We could not parse the JSON body of your request. (HINT: This likely means you aren’t using your HTTP library correctly. The OpenAI API expects a JSON payload, but what was sent was not valid JSON.)',
		);
	}
}

function asApiError(error: unknown): ApiError {
	if (error instanceof ApiError) return error;
	const message = error instanceof Error ? error.message : String(error);
	const status = error instanceof Error && 'statusCode' in error ? Number(error.statusCode) : 500;
	return status < 500
		? new ApiError(status, message)
		: new ApiError(500, `The sandbox has a fault of its own: ${message}`, { type: 'server_error' });
}
