import type { Resource } from '../operation';
import { create } from './create.operation';
import { remove } from './delete.operation';
import { getAll } from './getAll.operation';

export const checkpointPermission: Resource = {
	value: 'checkpointPermission',
	name: 'Checkpoint Permission',
	operations: [getAll, create, remove],
};
