import type { N8nApi, WorkflowNode } from '../../scripts/lib/n8n-api';
import { azureCredential, slackCredential, type Edge } from './edge';

const documentId = {
	__rl: true,
	mode: 'url',
	value: 'https://docs.google.com/spreadsheets/d/1edge/edit',
};

/**
 * Stores credentials for Slack, Google and Azure as the edge knows them.
 * @returns sets them in the nodes of an example, as a user would, and shortens what is waited for
 */
export async function nodesOfEdge(
	api: N8nApi,
	edge: Edge,
): Promise<(node: WorkflowNode) => WorkflowNode> {
	const store = async (name: string, type: string, data: object) => ({
		name,
		id: await api.createCredential(name, type, data),
	});
	const slackApi = await store('Slack', 'slackApi', slackCredential);
	const googleApi = await store('Google', 'googleApi', edge.serviceAccount);
	const oAuth2Api = await store('Azure', 'oAuth2Api', azureCredential);
	return (node) => {
		switch (node.type) {
			case 'n8n-nodes-base.slack':
				return { ...node, credentials: { slackApi } };
			case 'n8n-nodes-base.httpRequest':
				return { ...node, credentials: { oAuth2Api } };
			case 'n8n-nodes-base.googleSheets': {
				const set = { documentId, authentication: 'serviceAccount' };
				return {
					...node,
					parameters: { ...node.parameters, ...set },
					credentials: { googleApi },
				};
			}
			case 'n8n-nodes-base.wait':
				return { ...node, parameters: { ...node.parameters, amount: 1, unit: 'seconds' } };
			default:
				return node;
		}
	};
}
