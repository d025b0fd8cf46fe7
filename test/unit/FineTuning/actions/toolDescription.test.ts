import { NodeHelpers, type INode, type INodeType } from 'n8n-workflow';

import { FineTuning } from '../../../../nodes/FineTuning/FineTuning.node';
import { operationsIn } from '../../fieldTree';

/** The type that n8n makes of a node for agents. */
function asTool(): INodeType {
	const node = new FineTuning();
	node.description.name += 'Tool';
	return node;
}

function nodeWith(type: INodeType, parameters: INode['parameters']): INode {
	const node: INode = {
		id: '1',
		name: 'Fine-Tuning',
		type: type.description.name,
		typeVersion: 1,
		position: [0, 0],
		parameters,
	};
	// As n8n does before it runs a node: it stores no value that is the default.
	const { properties } = type.description;
	const filled = NodeHelpers.getNodeParameters(
		properties,
		parameters,
		true,
		false,
		node,
		type.description,
	);
	return { ...node, parameters: filled ?? {} };
}

const told = (parameters: INode['parameters']) => {
	const type = asTool();
	return NodeHelpers.getToolDescriptionForNode(nodeWith(type, parameters), type);
};

test('an agent is told what an operation does, and what its fields are', () => {
	expect(told({ resource: 'job', operation: 'get' })).toBe(
		'Get the current state of a fine-tuning job, and how far it is. Fields: Job: The fine-tuning job, from the list or by its ID (e.g. ftjob-abc123).',
	);
	expect(told({ resource: 'job', operation: 'getMetrics' })).toContain(
		'Output: How much of the metrics to give (steps or summary)',
	);
});

test.each([
	['job', 'create'],
	['model', 'deploy'],
	['model', 'evaluate'],
])('an agent is told that %s %s costs money', (resource, operation) => {
	expect(told({ resource, operation })).toContain('It costs money at the provider');
});

test('the words of the user count for more', () => {
	const toolDescription = 'How is my last job doing?';
	expect(told({ resource: 'job', operation: 'get', toolDescription })).toBe(toolDescription);
});

test.each(operationsIn(new FineTuning().description.properties))(
	'the words for $resource $operation fit what models take, and hold nothing that n8n would work out',
	({ resource, operation }) => {
		const words = told({ resource, operation });
		expect(words.length).toBeLessThanOrEqual(1024);
		expect(words).not.toMatch(/\{\{/);
		expect(words).not.toMatch(/ in Fine-Tuning$/);
		expect(words).not.toMatch(/\b(drag|undefined|null)\b/);
	},
);

test('a node that is no tool has no such field', () => {
	const node = nodeWith(new FineTuning(), { resource: 'job', operation: 'get' });
	expect(node.parameters).not.toHaveProperty('toolDescription');
});

/** Fields by which an agent would train, deploy or ask without having said what. */
test.each([
	['job', 'create', ['model', 'trainingFile']],
	['model', 'evaluate', ['modelId']],
])('what %s %s pays for is not preset', (resource, operation, names) => {
	const { parameters } = nodeWith(asTool(), { resource, operation, trainingSource: 'file' });
	for (const name of names) expect(parameters[name]).toMatchObject({ value: '' });
});
