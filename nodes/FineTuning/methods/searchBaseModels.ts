import type {
	ILoadOptionsFunctions,
	INodeListSearchItems,
	INodeListSearchResult,
} from 'n8n-workflow';

import { isFineTuned } from '../../shared/models';
import { connect } from '../../shared/transport/connection';
import type { ApiModel, ListPage } from '../../shared/types';
import { matches } from './page';

interface ModelWithCapabilities extends ApiModel {
	/** Azure's own field: what it says of fine-tuning is sure. */
	capabilities?: { fine_tune?: boolean };
}

/** Names of models that OpenAI has documented as trainable; a hint for the order, never a filter. */
const TRAINABLE =
	/^(gpt-4\.1(-mini|-nano)?-\d|gpt-4o(-mini)?-2024|gpt-3\.5-turbo-(0125|1106|0613)|o4-mini-\d|(davinci|babbage)-002)/;

/** The picker for base models: those that can be trained first, where that is known. */
export async function searchBaseModels(
	this: ILoadOptionsFunctions,
	filter = '',
): Promise<INodeListSearchResult> {
	const connection = await connect(this);
	const { data } = await connection.request<ListPage<ModelWithCapabilities>>({
		method: 'GET',
		path: ['models'],
		action: 'list the models',
	});
	const wanted = filter.trim().toLowerCase();
	return { results: modelItems(data ?? []).filter((item) => matches(item, wanted)) };
}

/** Trainable ones first, then by name; `(fine-tuned)` marks the account's own. */
export function modelItems(models: readonly ModelWithCapabilities[]): INodeListSearchItems[] {
	return [...models]
		.sort((a, b) => rank(a) - rank(b) || a.id.localeCompare(b.id))
		.map((model) => ({
			name: isFineTuned(model) ? `${model.id} (fine-tuned)` : model.id,
			value: model.id,
		}));
}

/** 0 trainable base model, 1 own fine-tuned model (can be trained further), 2 unknown, 3 not trainable. */
function rank(model: ModelWithCapabilities): number {
	if (isFineTuned(model)) return 1;
	const known = model.capabilities?.fine_tune;
	if (known !== undefined) return known ? 0 : 3;
	return TRAINABLE.test(model.id) ? 0 : 2;
}
