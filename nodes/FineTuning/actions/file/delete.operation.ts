import type { Operation } from '../operation';
import { fileId, fileIdField } from './fields';

export const remove: Operation = {
	value: 'delete',
	name: 'Delete',
	action: 'Delete file',
	description: 'Delete a file at the provider permanently; models trained on it stay',
	fields: [fileIdField],
	async execute(run) {
		const id = fileId(run);
		await run.api.files.remove(id);
		return [{ json: { deleted: true, id } }];
	},
};
