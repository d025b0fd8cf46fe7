import type { Operation } from '../operation';
import { fileAction, fileId, fileIdField } from './fileAction';

export const remove: Operation = {
	value: 'delete',
	name: 'Delete',
	action: 'Delete file',
	description: 'Delete a file at the provider, for good; models trained on it stay',
	fields: [fileIdField],
	async execute(run) {
		await fileAction(run, 'DELETE');
		return [{ deleted: true, id: fileId(run) }];
	},
};
