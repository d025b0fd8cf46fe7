import type { Operation } from '../operation';
import { requiredText } from '../parameters';
import { checkpointId, checkpointIdField } from './fields';

export const remove: Operation = {
	value: 'delete',
	name: 'Delete',
	action: 'Delete checkpoint permission',
	description: "Revoke a project's access to a checkpoint",
	fields: [
		checkpointIdField,
		{
			displayName: 'Permission ID',
			name: 'permissionId',
			type: 'string',
			default: '',
			required: true,
			placeholder: 'e.g. cp_abc123',
			description: 'The permission to delete, as Get Many or Create gives it',
		},
	],
	async execute(run) {
		const checkpoint = checkpointId(run);
		const id = requiredText(run, 'permissionId', 'Permission ID');
		await run.api.permissions.remove(checkpoint, id);
		return [{ json: { deleted: true, id } }];
	},
};
