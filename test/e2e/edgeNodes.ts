import type { N8nApi, WorkflowNode } from '../../scripts/lib/n8n-api';
import { azureCredential, slackCredential, type Edge } from './edge';

/**
 * Stores credentials for Slack, Google and Azure as the edge knows them.
 * @returns sets them in the nodes of an example, as a user would, and shortens what is waited for
 */
export async function nodesOfEdge(
	api: N8nApi,
	edge: Edge,
): Promise<(node: WorkflowNode) => WorkflowNode> {
	const slack = {
		name: 'Slack',
		id: await api.createCredential('Slack', 'slackApi', slackCredential),
	};
	const google = {
		name: 'Google',
		id: await api.createCredential('Google', 'googleApi', edge.serviceAccount),
	};
	const documentId = {
		__rl: true,
		mode: 'url',
		value: 'https://docs.google.com/spreadsheets/d/1edge/edit',
	};
	const azure = {
		name: 'Azure',
		id: await api.createCredential('Azure', 'oAuth2Api', azureCredential),
	};
	return (node) => {
		if (node.type === 'n8n-nodes-base.httpRequest') {
			return { ...node, credentials: { oAuth2Api: azure } };
		}
		if (node.type === 'n8n-nodes-base.wait') {
			return { ...node, parameters: { ...node.parameters, amount: 1, unit: 'seconds' } };
		}
		if (node.type === 'n8n-nodes-base.slack') return { ...node, credentials: { slackApi: slack } };
		if (node.type !== 'n8n-nodes-base.googleSheets') return node;
		return {
			...node,
			parameters: { ...node.parameters, documentId, authentication: 'serviceAccount' },
			credentials: { googleApi: google },
		};
	};
}
