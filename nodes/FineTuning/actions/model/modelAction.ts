import type { ApiModel } from '../../../shared/types';
import type { ItemRun } from '../operation';
import { requiredLocator } from '../parameters';

/** Reads or deletes the model that the item names. */
export async function modelAction(run: ItemRun, method: 'GET' | 'DELETE'): Promise<ApiModel> {
	const id = requiredLocator(run, 'modelId', 'Model');
	return await run.connection.request<ApiModel>({
		method,
		path: ['models', id],
		action: `${method === 'GET' ? 'get' : 'delete'} the model`,
		subject: { kind: 'model', id },
		itemIndex: run.itemIndex,
	});
}
