/* eslint-disable @n8n/community-nodes/no-restricted-imports -- runs in Node, not in n8n */
import { readFileSync } from 'node:fs';

const workflow = readFileSync('.github/workflows/publish.yml', 'utf8');
/** The text of each job, by its name. */
const jobs = new Map(
	(workflow.split(/^jobs:$/m)[1] ?? '')
		.split(/^(?= {2}\w+:$)/m)
		.map((text) => [/^ {2}(\w+):$/m.exec(text)?.[1] ?? '', text]),
);
const trusted = [...jobs].filter(([, text]) => text.includes('id-token: write'));

test('one job may speak for the repository, and runs nothing of it but the packed package', () => {
	expect(trusted.map(([name]) => name)).toEqual(['publish']);
	const [, text = ''] = trusted[0] ?? [];
	const commands = [...text.matchAll(/^\s+(?:- )?run: (.+)$/gm)].map(([, command]) => command);
	expect(commands).toEqual([
		'npm publish ./release/*.tgz --ignore-scripts --provenance --access public',
	]);
	expect(text).not.toContain('actions/checkout');
	expect(text).toMatch(/needs: package$/m);
});

test('what the package is made with has exact versions', () => {
	const uses = [...workflow.matchAll(/uses: (\S+)/g)].map(([, action]) => action);
	expect(uses.length).toBeGreaterThan(0);
	for (const action of uses) expect(action).toMatch(/^[\w-]+\/[\w-]+@[0-9a-f]{40}$/);
	const nodes = [...workflow.matchAll(/node-version: (\S+)/g)].map(([, version]) => version);
	expect(nodes).toHaveLength(jobs.size - 1);
	for (const version of nodes) expect(version).toMatch(/^\d+\.\d+\.\d+$/);
	const installed = [...workflow.matchAll(/npm@(\S+)/g)].map(([, version]) => version);
	for (const version of installed) expect(version).toMatch(/^\d+\.\d+\.\d+$/);
});
