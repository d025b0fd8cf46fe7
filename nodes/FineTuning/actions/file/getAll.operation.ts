import { collect } from '../../../shared/api/pages';
import { fileOutput } from '../../../shared/domain/file';
import { limitField, returnAllField, simplifyField } from '../../../shared/fields';
import { FILE_PURPOSES } from '../../../shared/providers/protocol';
import { asText } from '../../../shared/text';
import type { Operation } from '../operation';
import { collectionParameter, limitParameter, wantsSimplified } from '../parameters';

export const getAll: Operation = {
	value: 'getAll',
	name: 'Get Many',
	action: 'Get many files',
	description: 'Get a list of the training and validation files, newest first',
	fields: [
		returnAllField,
		limitField,
		{
			displayName: 'Filters',
			name: 'filters',
			type: 'collection',
			placeholder: 'Add Filter',
			default: {},
			description: 'Without any, the list holds the files uploaded for fine-tuning',
			options: [
				{
					displayName: 'Purpose',
					name: 'purpose',
					type: 'options',
					default: 'fine-tune',
					description: 'Only files that serve this purpose',
					options: [
						{ name: 'All', value: 'all', description: 'Files of every purpose' },
						{
							name: 'Fine-Tune',
							value: 'fine-tune',
							description: 'Training and validation files',
						},
						{
							name: 'Fine-Tune Results',
							value: 'fine-tune-results',
							description: 'The metrics of finished jobs',
						},
					],
				},
			],
		},
		simplifyField,
	],
	async execute(run) {
		const asked = asText(collectionParameter(run, 'filters').purpose);
		const purpose = FILE_PURPOSES.find((one) => one === asked) ?? 'fine-tune';
		const files = await collect(async (part) => await run.api.files.list({ purpose, ...part }), {
			limit: limitParameter(run),
		});
		const simplified = wantsSimplified(run);
		return files.map((file) => ({ json: fileOutput(file, simplified) }));
	},
};
