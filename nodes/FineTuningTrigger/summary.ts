import { afterDuration, statusWords, type Job } from '../shared/domain/job';
import type { TriggerEvent } from './events';

/**
 * One line that a person can read in Slack: what happened to which model, how long it took, or why not.
 * @param url the job's page at the provider; null where none is known
 */
export function summarize(event: TriggerEvent, job: Job, url: string | null): string {
	const what = `Fine-tuning of ${job.model}${job.suffix ? ` (${job.suffix})` : ''}`;
	const took = afterDuration(job);
	// The page's address ends in the ID.
	const which = `(${url ?? job.id})`;
	switch (event) {
		case 'succeeded':
			return `${what} succeeded${took}: ${job.fineTunedModel ?? 'model name not given'}${tokens(job)}${url === null ? '' : ` ${which}`}`;
		case 'failed':
			return `${what} failed${took}: ${reason(job)} ${which}`;
		case 'cancelled':
			return `${what} was cancelled${took} ${which}`;
		case 'paused':
			return `${what} was paused ${which}`;
		case 'running':
			return `${what} is running ${which}`;
		case 'created':
			return `${what} was created: ${statusWords(job.status)} ${which}`;
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
