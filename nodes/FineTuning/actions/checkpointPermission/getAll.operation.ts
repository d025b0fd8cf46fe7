import { collect } from '../../../shared/api/pages';
import { limitField, returnAllField } from '../../../shared/fields';
import type { Operation } from '../operation';
import { limitParameter } from '../parameters';
import { checkpointId, checkpointIdField } from './fields';

export const getAll: Operation = {
	value: 'getAll',
	name: 'Get Many',
	action: 'Get many checkpoint permissions',
	description: 'Get a list of the projects that may use a checkpoint',
	fields: [checkpointIdField, returnAllField, limitField],
	async execute(run) {
		const checkpoint = checkpointId(run);
		const permissions = await collect(
			async (part) => await run.api.permissions.list(checkpoint, part),
			{ limit: limitParameter(run) },
		);
		return permissions.map(({ raw }) => ({ json: raw }));
	},
};
