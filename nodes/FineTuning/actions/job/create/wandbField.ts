import type { INodeProperties } from 'n8n-workflow';

/** Projects of Weights & Biases that get the training's metrics. */
export const wandbField: INodeProperties = {
	displayName: 'Weights & Biases',
	name: 'integrations',
	type: 'fixedCollection',
	typeOptions: { multipleValues: true },
	placeholder: 'Add Integration',
	default: {},
	description: 'Weights & Biases projects that the training metrics are sent to, 5 at most',
	options: [
		{
			displayName: 'Integration',
			name: 'values',
			values: [
				{
					displayName: 'Entity',
					name: 'entity',
					type: 'string',
					default: '',
					placeholder: 'e.g. my-team',
					description: 'Team or user name. By default, that of the registered API key.',
				},
				{
					displayName: 'Project',
					name: 'project',
					type: 'string',
					default: '',
					required: true,
					placeholder: 'e.g. support-classifier',
					description: 'Project that the run is shown in',
				},
				{
					displayName: 'Run Name',
					name: 'name',
					type: 'string',
					default: '',
					placeholder: 'e.g. nightly',
					description: "Name of the run. By default, the job's ID.",
				},
				{
					displayName: 'Tags',
					name: 'tags',
					type: 'string',
					default: '',
					placeholder: 'e.g. n8n, support',
					description: 'Tags of the run, separated by commas',
				},
			],
		},
	],
};
