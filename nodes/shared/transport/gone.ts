import { NodeApiError, type JsonObject } from 'n8n-workflow';

import type { Connection } from './request';

/**
 * The answer to a call, or null when the server answers with one of these statuses: it does not have
 * what the call names.
 */
export async function unlessGone<T>(
	{ context }: Connection,
	statuses: readonly string[],
	ask: () => Promise<T>,
): Promise<T | null> {
	try {
		return await ask();
	} catch (error) {
		if (error instanceof NodeApiError && statuses.includes(error.httpCode ?? '')) return null;
		throw new NodeApiError(context.getNode(), error as JsonObject);
	}
}
