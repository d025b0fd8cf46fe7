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
	retiring: 'retiring-models.json',
} as const;

/** The nodes of the examples that the scripts look at. */
export const exampleNodes = {
	start: 'Start',
	job: 'Get Job',
	trigger: 'Fine-Tuning Trigger',
	retiring: 'Retiring Models',
	tellSlack: 'Tell Slack',
} as const;

/**
 * A schedule of one entry for each time in the minute. The shortest that a user can choose is a minute, and n8n takes
 * no step in the seconds; for somebody who waits, a minute is long.
 */
function every(seconds: number): object {
	const count = Math.floor(60 / seconds);
	return {
		item: Array.from({ length: count }, (_, index) => ({
			mode: 'custom',
			cronExpression: `${seconds * index} * * * * *`,
		})),
	};
}

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

/**
 * Imports an example with the credential set, as a user would set it.
 *
 * @param pollSeconds how often the example's trigger looks, instead of every minute
 */
export async function importExample(
	api: N8nApi,
	file: string,
	credentialId: string,
	{ pollSeconds }: { pollSeconds?: number } = {},
): Promise<StoredWorkflow> {
	const workflow = await readExample(file);
	const pollTimes = pollSeconds === undefined ? {} : { pollTimes: every(pollSeconds) };
	const nodes = workflow.nodes.map((node) =>
		isOurs(node)
			? {
					...node,
					parameters: { ...node.parameters, ...('pollTimes' in node.parameters && pollTimes) },
					credentials: { [credentialType]: { id: credentialId, name: credentialName } },
				}
			: node,
	);
	return await api.createWorkflow({ ...workflow, nodes });
}

function isOurs({ type }: WorkflowNode): boolean {
	return type.startsWith('n8n-nodes-fine-tuning.');
}
