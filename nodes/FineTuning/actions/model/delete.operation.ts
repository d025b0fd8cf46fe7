import { modelIdField } from '../../../shared/fields';
import type { Operation } from '../operation';
import { requiredLocator } from '../parameters';
import { modelAction } from './modelAction';

export const remove: Operation = {
	value: 'delete',
	name: 'Delete',
	action: 'Delete model',
	description: 'Delete a fine-tuned model, for good',
	fields: [modelIdField('The fine-tuned model')],
	async execute(run) {
		await modelAction(run, 'DELETE');
		return [{ deleted: true, id: requiredLocator(run, 'modelId', 'Model') }];
	},
};
