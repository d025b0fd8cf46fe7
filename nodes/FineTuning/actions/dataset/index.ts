import type { Resource } from '../operation';
import { build } from './build.operation';
import { convert } from './convert.operation';
import { validate } from './validate.operation';

export const dataset: Resource = {
	value: 'dataset',
	name: 'Dataset',
	operations: [build, convert, validate],
};
