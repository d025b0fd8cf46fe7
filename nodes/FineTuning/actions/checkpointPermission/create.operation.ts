import { NodeOperationError } from 'n8n-workflow';

import type { Operation } from '../operation';
import { textParameter } from '../parameters';
import { checkpointId, checkpointIdField } from './fields';

export const create: Operation = {
	value: 'create',
	name: 'Create',
	action: 'Create checkpoint permission',
	description: 'Let other projects of your organization use a checkpoint',
	fields: [
		checkpointIdField,
		{
			displayName: 'Project IDs',
			name: 'projectIds',
			type: 'string',
			default: '',
			required: true,
			placeholder: 'e.g. proj_abc123, proj_def456',
			description: 'The projects that may use the checkpoint, separated by commas',
		},
	],
	async execute(run) {
		const ids = textParameter(run, 'projectIds')
			.split(',')
			.map((id) => id.trim())
			.filter((id) => id !== '');
		const checkpoint = checkpointId(run);
		if (ids.length === 0) {
			throw new NodeOperationError(run.context.getNode(), "'Project IDs' is empty", {
				description: 'Enter one project ID or several, separated by commas.',
			});
		}
		const permissions = await run.api.permissions.create(checkpoint, ids);
		return permissions.map(({ raw }) => ({ json: raw }));
	},
};
