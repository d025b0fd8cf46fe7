import { modelIdField } from '../../../shared/fields';
import type { Operation } from '../operation';
import { requiredLocator } from '../parameters';

export const get: Operation = {
	value: 'get',
	name: 'Get',
	action: 'Get model',
	description: 'Get a model, to see whether it exists and whose it is',
	fields: [modelIdField('The base or fine-tuned model')],
	async execute(run) {
		const { raw } = await run.api.models.get(requiredLocator(run, 'modelId', 'Model'));
		return [{ json: raw }];
	},
};
