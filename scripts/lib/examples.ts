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
	trainForDays: 'train-for-days.json',
	deployOnAzure: 'deploy-on-azure.json',
	retrain: 'retrain-when-better.json',
	onJobEnd: 'on-job-end.json',
	notify: 'notify-slack-and-sheet.json',
	catchUp: 'catch-up.json',
	retiring: 'retiring-models.json',
	sheetToModel: 'sheet-to-model.json',
	useTheModel: 'use-the-model.json',
	nightlyReport: 'nightly-report.json',
	askTheAgent: 'ask-the-agent.json',
} as const;

/** The nodes of the examples that the scripts look at. */
export const exampleNodes = {
	start: 'Start',
	job: 'Wait for the End',
	answers: 'Side by Side',
	trigger: 'Fine-Tuning Trigger',
	retiring: 'Retiring Models',
	tellSlack: 'Tell Slack',
	everyMonth: 'Every Month',
	everyHour: 'Every Hour',
	everyNight: 'Every Night',
	chat: 'Chat',
	agent: 'Agent',
} as const;

/**
 * A schedule of one entry for each time in the minute. The shortest that a user can choose is a minute, and n8n takes
 * no step in the seconds; for somebody who waits, a minute is long.
 */
export function every(seconds: number): object {
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
	return await createCredentialFor(api, 'openAi', baseUrl);
}

/** The same for a sandbox that passes for another provider. */
export async function createCredentialFor(
	api: N8nApi,
	provider: string,
	baseUrl: string,
): Promise<string> {
	return await api.createCredential(credentialName, credentialType, {
		provider,
		apiKey: sandboxKey,
		baseUrl,
	});
}

/** n8n's own nodes that ask a model. */
const ASKING = ['openAi', 'lmChatOpenAi'].map((name) => `@n8n/n8n-nodes-langchain.${name}`);

/**
 * Stores a credential for n8n's own OpenAI nodes.
 * @returns sets it in the nodes of an example that ask a model
 */
export async function createOpenAiCredential(
	api: N8nApi,
	url: string,
): Promise<(node: WorkflowNode) => WorkflowNode> {
	const name = 'OpenAI at the sandbox';
	const id = await api.createCredential(name, 'openAiApi', { apiKey: sandboxKey, url });
	return (node) =>
		ASKING.includes(node.type) ? { ...node, credentials: { openAiApi: { id, name } } } : node;
}

/** In the place of what a note of an example asks for, where that is done. */
export function withAllSet(node: WorkflowNode): WorkflowNode {
	const { content } = node.parameters;
	if (typeof content !== 'string') return node;
	const said = content.replace(/\*\*Set [^*]+\*\*/, '**All is set: press Execute workflow.**');
	return { ...node, parameters: { ...node.parameters, content: said } };
}

interface ImportOptions {
	/** How often the example's trigger looks, instead of every minute. */
	pollSeconds?: number;
	/** What is trained instead of the example's base model. */
	baseModel?: string;
	/** What the person sets in the nodes of others, such as Slack's credential. */
	adapt?: (node: WorkflowNode) => WorkflowNode;
}

/** Imports an example with the credential set, as a user would set it. */
export async function importExample(
	api: N8nApi,
	file: string,
	credentialId: string,
	{ pollSeconds, baseModel, adapt = (node) => node }: ImportOptions = {},
): Promise<StoredWorkflow> {
	const workflow = await readExample(file);
	const changes = {
		...(pollSeconds !== undefined && { pollTimes: every(pollSeconds) }),
		...(baseModel !== undefined && { model: { __rl: true, mode: 'id', value: baseModel } }),
	};
	const changed = (parameters: WorkflowNode['parameters']) =>
		Object.fromEntries(Object.entries(changes).filter(([name]) => name in parameters));
	const nodes = workflow.nodes.map((node) =>
		isOurs(node)
			? {
					...node,
					parameters: { ...node.parameters, ...changed(node.parameters) },
					credentials: { [credentialType]: { id: credentialId, name: credentialName } },
				}
			: adapt(node),
	);
	return await api.createWorkflow({ ...workflow, nodes });
}

function isOurs({ type }: WorkflowNode): boolean {
	return type.startsWith('n8n-nodes-fine-tuning.');
}
