import { fileField } from '../../../shared/fields';
import type { ItemRun } from '../operation';
import { requiredLocator } from '../parameters';

export const fileIdField = fileField({
	displayName: 'File',
	name: 'fileId',
	required: true,
	description: 'The file. The list shows training and validation files; any other goes by its ID.',
});

export function fileId(run: ItemRun): string {
	return requiredLocator(run, 'fileId', 'File');
}
