import { modelIdField } from '../../../shared/fields';
import type { Operation } from '../operation';
import { requiredLocator } from '../parameters';

export const remove: Operation = {
	value: 'delete',
	name: 'Delete',
	action: 'Delete model',
	description: 'Delete a fine-tuned model permanently',
	fields: [modelIdField('The fine-tuned model')],
	async execute(run) {
		const id = requiredLocator(run, 'modelId', 'Model');
		await run.api.models.remove(id);
		return [{ json: { deleted: true, id } }];
	},
};
