import type { Operation } from '../operation';
import { checkpointIdField, permissionCall, requiredText } from './permissions';

export const remove: Operation = {
	value: 'delete',
	name: 'Delete',
	action: 'Delete checkpoint permission',
	description: 'Take the right to use a checkpoint from a project',
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
		const { path, ...call } = permissionCall(run, 'delete the permission');
		const id = requiredText(run, 'permissionId', 'Permission ID');
		await run.connection.request({
			...call,
			method: 'DELETE',
			path: [...path, id],
			subject: { kind: 'permission', id },
		});
		return [{ deleted: true, id }];
	},
};
