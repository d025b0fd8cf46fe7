import { PROVIDERS, type Provider, type ProviderId } from '../../nodes/shared/providers';
import type { FailedCall } from '../../nodes/shared/transport/errors';
import type { FineTuningJob } from '../../nodes/shared/types';

export const PROVIDER_LIST: readonly Provider[] = Object.values(PROVIDERS);

/** A queued job as the API sends it, with what a test changes. */
export function aJob(changes: Partial<FineTuningJob> = {}): FineTuningJob {
	return {
		id: 'ftjob-1',
		object: 'fine_tuning.job',
		created_at: 1_700_000_000,
		status: 'queued',
		model: 'gpt-4.1-mini-2025-04-14',
		...changes,
	};
}

/** A cancel call to OpenAI that failed with what a test says. */
export function aFailure(changes: Partial<FailedCall> = {}, id: ProviderId = 'openAi'): FailedCall {
	return {
		action: 'cancel the job',
		provider: PROVIDERS[id],
		baseUrl: PROVIDERS[id].defaultBaseUrl ?? 'https://models.example.com/v1',
		secrets: [],
		headers: {},
		body: undefined,
		now: Date.UTC(2026, 10, 1),
		...changes,
	};
}
