import type {
	ILoadOptionsFunctions,
	INodeListSearchItems,
	INodeListSearchResult,
} from 'n8n-workflow';

import { isFineTuned } from '../../shared/models';
import { ago } from '../../shared/time';
import { connect } from '../../shared/transport/connection';
import type { ApiModel, ListPage } from '../../shared/types';
import { matches } from './page';

/** The picker for models of any kind: the account's own first, newest first. */
export async function searchModels(
	this: ILoadOptionsFunctions,
	filter = '',
): Promise<INodeListSearchResult> {
	const connection = await connect(this);
	const { data } = await connection.request<ListPage<ApiModel>>({
		method: 'GET',
		path: ['models'],
		action: 'list the models',
	});
	const wanted = filter.trim().toLowerCase();
	const items = ownFirst(data ?? [], Date.now() / 1000);
	return { results: items.filter((item) => matches(item, wanted)) };
}

/**
 * Models as the picker shows them, the fine-tuned ones with their age.
 * @param now Unix seconds
 */
export function ownFirst(models: readonly ApiModel[], now: number): INodeListSearchItems[] {
	return [...models]
		.sort(
			(a, b) =>
				Number(isFineTuned(b)) - Number(isFineTuned(a)) ||
				(b.created ?? 0) - (a.created ?? 0) ||
				a.id.localeCompare(b.id),
		)
		.map((model) => ({
			name: [model.id, isFineTuned(model) && ago(model.created, now)].filter(Boolean).join(' · '),
			value: model.id,
		}));
}
