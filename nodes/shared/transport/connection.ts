import type { IDataObject } from 'n8n-workflow';
import { NodeOperationError } from 'n8n-workflow';

import { providerOf } from '../providers';
import { asText } from '../text';
import { CREDENTIAL_TYPE, request, type ApiContext, type Connection } from './request';
import { isExposed } from './exposed';
import { resolveBaseUrl } from './url';

/**
 * Opens the node's credential.
 * @param deadline epoch milliseconds; none: calls take the time they need
 * @throws NodeOperationError when the credential's base URL cannot be used
 */
export async function connect(
	context: ApiContext,
	{ deadline = Number.POSITIVE_INFINITY }: { deadline?: number } = {},
): Promise<Connection> {
	const credentials: IDataObject = await context.getCredentials(CREDENTIAL_TYPE);
	const provider = providerOf(credentials.provider);
	const baseUrl = resolveBaseUrl(provider, credentials.baseUrl);
	if (!baseUrl.ok) {
		throw new NodeOperationError(context.getNode(), baseUrl.problem, {
			description: baseUrl.advice,
		});
	}
	if (isExposed(baseUrl.value)) warnOfHttp(context, baseUrl.value);
	const connection: Connection = {
		context,
		provider,
		baseUrl: baseUrl.value,
		account: JSON.stringify([
			baseUrl.value,
			asText(credentials.organizationId),
			asText(credentials.projectId),
		]),
		secrets: [asText(credentials.apiKey), asText(credentials.adminKey)],
		hasAdminKey: asText(credentials.adminKey) !== '',
		pausedUntil: 0,
		pausedBy: null,
		firstDate: null,
		deadline,
		request: async (call) => await request(connection, call),
	};
	return connection;
}

/** Below the output where the user sees it, in n8n's log for a trigger. */
function warnOfHttp(context: ApiContext, baseUrl: string): void {
	const message = `The API key is sent to ${baseUrl} unencrypted, and others can read it on the way. Use an address that begins with https://.`;
	if ('addExecutionHints' in context) {
		context.addExecutionHints({ message, type: 'warning', location: 'outputPane' });
	} else {
		context.logger.warn(message);
	}
}
