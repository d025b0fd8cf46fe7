import type { Context } from '../context';
import { ApiError } from '../errors';
import { checkpointsAt } from '../events';
import { jobAt } from '../life';
import type { Json } from '../json';
import { baseModels } from '../models';
import type { JobRecord } from '../store';
import { featuresOf, textOf } from '../training/features';
import { recall } from '../training/model';
import { guess } from './untrained';

/** What a model says, and what it is, as nobody should take it for a language model. */
export interface Answer {
	text: string;
	/** For `system_fingerprint`. */
	fingerprint: 'fp_sandbox_classifier' | 'fp_sandbox_untrained';
	usage: { prompt: number; completion: number };
}

/** A job's model after a step, or one that was not trained. */
type Found = { record: JobRecord; step: number } | 'untrained';

/**
 * Asks a model.
 * @param messages each with its role and content
 * @throws ApiError 404 for a model that does not exist, or not yet, or no more
 */
export async function answer(context: Context, name: string, messages: Json[]): Promise<Answer> {
	const { trainer } = context;
	const found = findModel(context, name);
	const model = found === 'untrained' ? null : await trainer.model(found.record, found.step);
	const learned = model ? recall(model, featuresOf(messages)) : undefined;
	const system = messages.filter(({ role }) => role === 'system' || role === 'developer');
	const text = learned ?? guess(name, system.map(textOf).join('\n'), textOf(messages.at(-1)));
	return {
		text,
		fingerprint: learned === undefined ? 'fp_sandbox_untrained' : 'fp_sandbox_classifier',
		usage: await trainer.count(name, messages, text),
	};
}

function findModel(context: Context, name: string): Found {
	const { dialect, store } = context;
	if (baseModels(dialect).some(({ id }) => id === name)) return 'untrained';
	const made = store.byAge.find(({ plan }) => plan?.outcome.fine_tuned_model === name);
	if (store.models.has(name)) {
		// One that was put in as it is has no training.
		if (!made?.plan) return 'untrained';
		return { record: made, step: made.plan.epochs * made.plan.stepsPerEpoch };
	}
	const found = findCheckpoint(context, name);
	if (found) return found;
	throw new ApiError(404, `The model \`${name}\` does not exist or you do not have access to it.`, {
		code: 'model_not_found',
	});
}

function findCheckpoint({ clock, dialect, store }: Context, name: string): Found | undefined {
	const now = clock.now();
	for (const record of store.byAge) {
		const model = record.plan?.outcome.fine_tuned_model;
		if (!model || !name.startsWith(`${model}:`)) continue;
		const { fine_tuned_model } = jobAt(record.base, record.transitions, now);
		if (dialect.registering > 0 && fine_tuned_model === null) continue;
		const checkpoint = checkpointsAt(record, now).find(
			({ fine_tuned_model_checkpoint }) => fine_tuned_model_checkpoint === name,
		);
		if (checkpoint) return { record, step: checkpoint.step_number };
	}
	return undefined;
}
