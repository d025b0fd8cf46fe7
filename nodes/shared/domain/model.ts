import type { IDataObject } from 'n8n-workflow';

import { isoDay, isoTime } from '../time';

/** A model that the key can use. */
export interface Model {
	id: string;
	/** Unix seconds; null where the provider does not tell. */
	createdAt: number | null;
	/** Whether it is the account's own, as far as the provider or the name says. */
	fineTuned: boolean;
	/** Whether it can be trained; null where that is not known. */
	trainable: boolean | null;
	/** Whose it is; null where the provider does not tell. */
	owner: string | null;
	/** The day on which it stops to answer, `YYYY-MM-DD`; null where none is known. */
	shutdownDate: string | null;
	raw: IDataObject;
}

export function simplifyModel(model: Model): IDataObject {
	return {
		id: model.id,
		createdAt: isoTime(model.createdAt),
		owner: model.owner,
		fineTuned: model.fineTuned,
		trainable: model.trainable,
		shutdownDate: model.shutdownDate,
	};
}

/** A model as the user wants it: simplified, or as the provider sent it. */
export function modelOutput(model: Model, simplify: boolean): IDataObject {
	return simplify ? simplifyModel(model) : { ...model.raw };
}

const DAY = 86_400;

/**
 * The models that are shut down within so many days, or are already, the next to go first.
 * @param now Unix seconds
 */
export function retiringWithin(models: readonly Model[], days: number, now: number): Model[] {
	const last = isoDay(now + days * DAY);
	return models
		.flatMap((model) => (model.shutdownDate === null ? [] : [[model.shutdownDate, model] as const]))
		.filter(([day]) => day <= last)
		.sort(([a, one], [b, other]) => a.localeCompare(b) || one.id.localeCompare(other.id))
		.map(([, model]) => model);
}

/**
 * Whether it has stopped to answer, as far as is known: from the day after.
 * @param now Unix seconds
 */
export function isShutDown({ shutdownDate }: Model, now: number): boolean {
	return shutdownDate !== null && shutdownDate < isoDay(now);
}

/**
 * `shuts down 2027-01-14`, or `shut down …` from the day after; empty where no day is known.
 * @param now Unix seconds
 */
export function shutdownWords(model: Model, now: number): string {
	if (model.shutdownDate === null) return '';
	return `${isShutDown(model, now) ? 'shut' : 'shuts'} down ${model.shutdownDate}`;
}

/** Days for which a newly trained model should last at least. */
const LASTING = 180;

/**
 * What to tell somebody who trains a base model; undefined where it stays for long enough, as far as is known.
 * @param shutdownDate `YYYY-MM-DD`
 * @param now Unix seconds
 */
export function shutdownWarning(
	model: string,
	shutdownDate: string,
	now: number,
): string | undefined {
	if (shutdownDate > isoDay(now + LASTING * DAY)) return undefined;
	const when = shutdownDate < isoDay(now) ? 'was shut down' : 'will be shut down';
	return `${model} ${when} on ${shutdownDate}, with every model trained from it. Train a model that stays longer, or choose another provider.`;
}

/** The permission of one project to use a checkpoint. */
export interface CheckpointPermission {
	id: string;
	raw: IDataObject;
}
