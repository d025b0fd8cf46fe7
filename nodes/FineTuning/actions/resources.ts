import type { INodeProperties, NodeHint } from 'n8n-workflow';
import { updateDisplayOptions } from 'n8n-workflow';

import { checkpoint } from './checkpoint';
import { checkpointPermission } from './checkpointPermission';
import { dataset } from './dataset';
import { event } from './event';
import { file } from './file';
import { job } from './job';
import { model } from './model';
import type { Resource } from './operation';
import { toolDescriptionField } from './toolDescription';

/** In the order in which a workflow needs them, which is how the editor lists them. */
export const RESOURCES: readonly Resource[] = [
	dataset,
	job,
	file,
	model,
	event,
	checkpoint,
	checkpointPermission,
];

/** Resources whose operations all do without a provider: the editor asks for no credential there. */
export const OFFLINE_RESOURCES: string[] = RESOURCES.filter(({ operations }) =>
	operations.every(({ offline }) => offline),
).map(({ value }) => value);

/** The Operation dropdown of one resource, then the fields of each of its operations. */
function resourceProperties({ value, operations }: Resource): INodeProperties[] {
	const firstOperation = operations[0]?.value ?? '';
	return [
		{
			displayName: 'Operation',
			name: 'operation',
			type: 'options',
			noDataExpression: true,
			displayOptions: { show: { resource: [value] } },
			options: operations.map(({ name, value: operation, action, description }) => ({
				name,
				value: operation,
				action,
				description,
			})),
			default: firstOperation,
		},
		...operations.flatMap((operation) =>
			updateDisplayOptions({ show: { resource: [value], operation: [operation.value] } }, [
				toolDescriptionField(operation),
				...operation.fields,
			]),
		),
	];
}

/** What the canvas says below the node's name: `Get metrics: job`. */
export function nodeSubtitle(): string {
	const words = RESOURCES.flatMap(({ value, name, operations }) =>
		operations.map((operation) => [
			`${value} ${operation.value}`,
			`${sentenceCase(operation.name)}: ${name.toLowerCase()}`,
		]),
	);
	return `={{ (${JSON.stringify(Object.fromEntries(words))})[$parameter["resource"] + " " + $parameter["operation"]] }}`;
}

/** What is told before an operation runs. */
export function nodeHints(): NodeHint[] {
	return RESOURCES.flatMap(({ value, operations }) =>
		operations.flatMap(({ value: operation, hint }): NodeHint[] =>
			hint === undefined
				? []
				: [
						{
							message: hint,
							type: 'info',
							location: 'outputPane',
							whenToDisplay: 'beforeExecution',
							displayCondition: `={{ $parameter["resource"] === "${value}" && $parameter["operation"] === "${operation}" }}`,
						},
					],
		),
	);
}

function sentenceCase(name: string): string {
	return `${name.slice(0, 1)}${name.slice(1).toLowerCase()}`;
}

/** Everything the editor shows below the credential. */
export function nodeProperties(): INodeProperties[] {
	return [
		{
			displayName: 'Resource',
			name: 'resource',
			type: 'options',
			noDataExpression: true,
			options: RESOURCES.map(({ name, value }) => ({ name, value })),
			default: 'job',
		},
		...RESOURCES.flatMap(resourceProperties),
	];
}
