import { modelIdField } from '../../../shared/fields';
import type { Operation } from '../operation';
import { modelAction } from './modelAction';

export const get: Operation = {
	value: 'get',
	name: 'Get',
	action: 'Get model',
	description: 'Get a model, to see whether it exists and whose it is',
	fields: [modelIdField('The base or fine-tuned model')],
	async execute(run) {
		return [{ ...(await modelAction(run, 'GET')) }];
	},
};
