import { modelOutput, retiringWithin } from '../../../shared/domain/model';
import { limitField, returnAllField, simplifyField } from '../../../shared/fields';
import type { Operation } from '../operation';
import { collectionParameter, limitParameter, numberOption, wantsSimplified } from '../parameters';

/** A hundred years: more is no day that a date can be. */
const MOST_DAYS = 36_500;

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
				{
					displayName: 'Retiring Within (Days)',
					name: 'retiringWithin',
					type: 'number',
					typeOptions: { minValue: 0 },
					default: 60,
					description:
						'Only models that are shut down within so many days, or already have been, the next to go first. Models whose day is not known are left out.',
				},
			],
		},
		simplifyField,
	],
	async execute(run) {
		const limit = limitParameter(run);
		const { fineTunedOnly, ...filters } = collectionParameter(run, 'filters');
		const days = numberOption(run, filters.retiringWithin, 'Retiring Within (Days)', [
			0,
			MOST_DAYS,
		]);
		const simplified = wantsSimplified(run);
		const all = await run.api.models.list();
		const models = all.filter(({ fineTuned }) => fineTunedOnly !== true || fineTuned);
		const now = run.api.serverTime() ?? Date.now() / 1000;
		return (days === undefined ? models : retiringWithin(models, days, now))
			.slice(0, limit)
			.map((model) => ({ json: modelOutput(model, simplified) }));
	},
};
