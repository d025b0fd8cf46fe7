/* eslint-disable @n8n/community-nodes/no-restricted-imports -- runs in Node, not in n8n */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';

import type { N8nApi, StoredWorkflow, WorkflowFile, WorkflowNode } from './n8n-api';
import { root } from './paths';
import { sandboxKey } from './sandbox';

const credentialType = 'fineTuningApi';
const credentialName = 'Fine-Tuning sandbox';

/** The names of the example workflows' files. */
export const examples = {
	train: 'train-a-model.json',
	onJobEnd: 'on-job-end.json',
	notify: 'notify-slack-and-sheet.json',
} as const;

/** The nodes of the examples that the scripts look at. */
export const exampleNodes = {
	start: 'Start',
	job: 'Get Job',
	trigger: 'Fine-Tuning Trigger',
} as const;

// The shortest time a user can choose is a minute; that is long for somebody who watches a demo.
const everyTwoSeconds = {
	item: Array.from({ length: 30 }, (_, index) => ({
		mode: 'custom',
		cronExpression: `${2 * index} * * * * *`,
	})),
};

/** Reads one of the example workflows. */
export async function readExample(file: string): Promise<WorkflowFile> {
	return JSON.parse(await readFile(join(root, 'examples', file), 'utf8')) as WorkflowFile;
}

/** Stores the sandbox's credential in n8n and gives its id. */
export async function createSandboxCredential(api: N8nApi, baseUrl: string): Promise<string> {
	return await api.createCredential(credentialName, credentialType, {
		provider: 'openAi',
		apiKey: sandboxKey,
		baseUrl,
	});
}

/** Imports an example with the credential set, as a user would set it, and a trigger that looks every two seconds. */
export async function importExample(
	api: N8nApi,
	file: string,
	credentialId: string,
): Promise<StoredWorkflow> {
	const workflow = await readExample(file);
	const nodes = workflow.nodes.map((node) => prepare(node, credentialId));
	return await api.createWorkflow({ ...workflow, nodes });
}

function prepare(node: WorkflowNode, credentialId: string): WorkflowNode {
	if (!node.type.startsWith('n8n-nodes-fine-tuning.')) return node;
	const { pollTimes } = node.parameters;
	return {
		...node,
		parameters: { ...node.parameters, ...(pollTimes ? { pollTimes: everyTwoSeconds } : {}) },
		credentials: { [credentialType]: { id: credentialId, name: credentialName } },
	};
}
