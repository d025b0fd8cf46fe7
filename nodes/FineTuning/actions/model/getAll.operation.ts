import { limitField, returnAllField } from '../../../shared/fields';
import type { Operation } from '../operation';
import { collectionParameter, limitParameter } from '../parameters';

export const getAll: Operation = {
	value: 'getAll',
	name: 'Get Many',
	action: 'Get many models',
	description: 'Get a list of the models that the key can use',
	fields: [
		returnAllField,
		limitField,
		{
			displayName: 'Filters',
			name: 'filters',
			type: 'collection',
			placeholder: 'Add Filter',
			default: {},
			description: 'Only models that match; the limit counts what is left',
			options: [
				{
					displayName: 'Fine-Tuned Only',
					name: 'fineTunedOnly',
					type: 'boolean',
					default: true,
					description: 'Whether to return only fine-tuned models',
				},
			],
		},
	],
	async execute(run) {
		const limit = limitParameter(run);
		const { fineTunedOnly } = collectionParameter(run, 'filters');
		const models = await run.api.models.list();
		return models
			.filter(({ fineTuned }) => fineTunedOnly !== true || fineTuned)
			.slice(0, limit)
			.map(({ raw }) => ({ json: raw }));
	},
};
