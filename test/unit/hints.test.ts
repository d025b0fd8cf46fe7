import { Workflow, type INodeTypes } from 'n8n-workflow';

import { FineTuning } from '../../nodes/FineTuning/FineTuning.node';
import { operationsIn } from './fieldTree';

const type = new FineTuning();
const nodeTypes: INodeTypes = {
	getByName: () => type,
	getByNameAndVersion: () => type,
	getKnownTypes: () => ({}),
};

/** What n8n shows above the empty output before an operation runs. */
function hintsFor(resource: string, operation: string): string[] {
	const node = {
		id: '1',
		name: 'Fine-Tuning',
		type: type.description.name,
		typeVersion: 1,
		position: [0, 0] as [number, number],
		parameters: { resource, operation },
	};
	const workflow = new Workflow({ nodes: [node], connections: {}, active: false, nodeTypes });
	const stored = workflow.getNode('Fine-Tuning') ?? node;
	return (type.description.hints ?? [])
		.filter(({ whenToDisplay }) => whenToDisplay === 'beforeExecution')
		.filter(({ displayCondition }) =>
			workflow.expression.getSimpleParameterValue(stored, displayCondition, 'internal', {}),
		)
		.map(({ message }) => message);
}

test.each([
	['job', 'create', /^Each run creates another job, and pays for it\. Pin this node's output/],
	['job', 'wait', /^Runs until the job has ended, and shows nothing meanwhile\. .*Job → Get/],
])('before %s %s runs, it says what has to be known', (resource, operation, words) => {
	expect(hintsFor(resource, operation)).toEqual([expect.stringMatching(words)]);
});

test('no other operation says anything', () => {
	const silent = operationsIn(type.description.properties)
		.map(({ resource, operation }) => `${resource} ${operation}`)
		.filter((one) => one !== 'job create' && one !== 'job wait');
	for (const one of silent) {
		const [resource = '', operation = ''] = one.split(' ');
		expect([one, hintsFor(resource, operation)]).toEqual([one, []]);
	}
});
