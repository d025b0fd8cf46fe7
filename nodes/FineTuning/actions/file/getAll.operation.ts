import { limitField, returnAllField, simplifyField } from '../../../shared/fields';
import { asText } from '../../../shared/text';
import { collect } from '../../../shared/transport/pages';
import type { ApiFile } from '../../../shared/types';
import type { Operation } from '../operation';
import { collectionParameter, limitParameter } from '../parameters';
import { fileOutput } from './fileOutput';
import { PURPOSE } from './uploadWhole';

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
					default: PURPOSE,
					description: 'Only files that serve this purpose',
					options: [
						{ name: 'All', value: 'all', description: 'Files of every purpose' },
						{
							name: 'Fine-Tune',
							value: PURPOSE,
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
		const purpose = asText(collectionParameter(run, 'filters').purpose) || PURPOSE;
		const files = await collect<ApiFile>(
			run.connection,
			{
				path: ['files'],
				query: purpose === 'all' ? {} : { purpose },
				action: 'list the files',
				itemIndex: run.itemIndex,
			},
			limitParameter(run),
		);
		return files.map((file) => fileOutput(run, file));
	},
};
