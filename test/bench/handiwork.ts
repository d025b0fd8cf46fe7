import { createSandboxCredential } from '../../scripts/lib/examples';
import type { N8nApi, WorkflowFile, WorkflowNode } from '../../scripts/lib/n8n-api';
import { sandboxKey } from '../../scripts/lib/sandbox';
import tickets from '../../examples/data/tickets.json';
import { startSandbox, type Sandbox } from '../../sandbox';
import { slackCredential, startEdge, type Edge } from '../e2e/edge';
import type { Row } from './measure';
import { startBenchN8n } from './real/n8n';
import fineTuning from './rowsToModel/fineTuning.json';
import httpRequest from './rowsToModel/httpRequest.json';

const ROWS = 40;
const OPENAI = 'https://api.openai.com/v1';

/**
 * What a person has to make for the same workflow: rows of a sheet become a checked file, the file a job, and the
 * job's end a message in Slack. Both are run first, against stand-ins of Google's and Slack's APIs: what does not
 * work is not compared.
 */
export async function benchHandiwork(): Promise<Row[]> {
	const edge = await startEdge();
	const sandbox = await startSandbox({ speed: 60, seed: 1 });
	const n8n = await startBenchN8n(edge.env);
	try {
		edge.sheets.Sheet1 = [
			['question', 'answer'],
			...tickets.slice(0, ROWS).map(({ message, category }) => [message, category]),
		].map((row) => row.map((value) => ({ value, interpreted: false })));
		const rows: Row[] = [];
		for (const workflow of [fineTuning, httpRequest] as WorkflowFile[]) {
			const adapted = await adaptedTo(workflow, { api: n8n.api, edge, sandbox });
			await n8n.run(await n8n.api.createWorkflow(adapted), { seconds: 120 });
			const told = edge.slack.messages.splice(0);
			if (told.length !== 1 || !/succeeded: ft:/.test(told[0]?.text ?? '')) {
				throw new Error(`"${workflow.name}" told Slack ${JSON.stringify(told)}`);
			}
			rows.push({ workflow: workflow.name, ...counted(workflow) });
		}
		return rows;
	} finally {
		await n8n.stop();
		await sandbox.close();
		await edge.stop();
	}
}

/** What stands in a workflow that somebody had to put there. */
export function counted({ nodes }: WorkflowFile) {
	const texts = nodes.flatMap(({ parameters }) => textsIn(parameters));
	const code = texts.filter(([name]) => name === 'jsCode' || name === 'jsonBody');
	return {
		nodes: nodes.length,
		credentials: new Set(nodes.flatMap(({ credentials = {} }) => Object.keys(credentials))).size,
		expressions: texts
			.filter(([, text]) => text.startsWith('='))
			.reduce((sum, [, text]) => sum + text.split('{{').length - 1, 0),
		'lines of code': code.reduce(
			(sum, [, text]) => sum + text.split('\n').filter((line) => line.trim() !== '').length,
			0,
		),
	};
}

/** All texts in a node's parameters, with the name under which each stands. */
function textsIn(value: unknown, name = ''): Array<[name: string, text: string]> {
	if (typeof value === 'string') return [[name, value]];
	if (typeof value !== 'object' || value === null) return [];
	return Object.entries(value).flatMap(([key, one]) => textsIn(one, key));
}

interface World {
	api: N8nApi;
	edge: Edge;
	sandbox: Sandbox;
}

/** The workflow as a person would set it up here: with credentials, and the sandbox in the place of OpenAI. */
async function adaptedTo(
	workflow: WorkflowFile,
	{ api, edge, sandbox }: World,
): Promise<WorkflowFile> {
	const ids: Record<string, string> = {
		fineTuningApi: await createSandboxCredential(api, sandbox.baseUrl),
		slackApi: await api.createCredential('Slack', 'slackApi', slackCredential),
		googleApi: await api.createCredential('Google', 'googleApi', edge.serviceAccount),
		openAiApi: await api.createCredential('OpenAI', 'openAiApi', {
			apiKey: sandboxKey,
			url: sandbox.baseUrl,
		}),
	};
	const adapted = (node: WorkflowNode): WorkflowNode => ({
		...node,
		parameters: JSON.parse(
			JSON.stringify(node.parameters)
				.replaceAll(OPENAI, sandbox.baseUrl)
				.replace('"amount":1,"unit":"minutes"', '"amount":1,"unit":"seconds"'),
		) as WorkflowNode['parameters'],
		...(node.credentials && {
			credentials: Object.fromEntries(
				Object.keys(node.credentials).map((type) => [type, { id: ids[type] ?? '', name: type }]),
			),
		}),
	});
	return { ...workflow, nodes: workflow.nodes.map(adapted) };
}
