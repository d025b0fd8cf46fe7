import type { IExecuteFunctions, IHttpRequestOptions, ILoadOptionsFunctions } from 'n8n-workflow';

import type { TrainingFile } from '../../nodes/shared/domain/file';
import type { Job } from '../../nodes/shared/domain/job';
import type { JobRequest } from '../../nodes/shared/domain/jobRequest';
import type { StepMetrics } from '../../nodes/shared/domain/metrics';
import type { Model } from '../../nodes/shared/domain/model';
import type { FailedCall, Server } from '../../nodes/shared/http';
import { providerOf, PROVIDERS } from '../../nodes/shared/providers';
import type { Protocol } from '../../nodes/shared/providers/protocol';
import { newBudget } from '../../nodes/shared/transport/budget';
import type { Connection } from '../../nodes/shared/transport/connection';

export const BASE_MODEL = 'gpt-4.1-mini-2025-04-14';
const CREATED = 1_700_000_000;

/** A queued job as OpenAI's protocol sends it, with what a test changes. */
export function wireJob(changes: Record<string, unknown> = {}): Record<string, unknown> {
	return {
		id: 'ftjob-1',
		object: 'fine_tuning.job',
		created_at: CREATED,
		status: 'queued',
		model: BASE_MODEL,
		...changes,
	};
}

/** The same job in the domain. */
export function aJob(changes: Partial<Job> = {}): Job {
	return {
		id: 'ftjob-1',
		status: 'queued',
		model: BASE_MODEL,
		fineTunedModel: null,
		method: 'supervised',
		trainingFile: null,
		validationFile: null,
		suffix: null,
		seed: null,
		hyperparameters: null,
		epochs: null,
		metadata: null,
		createdAt: CREATED,
		finishedAt: null,
		estimatedFinish: null,
		trainedTokens: null,
		resultFiles: [],
		failure: null,
		raw: {},
		...changes,
	};
}

/** A training file that is ready. */
export function aFile(changes: Partial<TrainingFile> = {}): TrainingFile {
	return {
		id: 'file-1',
		name: 'tickets.jsonl',
		purpose: 'fine-tune',
		bytes: 1_234_567,
		status: 'processed',
		state: 'ready',
		statusDetails: null,
		createdAt: CREATED,
		expiresAt: null,
		raw: {},
		...changes,
	};
}

export function aModel(changes: Partial<Model> = {}): Model {
	return {
		id: 'm',
		createdAt: null,
		fineTuned: false,
		trainable: null,
		owner: null,
		shutdownDate: null,
		raw: {},
		...changes,
	};
}

/** What a training step measured, as far as a test says. */
export function aStep(step: number, more: Record<string, number> = {}): StepMetrics {
	return {
		step,
		epoch: null,
		trainLoss: null,
		trainAccuracy: null,
		validLoss: null,
		validAccuracy: null,
		...more,
	};
}

/** The least job that can be asked for. */
export function aJobRequest(changes: Partial<JobRequest> = {}): JobRequest {
	return {
		model: BASE_MODEL,
		trainingFile: 'file-1',
		method: 'supervised',
		hyperparameters: {},
		metadata: {},
		integrations: [],
		extraBody: {},
		...changes,
	};
}

/** A provider that is known to be there. */
export function aProvider(id: string): Protocol {
	const provider = providerOf(id);
	if (!provider) throw new Error(`There is no provider ${id}`);
	return provider;
}

/** The providers that speak OpenAI's protocol; the others' tests stand beside theirs. */
export const OF_OPENAI_PROTOCOL = PROVIDERS.filter(
	({ jobs }) => jobs.list({ limit: 1 }).path[0] === 'fine_tuning',
);

/** OpenAI's server, or another by its base URL, without words of its own for any error. */
export function aServer(changes: Partial<Server> = {}): Server {
	const { baseUrl = 'https://api.openai.com/v1' } = changes;
	const { host } = new URL(baseUrl);
	return {
		name: 'OpenAI',
		baseUrl,
		host,
		addressHint: "most providers' ends in /v1.",
		keyHint: `the key must belong to ${host}`,
		rules: [],
		...changes,
	};
}

/** A cancel call that failed with what a test says. */
export function aFailure(changes: Partial<FailedCall> = {}): FailedCall {
	return {
		action: 'cancel the job',
		server: aServer(),
		secrets: [],
		headers: {},
		body: undefined,
		now: Date.UTC(2026, 10, 1),
		...changes,
	};
}

/** A server's answer as n8n hands it over. */
export interface Answer {
	statusCode: number;
	headers: Record<string, unknown>;
	body: unknown;
}

export function ok(body: unknown): Answer {
	return { statusCode: 200, headers: {}, body: JSON.stringify(body) };
}

export function refused(statusCode: number, headers: Record<string, unknown> = {}, body = {}) {
	return { statusCode, headers, body: JSON.stringify(body) };
}

/** A connection that fails with one of Node's codes. */
export function lost(code: string): Error {
	return Object.assign(new Error(code), { code });
}

/** No answer until whoever waits for it gives up. */
export async function never({ abortSignal }: IHttpRequestOptions): Promise<never> {
	return await new Promise((_, reject) => {
		abortSignal?.addEventListener?.('abort', () => reject(lost('ERR_CANCELED')));
	});
}

/** Answers one after the other, the last one again and again. */
export function inTurn(...answers: ReadonlyArray<Answer | Error>) {
	return (_: IHttpRequestOptions, nth: number): Answer => {
		const answer = answers[Math.min(nth, answers.length) - 1];
		if (answer === undefined || answer instanceof Error) throw answer ?? new Error('no answer');
		return answer;
	};
}

let keys = 0;

/**
 * What a node is given, as far as calls use it; a function answers in the server's place. The key is a new one
 * each time: what a server asks of one account is remembered beyond a context.
 */
export function aContext(
	answer: (options: IHttpRequestOptions, nth: number) => unknown,
	credential: Record<string, unknown> = {},
) {
	const sent: IHttpRequestOptions[] = [];
	const hints: unknown[] = [];
	keys += 1;
	const apiKey = `key-${keys}`;
	const context = {
		getNode: () => ({ id: 'n', name: 'N', type: 'fineTuning', typeVersion: 1, parameters: {} }),
		getCredentials: async () => ({ provider: 'openAi', apiKey, ...credential }),
		getExecutionCancelSignal: () => undefined,
		addExecutionHints: (hint: unknown) => hints.push(hint),
		helpers: {
			httpRequestWithAuthentication: async (_type: string, options: IHttpRequestOptions) => {
				sent.push(options);
				return await answer(options, sent.length);
			},
		},
	} as unknown as IExecuteFunctions;
	return { context, sent, hints };
}

/** The same for a picker in the editor. */
export function aPicker(answer: (options: IHttpRequestOptions) => unknown) {
	const { context, sent } = aContext(answer);
	return { picker: context as unknown as ILoadOptionsFunctions, sent };
}

/** A connection to OpenAI that nothing has been sent over yet. */
export function aConnection(
	context: IExecuteFunctions,
	changes: Partial<Connection> = {},
): Connection {
	return {
		context,
		server: aServer(),
		secrets: ['key-1'],
		hasAdminKey: false,
		budget: newBudget(),
		firstDate: null,
		deadline: Number.POSITIVE_INFINITY,
		...changes,
	};
}
