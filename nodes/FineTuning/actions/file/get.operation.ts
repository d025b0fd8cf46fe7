import { fileOutput } from '../../../shared/domain/file';
import { simplifyField } from '../../../shared/fields';
import type { Operation } from '../operation';
import { wantsSimplified } from '../parameters';
import { fileId, fileIdField } from './fields';

export const get: Operation = {
	value: 'get',
	name: 'Get',
	action: 'Get file',
	description: "Get a file's name, size and status, not its content",
	fields: [fileIdField, simplifyField],
	async execute(run) {
		const file = await run.api.files.get(fileId(run));
		return [{ json: fileOutput(file, wantsSimplified(run)) }];
	},
};
