import type { WorkflowFile, WorkflowNode } from '../../../scripts/lib/n8n-api';

/** A node as these workflows have it; where it stands on the canvas does not matter. */
export interface FlowNode extends WorkflowNode {
	typeVersion: number;
	onError?: 'continueRegularOutput';
}

/** The node with which every such workflow begins. */
export const START = 'Start';

const start: FlowNode = {
	name: START,
	type: 'n8n-nodes-base.manualTrigger',
	typeVersion: 1,
	parameters: {},
};

/** A workflow of nodes in a row, after a manual trigger. */
export function workflowOf(name: string, nodes: readonly FlowNode[]): WorkflowFile {
	return chain(name, [start, ...nodes]);
}

/** A workflow of nodes in a row, the first of which starts it. */
export function chain(name: string, nodes: readonly FlowNode[]): WorkflowFile {
	const next = ({ name: node }: FlowNode) => ({
		main: [[{ node, type: 'main', index: 0 }]],
	});
	return {
		name,
		nodes: nodes.map((node, index) => ({
			...node,
			id: `node-${index}`,
			position: [index * 200, 0],
		})),
		connections: Object.fromEntries(
			nodes.slice(1).map((node, index) => [nodes[index]?.name ?? '', next(node)]),
		),
		settings: { executionOrder: 'v1' },
	};
}

/** Nodes that give one item for each id, as `{ id }`. */
export function idItems(ids: readonly string[]): FlowNode[] {
	return [
		{
			name: 'IDs',
			type: 'n8n-nodes-base.set',
			typeVersion: 3.4,
			parameters: { mode: 'raw', jsonOutput: JSON.stringify({ id: ids }), options: {} },
		},
		{
			name: 'Rows',
			type: 'n8n-nodes-base.splitOut',
			typeVersion: 1,
			parameters: { fieldToSplitOut: 'id', options: {} },
		},
	];
}

/** Our node. */
export function fineTuning(
	name: string,
	parameters: WorkflowNode['parameters'],
	more: Partial<FlowNode> = {},
): FlowNode {
	return {
		name,
		type: 'n8n-nodes-fine-tuning.fineTuning',
		typeVersion: 1,
		parameters,
		...more,
	};
}

/** By this header the calls of HTTP Request nodes are told from ours, where both are made at the same time. */
const MARK = 'x-http-request-node';

export function isMarked({ headers }: { headers: Readonly<Record<string, unknown>> }): boolean {
	return headers[MARK] !== undefined;
}

/** n8n's HTTP Request node with our credential, as n8n offers it to every credential. */
export function httpRequest(
	name: string,
	parameters: WorkflowNode['parameters'],
	more: Partial<FlowNode> = {},
): FlowNode {
	return {
		name,
		type: 'n8n-nodes-base.httpRequest',
		typeVersion: 4.5,
		parameters: {
			method: 'GET',
			authentication: 'predefinedCredentialType',
			nodeCredentialType: 'fineTuningApi',
			sendHeaders: true,
			headerParameters: { parameters: [{ name: MARK, value: 'true' }] },
			options: {},
			...parameters,
		},
		...more,
	};
}

/** An HTTP Request that turns all pages of the list of jobs, and a Split Out that makes an item of each. */
export function allJobs(
	{ baseUrl }: { baseUrl: string },
	[request, split]: readonly [string, string],
	more: Partial<FlowNode> = {},
): FlowNode[] {
	const pagination = {
		paginationMode: 'updateAParameterInEachRequest',
		parameters: {
			parameters: [{ type: 'qs', name: 'after', value: '={{ $response.body?.data.at(-1)?.id }}' }],
		},
		paginationCompleteWhen: 'other',
		completeExpression: '={{ !$response.body.has_more }}',
		requestInterval: 0,
	};
	return [
		httpRequest(
			request,
			{
				url: `${baseUrl}/fine_tuning/jobs?limit=100`,
				options: { pagination: { pagination } },
			},
			more,
		),
		splitOut(split),
	];
}

/** An item for each job of an answer. */
export function splitOut(name: string): FlowNode {
	return {
		name,
		type: 'n8n-nodes-base.splitOut',
		typeVersion: 1,
		parameters: { fieldToSplitOut: 'data', options: {} },
	};
}

/** Lets through the jobs of its input that have ended, once each, whatever executions have seen before. */
export function newlyEnded(filter: string, once: string): FlowNode[] {
	const ended = '={{ ["succeeded", "failed", "cancelled"].includes($json.status) }}';
	return [
		{
			name: filter,
			type: 'n8n-nodes-base.filter',
			typeVersion: 2.2,
			parameters: {
				conditions: {
					options: { caseSensitive: true, leftValue: '', typeValidation: 'strict', version: 2 },
					conditions: [
						{
							id: 'ended',
							leftValue: ended,
							rightValue: '',
							operator: { type: 'boolean', operation: 'true', singleValue: true },
						},
					],
					combinator: 'and',
				},
				options: {},
			},
		},
		{
			name: once,
			type: 'n8n-nodes-base.removeDuplicates',
			typeVersion: 2,
			parameters: {
				operation: 'removeItemsSeenInPreviousExecutions',
				dedupeValue: '={{ $json.id }}',
				options: { historySize: 100_000 },
			},
		},
	];
}

/** Our trigger. */
export function pollingTrigger(pollTimes: object, more: Partial<FlowNode> = {}): FlowNode {
	return {
		name: 'Fine-Tuning Trigger',
		type: 'n8n-nodes-fine-tuning.fineTuningTrigger',
		typeVersion: 1,
		parameters: {
			pollTimes,
			events: ['succeeded', 'failed', 'cancelled'],
			filters: {},
			options: {},
		},
		...more,
	};
}

/** n8n's Schedule Trigger. */
export function scheduleOf(seconds: number): FlowNode {
	return {
		name: 'Schedule',
		type: 'n8n-nodes-base.scheduleTrigger',
		typeVersion: 1.2,
		parameters: { rule: { interval: [{ field: 'seconds', secondsInterval: seconds }] } },
	};
}

/** A node that does nothing, to see when it begins. */
export function nothing(name: string): FlowNode {
	return { name, type: 'n8n-nodes-base.noOp', typeVersion: 1, parameters: {} };
}

/** A file of this machine as binary data. */
export function readFile(name: string, path: string): FlowNode {
	return {
		name,
		type: 'n8n-nodes-base.readWriteFile',
		typeVersion: 1.1,
		parameters: { operation: 'read', fileSelector: path, options: {} },
	};
}

/** An item for each row of a CSV file. */
export function extractCsv(name: string): FlowNode {
	return {
		name,
		type: 'n8n-nodes-base.extractFromFile',
		typeVersion: 1,
		parameters: { operation: 'csv', binaryPropertyName: 'data', options: {} },
	};
}

export function code(name: string, jsCode: string): FlowNode {
	return { name, type: 'n8n-nodes-base.code', typeVersion: 2, parameters: { jsCode } };
}

/** Each item with these fields, which may be expressions, and no others. */
export function editFields(name: string, fields: Readonly<Record<string, string>>): FlowNode {
	const assignments = Object.entries(fields).map(([field, value]) => ({
		id: field,
		name: field,
		type: 'string',
		value,
	}));
	return {
		name,
		type: 'n8n-nodes-base.set',
		typeVersion: 3.4,
		parameters: { assignments: { assignments }, includeOtherFields: false, options: {} },
	};
}
