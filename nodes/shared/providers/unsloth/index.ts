import { HYPERPARAMETER_LABELS } from '../../domain/jobRequest';
import { isRecord } from '../../text';
import { bearer } from '../openAi';
import type { Protocol } from '../protocol';
import { errors } from './errors';
import { files } from './files';
import { chat, deploy, models } from './models';
import { readDetail, readMetrics, readRuns } from './runs';
import { HYPERPARAMETERS, idempotency, start } from './start';
import { API, COMPATIBLE, own } from './wire';

/**
 * Unsloth Studio, a server of one's own with a GPU: supervised training, one job at a time.
 * Source: https://github.com/unslothai/unsloth, studio/backend (v0.1.801-beta)
 */
export const unsloth: Protocol = {
	id: 'unsloth',
	displayName: 'Unsloth Studio',
	credential: {
		description: 'A server of your own with a GPU',
		baseUrl: {
			default: null,
			versions: [API, COMPATIBLE],
			placeholder: 'e.g. http://unsloth:8000',
			description: "The server's root: port 8000 in its Docker image, 8888 where it was installed",
		},
		authentication: bearer,
	},
	errors,
	jobs: {
		list: ({ cursor, limit }) => ({
			...own('GET', 'train', 'runs'),
			query: { limit: Math.min(limit, 200), ...(cursor && { offset: cursor }) },
			read: (raw) => readRuns(raw, Number(cursor ?? 0)),
		}),
		get: (id) => ({ ...own('GET', 'train', 'runs', id), read: readDetail }),
		create: start,
		cancel: (id) => ({
			...own('POST', 'train', 'stop'),
			// What was learnt so far is kept.
			body: { save: true, expected_job_id: id },
			// Nothing ran any more.
			refusal: (answer) => (isRecord(answer) && answer.status === 'idle' ? 400 : null),
			read: (answer) => (isRecord(answer) && answer.status === 'stopped' ? 'done' : null),
		}),
		cancelsEnded: true,
		hyperparameters: new Set(
			HYPERPARAMETER_LABELS.flatMap(([name]) => (name in HYPERPARAMETERS ? [name] : [])),
		),
		idempotency,
	},
	metrics: (jobId) => ({ ...own('GET', 'train', 'runs', jobId), read: readMetrics }),
	files,
	models,
	chat,
	deploy,
};
