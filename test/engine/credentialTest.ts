import { ExecuteContext, RoutingNode } from 'n8n-core';
import {
	createEmptyRunExecutionData,
	NodeConnectionTypes,
	Workflow,
	type ICredentialDataDecryptedObject,
	type INode,
	type INodeType,
	type INodeTypes,
	type IWorkflowExecuteAdditionalData,
} from 'n8n-workflow';

import { FineTuningApi } from '../../credentials/FineTuningApi.credentials';
import { CredentialsHelper } from './harness';

interface Verdict {
	status: 'OK' | 'Error';
	message: string;
}

/** What n8n keeps of a call that failed. */
interface CallError extends Error {
	cause?: { code?: string; response?: { status: number; statusText?: string } };
}

const NODE: INode = {
	id: 'temp',
	name: 'Temp-Node',
	type: 'test',
	typeVersion: 1,
	position: [0, 0],
	parameters: {},
	credentials: { fineTuningApi: { id: '1', name: 'Fine-Tuning API' } },
};

/**
 * Tests a credential as n8n's CredentialsTester does (n8n 2.41, services/credentials-tester.service.js): the request
 * through n8n's own RoutingNode, then the rules. The end-to-end tests ask n8n itself the same.
 */
export async function testCredential(
	credential: Record<string, string>,
	type = new FineTuningApi(),
): Promise<Verdict> {
	const { request, rules = [] } = type.test;
	const nodeType: INodeType = {
		description: {
			displayName: 'Test',
			name: NODE.type,
			group: ['transform'],
			version: 1,
			description: '',
			defaults: { name: 'Test' },
			inputs: [NodeConnectionTypes.Main],
			outputs: [NodeConnectionTypes.Main],
			credentials: [{ name: type.name, required: true }],
			properties: [
				{ displayName: 'Temp', name: 'temp', type: 'string', default: '', routing: { request } },
			],
		},
	};
	const nodeTypes: INodeTypes = {
		getByName: () => nodeType,
		getByNameAndVersion: () => nodeType,
		getKnownTypes: () => ({}),
	};
	const data: ICredentialDataDecryptedObject = { ...credential };
	const workflow = new Workflow({ nodes: [NODE], connections: {}, active: false, nodeTypes });
	const context = new ExecuteContext(
		workflow,
		NODE,
		{
			credentialsHelper: new CredentialsHelper(type, data),
			variables: {},
			webhookWaitingBaseUrl: 'http://localhost/webhook-waiting',
			formWaitingBaseUrl: 'http://localhost/form-waiting',
		} as unknown as IWorkflowExecuteAdditionalData,
		'internal',
		createEmptyRunExecutionData(),
		0,
		[],
		{ main: [[{ json: {} }]] },
		{ node: NODE, data: {}, source: null },
		[],
	);
	const test = { id: '1', name: 'Fine-Tuning API', type: type.name, data };
	let response;
	try {
		response = await new RoutingNode(context, nodeType, test).runNode();
	} catch (thrown) {
		const error = thrown as CallError;
		const answer = error.cause?.response;
		if (!answer) return { status: 'Error', message: error.cause?.code ?? error.message };
		const rule = rules.find(
			(one) => one.type === 'responseCode' && one.properties.value === answer.status,
		);
		return { status: 'Error', message: rule?.properties.message ?? String(answer.statusText) };
	}
	for (const rule of rules) {
		if (rule.type !== 'responseSuccessBody') continue;
		const { key, value, message } = rule.properties;
		// Fails for a list without items, as n8n does.
		const { json } = response?.[0]?.[0] as { json: unknown };
		if (memberOf(json, key) === value) return { status: 'Error', message };
	}
	return { status: 'OK', message: 'Connection successful!' };
}

/** As lodash's `get`, for the keys that the rules have. */
function memberOf(json: unknown, key: string): unknown {
	return json === null || json === undefined ? undefined : (json as Record<string, unknown>)[key];
}
