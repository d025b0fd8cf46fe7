import { modelOutput } from '../../../shared/domain/model';
import { modelIdField, simplifyField } from '../../../shared/fields';
import type { Operation } from '../operation';
import { requiredLocator, wantsSimplified } from '../parameters';

export const get: Operation = {
	value: 'get',
	name: 'Get',
	action: 'Get model',
	description: 'Get a model, to see whether it exists, whose it is, and when it is shut down',
	fields: [modelIdField('The base or fine-tuned model'), simplifyField],
	async execute(run) {
		const model = await run.api.models.get(requiredLocator(run, 'modelId', 'Model'));
		return [{ json: modelOutput(model, wantsSimplified(run)) }];
	},
};
