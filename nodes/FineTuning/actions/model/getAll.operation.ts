import { limitField, returnAllField } from '../../../shared/fields';
import { isFineTuned } from '../../../shared/models';
import type { ApiModel, ListPage } from '../../../shared/types';
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
					description:
						'Whether to leave out models whose name does not say that they are fine-tuned',
				},
			],
		},
	],
	async execute(run) {
		const limit = limitParameter(run);
		const { fineTunedOnly } = collectionParameter(run, 'filters');
		// The list of models has no pages.
		const { data } = await run.connection.request<ListPage<ApiModel>>({
			method: 'GET',
			path: ['models'],
			action: 'list the models',
			itemIndex: run.itemIndex,
		});
		const models = (data ?? []).filter((model) => fineTunedOnly !== true || isFineTuned(model));
		return models.slice(0, limit).map((model) => ({ ...model }));
	},
};
