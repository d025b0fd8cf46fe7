/* eslint-disable @n8n/community-nodes/no-restricted-imports -- runs in Node, not in n8n */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import {
	NodeHelpers,
	type INode,
	type INodeProperties,
	type INodeTypeDescription,
} from 'n8n-workflow';

import { FineTuning } from '../../nodes/FineTuning/FineTuning.node';
import { FineTuningTrigger } from '../../nodes/FineTuningTrigger/FineTuningTrigger.node';
import { examples, readExample } from '../../scripts/lib/examples';
import { root } from '../../scripts/lib/paths';

const action = new FineTuning().description;
const descriptions: Record<string, INodeTypeDescription> = {
	'n8n-nodes-fine-tuning.fineTuning': action,
	// n8n makes it of the node; its fields are the same.
	'n8n-nodes-fine-tuning.fineTuningTool': action,
	'n8n-nodes-fine-tuning.fineTuningTrigger': new FineTuningTrigger().description,
};

interface Ticket {
	message: string;
	category: string;
}

async function tickets(): Promise<Ticket[]> {
	const text = await readFile(join(root, 'examples', 'data', 'tickets.json'), 'utf8');
	return JSON.parse(text) as Ticket[];
}

/** The names of a node's parameters that the node does not have, with the path to them. */
function unknownParameters(parameters: object, properties: INodeProperties[]): string[] {
	return Object.entries(parameters).flatMap(([name, value]) => {
		const found = properties.filter((property) => property.name === name);
		if (found.length === 0) return [name];
		const inner = found
			.filter(({ type }) => type === 'collection')
			.flatMap(({ options = [] }) => options as INodeProperties[]);
		if (inner.length === 0) return [];
		return unknownParameters(value as object, inner).map((path) => `${name}.${path}`);
	});
}

test('the training workflow carries the tickets as rows: some to learn from, the others unseen', async () => {
	const { nodes } = await readExample(examples.train);
	const rowsOf = (node: string) => {
		const { jsonOutput } = nodes.find(({ name }) => name === node)?.parameters ?? {};
		return (JSON.parse(String(jsonOutput)) as { tickets: Ticket[] }).tickets;
	};
	const all = await tickets();
	expect(rowsOf('Tickets')).toEqual(all.slice(0, 160));
	expect(rowsOf('More Tickets')).toEqual(all.slice(160));
});

describe.each(Object.values(examples))('%s', (file) => {
	it('uses the parameters that the nodes have, and leaves none of them in error', async () => {
		const { nodes } = await readExample(file);
		const ours = nodes.filter(({ type }) => type in descriptions);
		expect(ours.length).toBeGreaterThan(0);
		for (const node of ours) {
			const description = descriptions[node.type];
			if (!description) throw new Error(`no description of ${node.type}`);
			const { pollTimes, ...parameters } = node.parameters;
			expect(Array.isArray(pollTimes)).toBe(false);
			expect({
				node: node.name,
				unknown: unknownParameters(parameters, description.properties),
				issues: NodeHelpers.getNodeParametersIssues(
					description.properties,
					node as unknown as INode,
					description,
				),
			}).toEqual({ node: node.name, unknown: [], issues: null });
		}
	});

	it('says in a sticky note what it shows, and carries no credential', async () => {
		const { nodes } = await readExample(file);
		const notes = nodes.filter(({ type }) => type === 'n8n-nodes-base.stickyNote');
		expect(String(notes[0]?.parameters.content)).toMatch(/^## .+\n.{40}/);
		expect(nodes.filter(({ credentials }) => credentials !== undefined)).toEqual([]);
	});
});
