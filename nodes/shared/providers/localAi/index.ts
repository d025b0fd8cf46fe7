import type { IDataObject } from 'n8n-workflow';

import type { TrainingFile } from '../../domain/file';
import { isRecord } from '../../text';
import { HYPERPARAMETER_LABELS, type HyperparameterName } from '../../domain/jobRequest';
import { bearer } from '../openAi';
import { models as openAiModels } from '../openAiProtocol';
import { chat } from '../openAiProtocol/chat';
import { textOf } from '../openAiProtocol/readers';
import type { FilePart, Protocol } from '../protocol';
import { create, HYPERPARAMETERS, idempotency } from './createJob';
import { deploy } from './deploy';
import { errors, isBroken } from './errors';
import { cutAfter } from './lists';
import { progress } from './progress';
import { readCheckpoints, readJob, readJobs, readSteps } from './readers';
import { adapt } from './trainingData';
import { DATASETS, jobPath, OPENAI_API } from './wire';

/** Uploads have no ID but the path that they lie under on LocalAI's machine, and cannot be read back. */
const files: FilePart = {
	// It holds a file in memory while it takes it.
	largest: 4 * 1024 ** 3,
	keepsForever: true,
	adapt,
	upload(content, { name }) {
		const body = new FormData();
		body.append('file', content, name);
		return {
			method: 'POST',
			...DATASETS,
			body,
			read: (answer, now) => readUpload(answer, { name, bytes: content.size, now }),
		};
	},
};

function readUpload(
	answer: unknown,
	{ name, bytes, now }: { name: string; bytes: number; now: number },
): TrainingFile | null {
	const path = isRecord(answer) ? textOf(answer.path) : null;
	if (!isRecord(answer) || path === null) return null;
	return {
		id: path,
		name,
		purpose: null,
		bytes,
		status: null,
		state: 'ready',
		statusDetails: null,
		createdAt: Math.floor(now),
		expiresAt: null,
		raw: { ...answer } as IDataObject,
	};
}

/**
 * LocalAI on one's own machine, which trains open models of Hugging Face with TRL, also without a GPU.
 * Source: https://github.com/mudler/LocalAI, core/http/endpoints/localai/finetune.go and
 * docs/content/features/fine-tuning.md
 */
export const localAi: Protocol = {
	id: 'localAi',
	displayName: 'LocalAI',
	credential: {
		description: 'A server of your own that trains open models',
		baseUrl: {
			default: null,
			versions: ['api', 'v1'],
			placeholder: 'e.g. http://localai:8080',
			description: 'Address of the server, as n8n reaches it',
		},
		keyOptional: true,
		authentication: bearer,
	},
	errors,
	jobs: {
		list: ({ cursor }) => ({ method: 'GET', ...jobPath(), ...cutAfter(cursor, readJobs) }),
		get: (id) => ({ method: 'GET', ...jobPath(id), read: readJob }),
		create,
		cancel: (id) => ({
			method: 'POST',
			...jobPath(id, 'stop'),
			read: (answer) => (isRecord(answer) && textOf(answer.status) !== null ? 'done' : null),
		}),
		// It turns a job that has succeeded into a stopped one.
		cancelsEnded: true,
		// It looks for such files on the Hub only.
		takesValidationFile: false,
		progress,
		hyperparameters: new Set<HyperparameterName>(
			HYPERPARAMETER_LABELS.flatMap(([name]) => (name in HYPERPARAMETERS ? [name] : [])),
		),
		idempotency,
	},
	checkpoints: ({ jobId, cursor }) => ({
		method: 'GET',
		...jobPath(jobId, 'checkpoints'),
		...cutAfter(cursor, (answer) => readCheckpoints(answer, jobId)),
	}),
	metrics: (jobId) => ({
		method: 'GET',
		...jobPath(jobId, 'checkpoints'),
		read: (answer) => readSteps(answer, jobId),
	}),
	files,
	models: { list: () => ({ ...openAiModels.list(), ...OPENAI_API }) },
	chat: (request) => ({
		...chat(request),
		...OPENAI_API,
		refusal: (answer, status) => (status === 500 && isBroken(answer) ? 400 : null),
	}),
	deploy,
};
