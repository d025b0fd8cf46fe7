import type { Job } from '../../domain/job';
import { HYPERPARAMETER_LABELS } from '../../domain/jobRequest';
import type { Answered, Rule } from '../../http';
import { isRecord } from '../../text';
import { bearer } from '../openAi';
import { chat } from '../openAiProtocol/chat';
import { errorIn, type Reader } from '../openAiProtocol/readers';
import type { JobPart, PartQuery, Protocol } from '../protocol';
import { HYPERPARAMETERS, jobBody } from './createJob';
import { deploy } from './deploy';
import { files } from './files';
import { readCheckpoint, readEvent, readFailure } from './jobLog';
import { byTime, listIn, wholeList } from './lists';
import { priceBody, readPrice } from './price';
import { readJob, readMetrics, readModel, readTrainable } from './readers';
import { idempotency } from './suffix';

const JOBS = ['fine-tunes'];

const allModels = wholeList(readModel, undefined, () => null);

const read: Reader<Job> = (raw, now) => readJob(raw, now);

const jobs: JobPart = {
	list: ({ cursor }) => ({ method: 'GET', path: JOBS, ...wholeList(read, cursor, byTime) }),
	get: (id) => ({ method: 'GET', path: [...JOBS, id], read }),
	// As its own command line links it.
	page: (id) => `https://api.together.ai/fine-tuning/${encodeURIComponent(id)}`,
	create(request) {
		const body = jobBody(request);
		if (!body.ok) return body;
		const { method } = request;
		return {
			ok: true,
			value: {
				method: 'POST',
				path: JOBS,
				body: body.value,
				read: (raw, now) => readJob(raw, now, method),
			},
		};
	},
	estimate(request) {
		const body = jobBody(request);
		if (!body.ok) return body;
		const path = [...JOBS, 'estimate-price'];
		return {
			ok: true,
			value: { method: 'POST', path, body: priceBody(body.value), read: readPrice },
		};
	},
	cancel: (id) => ({ method: 'POST', path: [...JOBS, id, 'cancel'], read }),
	failure: (id) => ({ method: 'GET', path: [...JOBS, id, 'events'], read: readFailure }),
	hyperparameters: new Set(
		HYPERPARAMETER_LABELS.flatMap(([name]) => (name in HYPERPARAMETERS ? [name] : [])),
	),
	idempotency,
};

/** Events and checkpoints, of which any object is one of the API's: they have no IDs. */
const underJob = ({ jobId }: PartQuery, part: string) => ({
	method: 'GET' as const,
	path: [...JOBS, jobId, part],
});

/** What a question too long for a model counts as; Together's own 403 would hold for every other question, too. */
const TOO_LONG = 413;
/** What a model counts as that runs nowhere: Together's own 400 would be one question's fault. */
const NOT_THERE = 404;
/** Source: what the API answers, see https://github.com/HeyPuter/puter/issues/3168 */
const NOT_RUNNING: ReadonlySet<unknown> = new Set([
	'model_not_available',
	'dedicated_endpoint_not_running',
]);

/** The status that a failed question should have had, by what it means for the next ones. */
function chatRefusal(answer: unknown, status: number): number | null {
	if (status === 403) return TOO_LONG;
	return NOT_RUNNING.has(errorIn(answer).code) ? NOT_THERE : null;
}

/**
 * What its errors need in words beside the general ones.
 * Source: https://docs.together.ai/docs/error-codes
 */
const RULES: ReadonlyArray<Rule<Answered>> = [
	[
		({ status }) => status === 402,
		() => ({
			title: 'The Together AI account has reached its spending limit',
			advice: 'Add credit or raise the limit at https://api.together.ai/settings/billing.',
			cause: 'quota-exhausted',
		}),
	],
	[
		({ status, body }) => status === 400 && listIn(body) !== null,
		() => ({
			title: "The ID given as 'After' is not in the list",
			advice: "Correct 'After' under Options, or remove it to read the list from its start.",
		}),
	],
	[
		({ error, subject }) => NOT_RUNNING.has(error.code) && subject?.kind === 'model',
		({ subject }) => ({
			title: `Model ${String(subject?.id)} does not run anywhere`,
			advice:
				"Deploy it with Model → Deploy first, and ask it under the name that Deploy gives: it is the endpoint's.",
			cause: 'configuration-invalid',
		}),
	],
	[
		({ status, subject }) => status === TOO_LONG && subject?.kind === 'model',
		({ action }) => ({
			title: `Could not ${action}: the question may be too long for it`,
			advice:
				'Together AI answers so when question and answer do not fit into the context of a model.',
		}),
	],
];

/**
 * Together AI: a protocol of its own, with lists that come whole, times in ISO 8601, and no metadata.
 * Source: https://github.com/togethercomputer/openapi, and npm together-ai 0.52.0 where that says more
 */
export const together: Protocol = {
	id: 'together',
	displayName: 'Together AI',
	credential: {
		baseUrl: {
			default: 'https://api.together.ai/v1',
			hosts: /(^|\.)together\.(ai|xyz)$/,
			placeholder: 'e.g. https://api.together.ai/v1',
			description: "Leave empty for Together AI's own address, or enter that of a proxy",
		},
		authentication: bearer,
	},
	errors: {
		addressHint: 'it is https://api.together.ai/v1.',
		keyHint: 'the key must be one of Together AI, from https://api.together.ai/settings/api-keys',
		rules: RULES,
	},
	jobs,
	events: (query) => ({
		...underJob(query, 'events'),
		...wholeList(readEvent, query.cursor, byTime, isRecord),
	}),
	checkpoints: (query) => ({
		...underJob(query, 'checkpoints'),
		...wholeList(
			(raw) => readCheckpoint(raw, query.jobId),
			query.cursor,
			({ step }) => step,
			isRecord,
		),
	}),
	metrics: (jobId) => ({ method: 'GET', path: [...JOBS, jobId, 'metrics'], read: readMetrics }),
	files,
	models: {
		list: () => ({
			method: 'GET',
			path: ['models'],
			// A list without `data` around it.
			read: (raw, now) => (Array.isArray(raw) ? allModels.read({ data: raw }, now) : null),
		}),
		trainable: () => ({
			method: 'GET',
			path: [...JOBS, 'models', 'supported'],
			read: readTrainable,
		}),
	},
	chat: (request) => ({ ...chat(request), refusal: chatRefusal }),
	deploy,
};
