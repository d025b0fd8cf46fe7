import { jobFailure } from '../shared/status';
import { suffixOf } from '../shared/simplify';
import { humanDuration } from '../shared/time';
import type { FineTuningJob } from '../shared/types';
import type { TriggerEvent } from './events';

/** One line that a person can read in Slack: what happened to which model, how long it took, or why not. */
export function summarize(event: TriggerEvent, job: FineTuningJob): string {
	const suffix = suffixOf(job);
	const what = `Fine-tuning of ${job.model}${suffix ? ` (${suffix})` : ''}`;
	const took =
		typeof job.finished_at === 'number'
			? ` after ${humanDuration(job.finished_at - job.created_at)}`
			: '';
	switch (event) {
		case 'succeeded':
			return `${what} succeeded${took}: ${job.fine_tuned_model ?? 'model name not given'}${tokens(job)}`;
		case 'failed':
			return `${what} failed${took}: ${reason(job)} (${job.id})`;
		case 'cancelled':
			return `${what} was cancelled${took} (${job.id})`;
		case 'paused':
			return `${what} was paused (${job.id})`;
		case 'running':
			return `${what} is running (${job.id})`;
		case 'created':
			return `${what} was created: ${job.status.replaceAll('_', ' ')} (${job.id})`;
	}
}

function reason(job: FineTuningJob): string {
	const failure = jobFailure(job);
	return (failure?.message || failure?.code || 'no reason given').replace(/\s+/g, ' ').trim();
}

function tokens({ trained_tokens: trained }: FineTuningJob): string {
	return typeof trained === 'number' && trained > 0
		? `, ${trained.toLocaleString('en-US')} tokens trained`
		: '';
}
