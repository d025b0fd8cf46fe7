import { simplifyField } from '../../../shared/fields';
import type { Operation } from '../operation';
import { fileAction, fileIdField } from './fileAction';
import { fileOutput } from './fileOutput';

export const get: Operation = {
	value: 'get',
	name: 'Get',
	action: 'Get file',
	description: "Get a file's name, size and status, not its content",
	fields: [fileIdField, simplifyField],
	async execute(run) {
		return [fileOutput(run, await fileAction(run, 'GET'))];
	},
};
