import type { FastifyRequest } from 'fastify';
import type { Context } from './context';
import { ApiError } from './errors';

/** Which key a route wants. */
export type Scope = 'project' | 'admin';

/**
 * Lets a request pass that carries the right key.
 * @throws ApiError 401 without a known key, 403 with the key for other things.
 */
export function authorize(
	context: Context,
	headers: FastifyRequest['headers'],
	scope: Scope,
): void {
	const key = keyOf(context, headers);
	const wanted = scope === 'admin' ? context.adminKey : context.apiKey;
	if (key === wanted || (key === undefined && context.dialect.open)) return;
	if (context.dialect.refuseKey) throw context.dialect.refuseKey(key);
	if (key === undefined) {
		throw new ApiError(
			401,
			"You didn't provide an API key. You need to provide your API key in an Authorization header using Bearer auth (i.e. Authorization: Bearer YOUR_KEY).",
		);
	}
	if (key !== context.apiKey && key !== context.adminKey) {
		throw new ApiError(
			401,
			`Incorrect API key provided: ${mask(key)}. You can find your API key at https://platform.openai.com/account/api-keys.`,
			{ code: 'invalid_api_key' },
		);
	}
	const missing = scope === 'admin' ? 'api.fine_tuning.checkpoints.write' : 'api.fine_tuning.jobs';
	throw new ApiError(
		403,
		`You have insufficient permissions for this operation. Missing scopes: ${missing}. Check that you have the correct role in your organization and project, and that your API key has the necessary scopes.`,
		{ code: 'missing_scope' },
	);
}

function keyOf({ dialect }: Context, headers: FastifyRequest['headers']): string | undefined {
	const value = headers[dialect.keyHeader];
	if (typeof value !== 'string' || value === '') return undefined;
	if (dialect.keyHeader === 'api-key') return value;
	return /^Bearer +(\S+)$/i.exec(value)?.[1];
}

function mask(key: string): string {
	return key.length <= 8 ? '*'.repeat(key.length) : `${key.slice(0, 3)}***${key.slice(-4)}`;
}
