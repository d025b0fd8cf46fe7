import { limitField, returnAllField, simplifyField } from '../../../shared/fields';
import { collect } from '../../../shared/transport/pages';
import type { ApiFile } from '../../../shared/types';
import type { Operation } from '../operation';
import { limitParameter } from '../parameters';
import { fileOutput } from './fileOutput';

export const getAll: Operation = {
	value: 'getAll',
	name: 'Get Many',
	action: 'Get many files',
	description: 'Get a list of the training and validation files, newest first',
	fields: [returnAllField, limitField, simplifyField],
	async execute(run) {
		const files = await collect<ApiFile>(
			run.connection,
			{
				path: ['files'],
				query: { purpose: 'fine-tune' },
				action: 'list the files',
				itemIndex: run.itemIndex,
			},
			limitParameter(run),
		);
		return files.map((file) => fileOutput(run, file));
	},
};
