import { NodeOperationError } from 'n8n-workflow';

import type { ListPage } from '../../../shared/types';
import type { Operation } from '../operation';
import { textParameter } from '../parameters';
import { checkpointIdField, permissionCall, type CheckpointPermission } from './permissions';

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
		const call = permissionCall(run, 'create the permission');
		const projects = textParameter(run, 'projectIds').split(',');
		const project_ids = projects.map((id) => id.trim()).filter((id) => id !== '');
		if (project_ids.length === 0) {
			throw new NodeOperationError(run.context.getNode(), "'Project IDs' is empty", {
				description: 'Enter one project ID or several, separated by commas.',
				itemIndex: run.itemIndex,
			});
		}
		const { data } = await run.connection.request<ListPage<CheckpointPermission>>({
			...call,
			method: 'POST',
			body: { project_ids },
			// A project that has the permission already simply keeps it.
			repeatable: true,
		});
		return (data ?? []).map((permission) => ({ ...permission }));
	},
};
