import { fileField } from '../../../shared/fields';
import type { ApiFile } from '../../../shared/types';
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

/** Reads or deletes the file that the item names. */
export async function fileAction(run: ItemRun, method: 'GET' | 'DELETE'): Promise<ApiFile> {
	const id = fileId(run);
	return await run.connection.request<ApiFile>({
		method,
		path: ['files', id],
		action: `${method === 'GET' ? 'get' : 'delete'} the file`,
		subject: { kind: 'file', id },
		itemIndex: run.itemIndex,
	});
}
