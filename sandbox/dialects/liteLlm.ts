import { createBodyProblem } from '../createBody';
import { ApiError, jobNotFound } from '../errors';
import { isJson, type Json } from '../json';
import { openAi, type Asked, type Dialect } from './dialect';
import { bodyFaults, FrameworkError, ProxyError, providerFaults, python } from './liteLlmErrors';

const NO_PROVIDER = 'Invalid request, No litellm managed file id or custom_llm_provider provided.';
const NO_CLIENT =
	'OpenAI client is not initialized. Make sure api_key is passed or OPENAI_API_KEY is set in the environment.';

const JOBS = '/v1/fine_tuning/jobs';
const PROVIDERS = ['openai', 'azure'];
/** The fields of a create request that reach the provider; `method` and `metadata` do not. */
const FORWARDED = [
	'model',
	'training_file',
	'hyperparameters',
	'suffix',
	'validation_file',
	'integrations',
	'seed',
];

/** Everything is served with and without /v1. */
function rewrite(url: string): string {
	return /^\/(chat|fine_tuning|files|models|responses)(\/|\?|$)/.test(url) ? `/v1${url}` : url;
}

/**
 * Where the proxy looks for `custom_llm_provider`: in the body of a create or cancel, in the query of
 * a list, in either of a retrieve (until mid-2026 the query alone). Files do without it.
 */
function gate({ method, path, query, body }: Asked): void {
	if (path !== JOBS && !path.startsWith(`${JOBS}/`)) return;
	const inBody = isJson(body) ? body.custom_llm_provider : undefined;
	if (method === 'GET') {
		const inQuery = query.custom_llm_provider;
		const fault = inQuery === undefined ? null : providerFaults('query', inQuery, PROVIDERS);
		if (fault) throw fault;
		const provider = path === JOBS ? inQuery : (inBody ?? inQuery);
		if (!provider) throw new ProxyError(400, NO_PROVIDER);
		const id = decodeURIComponent(path.slice(JOBS.length + 1));
		// `/jobs/{id:path}` takes what looks like a route of a job for its id.
		if (id.includes('/')) throw jobNotFound(id);
	} else if (method === 'POST' && path === JOBS) {
		const fault = bodyFaults(body, [...PROVIDERS, 'vertex_ai']);
		if (fault) throw fault;
		if (!inBody) throw new ProxyError(500, NO_PROVIDER);
	} else if (method === 'POST' && path.endsWith('/cancel') && !inBody) {
		// It then calls OpenAI, with a key from its own environment; this proxy has none there.
		throw new ProxyError(500, NO_CLIENT);
	}
}

function accept(body: unknown): unknown {
	if (!isJson(body)) return body;
	const kept = Object.entries(body).filter(
		([name, value]) => FORWARDED.includes(name) && value !== null,
	);
	const fields: Json = Object.fromEntries(kept);
	const prefix = `${String(body.custom_llm_provider)}/`;
	return typeof fields.model === 'string' && fields.model.startsWith(prefix)
		? { ...fields, model: fields.model.slice(prefix.length) }
		: fields;
}

/** The proxy's own errors in its own shape; the provider's ones quoted, as the SDK words them. */
function answer(error: ApiError): { status: number; body: unknown } {
	const { status, body } = error;
	if (error instanceof FrameworkError) return { status, body: { detail: error.detail } };
	const message =
		error instanceof ProxyError
			? body.message
			: `Error code: ${status} - ${python({ error: { ...body } })}`;
	return { status, body: { error: { ...body, message, code: String(status) } } };
}

function refuseKey(key: string | undefined): ApiError {
	const reason = key === undefined ? 'No api key passed in.' : 'Invalid proxy server token passed';
	return new ProxyError(401, `Authentication Error, ${reason}`, 'auth_error');
}

function noRoute({ method, path }: Pick<Asked, 'method' | 'path'>): ApiError {
	const known =
		(path.startsWith(`${JOBS}/`) && method !== 'GET') || /^\/v1\/models\/[^/]+$/.test(path);
	return known
		? new FrameworkError(405, 'Method Not Allowed')
		: new FrameworkError(404, 'Not Found');
}

/**
 * The LiteLLM proxy before OpenAI, with an enterprise licence and the key in `finetune_settings`.
 * It drops `method` and `metadata`, and knows neither events, checkpoints nor pauses.
 * https://github.com/BerriAI/litellm 1.110.2: litellm/proxy/fine_tuning_endpoints/endpoints.py,
 * litellm/fine_tuning/main.py
 */
export const liteLlm: Dialect = {
	...openAi,
	name: 'liteLlm',
	lacks: ['checkpoints', 'events', 'modelDeletion', 'pause', 'permissions', 'uploads'],
	keepsMetadata: false,
	filters: false,
	rewrite,
	gate,
	accept,
	createProblem: createBodyProblem,
	answer,
	refuseKey,
	noRoute,
};
