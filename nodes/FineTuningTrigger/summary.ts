import { afterDuration, statusWords, type Job } from '../shared/domain/job';
import type { TriggerEvent } from './events';

/** One line that a person can read in Slack: what happened to which model, how long it took, or why not. */
export function summarize(event: TriggerEvent, job: Job): string {
	const what = `Fine-tuning of ${job.model}${job.suffix ? ` (${job.suffix})` : ''}`;
	const took = afterDuration(job);
	switch (event) {
		case 'succeeded':
			return `${what} succeeded${took}: ${job.fineTunedModel ?? 'model name not given'}${tokens(job)}`;
		case 'failed':
			return `${what} failed${took}: ${reason(job)} (${job.id})`;
		case 'cancelled':
			return `${what} was cancelled${took} (${job.id})`;
		case 'paused':
			return `${what} was paused (${job.id})`;
		case 'running':
			return `${what} is running (${job.id})`;
		case 'created':
			return `${what} was created: ${statusWords(job.status)} (${job.id})`;
	}
}

function reason({ failure }: Job): string {
	return (failure?.message || failure?.code || 'no reason given').replace(/\s+/g, ' ').trim();
}

function tokens({ trainedTokens: trained }: Job): string {
	return trained !== null && trained > 0
		? `, ${trained.toLocaleString('en-US')} tokens trained`
		: '';
}
