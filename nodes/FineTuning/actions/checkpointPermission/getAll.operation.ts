import { limitField, returnAllField } from '../../../shared/fields';
import { collect } from '../../../shared/transport/pages';
import type { Operation } from '../operation';
import { limitParameter } from '../parameters';
import { checkpointIdField, permissionCall, type CheckpointPermission } from './permissions';

export const getAll: Operation = {
	value: 'getAll',
	name: 'Get Many',
	action: 'Get many checkpoint permissions',
	description: 'Get a list of the projects that may use a checkpoint',
	fields: [checkpointIdField, returnAllField, limitField],
	async execute(run) {
		const permissions = await collect<CheckpointPermission>(
			run.connection,
			permissionCall(run, 'list the permissions'),
			limitParameter(run),
		);
		return permissions.map((permission) => ({ ...permission }));
	},
};
