import type { Resource } from '../operation';
import { remove } from './delete.operation';
import { deploy } from './deploy.operation';
import { evaluate } from './evaluate.operation';
import { get } from './get.operation';
import { getAll } from './getAll.operation';

export const model: Resource = {
	value: 'model',
	name: 'Model',
	operations: [deploy, evaluate, getAll, get, remove],
};
