import { createHash } from 'node:crypto';
import { NodeOperationError, type NodeApiError } from 'n8n-workflow';

import type { JobRequest } from '../domain/jobRequest';
import type { PriceEstimate } from '../domain/price';
import { warn, type ApiContext } from '../execution';
import { CREDENTIAL_TYPE, type Server } from '../http';
import { openCredential, type OpenedCredential } from '../providers/credential';
import { PROVIDERS } from '../providers';
import type { Protocol } from '../providers/protocol';
import type { Result } from '../result';
import { budgetOf } from '../transport/budget';
import { isExposed } from '../transport/url';
import { offered, type Caller } from './caller';
import { prepareCreate } from './createJob';
import { filesApi, type FilesApi } from './files';
import type { JobCreation } from './jobCreation';
import { jobLogApi, type JobLogApi } from './jobLog';
import { jobsApi, type JobsApi } from './jobs';
import { modelsApi, permissionsApi, type ModelsApi, type PermissionsApi } from './models';
import { priceOf } from './price';
import { namingModels } from './trainable';

/** Everything that operations and the trigger can ask of a provider, whichever it is. */
export interface Api extends JobLogApi {
	context: ApiContext;
	provider: Protocol;
	baseUrl: string;
	/** Tells one account from another: address, organization and project. */
	account: string;
	/** Tells one API key from another, without telling the key. */
	keyHash: string;
	jobs: JobsApi & {
		/** See prepareCreate. */
		prepare(request: JobRequest, key: string | undefined): Result<JobCreation>;
		/** See priceOf. */
		price(request: JobRequest): Promise<PriceEstimate>;
		/** See namingModels. */
		refused(model: string, error: unknown): Promise<NodeApiError>;
	};
	files: FilesApi;
	models: ModelsApi;
	permissions: PermissionsApi;
	/** See offered: refuses in words what the provider cannot, before anything is sent. */
	require(pick: (provider: Protocol) => unknown, what: string): void;
	/** The server's own time at its first answer, in Unix seconds; null while unknown. */
	serverTime(): number | null;
	/** After this moment (epoch ms) nothing is started or waited for. */
	endBy(deadline: number): void;
}

/**
 * Opens the node's credential.
 * @throws NodeOperationError when the credential cannot be used
 */
export async function openApi(context: ApiContext): Promise<Api> {
	const opened = openCredential(await context.getCredentials(CREDENTIAL_TYPE));
	if (!opened.ok) {
		throw new NodeOperationError(context.getNode(), opened.problem, {
			description: opened.advice,
		});
	}
	const { provider, baseUrl, value } = opened.value;
	if (isExposed(baseUrl)) {
		warn(
			context,
			`The API key is sent to ${baseUrl} unencrypted, and others can read it on the way. Use an address that begins with https://.`,
		);
	}
	const adminKey = value('adminKey');
	// Of a key that is exchanged, nothing but a hash is remembered.
	const keyHash = createHash('sha256').update(value('apiKey')).digest('hex').slice(0, 16);
	const caller: Caller = {
		context,
		provider,
		warned: new Set(),
		connection: {
			context,
			server: serverOf(opened.value),
			secrets: [value('apiKey'), adminKey],
			hasAdminKey: adminKey !== '',
			budget: budgetOf(JSON.stringify([baseUrl, keyHash])),
			firstDate: null,
			deadline: Number.POSITIVE_INFINITY,
		},
	};
	return {
		context,
		provider,
		baseUrl,
		keyHash,
		account: JSON.stringify([baseUrl, value('organizationId'), value('projectId')]),
		jobs: {
			...jobsApi(caller),
			prepare: (request, key) => prepareCreate(caller, request, key),
			price: async (request) => await priceOf(caller, request),
			refused: async (model, error) => await namingModels(caller, model, error),
		},
		...jobLogApi(caller),
		files: filesApi(caller),
		models: modelsApi(caller),
		permissions: permissionsApi(caller),
		require: (pick, what) => void offered(caller, pick, what),
		serverTime: () => caller.connection.firstDate,
		endBy(deadline) {
			caller.connection.deadline = deadline;
		},
	};
}

function serverOf({ provider, baseUrl }: OpenedCredential): Server {
	const { host, hostname } = new URL(baseUrl);
	const { addressHint, keyHint, rules = [] } = provider.errors;
	const owner = PROVIDERS.find(({ credential }) => credential.baseUrl.hosts?.test(hostname));
	const anothers = owner && owner.id !== provider.id;
	return {
		name: provider.displayName,
		baseUrl,
		host,
		addressHint,
		keyHint: anothers
			? `${host} belongs to ${owner.displayName}, so choose that provider`
			: (keyHint ?? `the key must belong to ${host}`),
		rules,
	};
}
