import { Workflow, type INode, type IRunExecutionData } from 'n8n-workflow';

import { startSandbox } from '../../sandbox';
import type { WorkflowFile } from '../../scripts/lib/n8n-api';
import { exampleNodes, examples, readExample } from '../../scripts/lib/examples';
import { createEngine } from './harness';

const { retiring, tellSlack } = exampleNodes;

/** 2026-11-23, a Monday: 52 days before OpenAI's last fine-tuned models go. */
const MONDAY = Date.parse('2026-11-23') / 1000;

/** What the example's Slack node would send of the models that the run before it gave. */
function slackText(nodes: WorkflowFile['nodes'], data: IRunExecutionData): unknown {
	// Before the workflow is made, which keeps only the parameters that its node types have.
	const text = nodes.find(({ name }) => name === tellSlack)?.parameters.text as string;
	const workflow = new Workflow({
		id: 'workflow-1',
		active: false,
		nodeTypes: {
			getByName: () => ({ description: { properties: [] } }) as never,
			getByNameAndVersion: () => ({ description: { properties: [] } }) as never,
			getKnownTypes: () => ({}),
		},
		nodes: nodes as unknown as INode[],
		connections: { [retiring]: { main: [[{ node: tellSlack, type: 'main', index: 0 }]] } },
	});
	const items = data.resultData.runData[retiring]?.[0]?.data?.main?.[0] ?? [];
	// As n8n hands it to a node that executes once.
	const first = items.slice(0, 1);
	return workflow.expression.getParameterValue(text, data, 0, 0, tellSlack, first, 'manual', {});
}

test('the example tells Slack, in one message, of the models that go, and of no others', async () => {
	const sandbox = await startSandbox({ startTime: MONDAY, seed: 1 });
	const own = (id: string) =>
		sandbox.store.models.set(id, { object: 'model', id, created: MONDAY, owned_by: 'org-sandbox' });
	own('ft:gpt-4.1-mini-2025-04-14:acme:a<b>&c:1');
	own('ft:gpt-3.5-turbo-0125:acme::2');
	own('ft:gpt-6-2026-09-01:acme::3');
	const { nodes } = await readExample(examples.retiring);
	const { parameters = {} } = nodes.find(({ name }) => name === retiring) ?? {};
	const { run, items } = await createEngine(sandbox).execute(
		parameters as INode['parameters'],
		undefined,
		{ name: retiring },
	);
	await sandbox.close();
	expect(items).toHaveLength(2);
	expect(nodes.find(({ name }) => name === tellSlack)).toMatchObject({ executeOnce: true });
	expect(slackText(nodes, run.data)).toBe(
		[
			':hourglass: Fine-tuned models that are shut down soon:',
			'• 2026-10-23: `ft:gpt-3.5-turbo-0125:acme::2`',
			'• 2027-01-14: `ft:gpt-4.1-mini-2025-04-14:acme:a&lt;b&gt;&amp;c:1`',
		].join('\n'),
	);
});
