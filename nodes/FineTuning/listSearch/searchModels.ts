import type {
	ILoadOptionsFunctions,
	INodeListSearchItems,
	INodeListSearchResult,
} from 'n8n-workflow';

import { openApi } from '../../shared/api';
import { isShutDown, shutdownWords, type Model } from '../../shared/domain/model';
import { ago } from '../../shared/time';
import { searchItems } from './picker';

/** The picker for models of any kind: the account's own first, newest first. */
export async function searchModels(
	this: ILoadOptionsFunctions,
	filter?: string,
): Promise<INodeListSearchResult> {
	const { models } = await openApi(this);
	return searchItems(ownFirst(await models.list(), Date.now() / 1000), filter);
}

/**
 * Models as the picker shows them, the fine-tuned ones with their age, and when they are shut down:
 * `ft:gpt-4.1-mini:acme::1 · 3 h ago · shuts down 2027-01-14`.
 * @param now Unix seconds
 */
export function ownFirst(models: readonly Model[], now: number): INodeListSearchItems[] {
	return [...models]
		.sort(
			(a, b) =>
				Number(b.fineTuned) - Number(a.fineTuned) ||
				(b.createdAt ?? 0) - (a.createdAt ?? 0) ||
				a.id.localeCompare(b.id),
		)
		.map((model) => ({
			name: [model.id, model.fineTuned && ago(model.createdAt, now), shutdownWords(model, now)]
				.filter(Boolean)
				.join(' · '),
			value: model.id,
		}));
}

/** The picker for base models: those that can be trained first, where that is known. */
export async function searchBaseModels(
	this: ILoadOptionsFunctions,
	filter?: string,
): Promise<INodeListSearchResult> {
	const { models } = await openApi(this);
	return searchItems(trainableFirst(await models.list(), Date.now() / 1000), filter);
}

/**
 * Trainable ones first, those that cannot be trained or are shut down last, and marked so, then by name;
 * `(fine-tuned)` marks the account's own. With the day on which they are shut down.
 * @param now Unix seconds
 */
export function trainableFirst(models: readonly Model[], now: number): INodeListSearchItems[] {
	return [...models]
		.sort((a, b) => rank(a, now) - rank(b, now) || a.id.localeCompare(b.id))
		.map((model) => ({
			name: [
				model.fineTuned ? `${model.id} (fine-tuned)` : model.id,
				model.trainable === false && !model.fineTuned && 'cannot be trained',
				shutdownWords(model, now),
			]
				.filter(Boolean)
				.join(' · '),
			value: model.id,
		}));
}

/** 0 trainable base model, 1 own fine-tuned model (can be trained further), 2 unknown, 3 not trainable, 4 shut down. */
function rank(model: Model, now: number): number {
	const { fineTuned, trainable } = model;
	if (isShutDown(model, now)) return 4;
	if (fineTuned) return 1;
	return trainable === null ? 2 : trainable ? 0 : 3;
}
