import type { Resource } from '../operation';
import { getAll } from './getAll.operation';

export const checkpoint: Resource = {
	value: 'checkpoint',
	name: 'Checkpoint',
	operations: [getAll],
};
