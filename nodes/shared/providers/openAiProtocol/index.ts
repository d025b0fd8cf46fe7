import { KEY_NAME, type Job } from '../../domain/job';
import type { Checkpoint } from '../../domain/jobLog';
import type { Model } from '../../domain/model';
import { HYPERPARAMETER_LABELS } from '../../domain/jobRequest';
import {
	pageReader,
	readDeleted,
	readEvent,
	readJob,
	readModel,
	readPermission,
	textOf,
	type Reader,
} from './readers';
import type { DeployPart, JobPart, Protocol } from '../protocol';
import { carryKey, jobBody, LONGEST_VALUE, type JobForm } from './createJob';
import { fileRoutes } from './files';

const JOBS = ['fine_tuning', 'jobs'];

/** Nothing is to be done for a model: it answers under its name as soon as the job has succeeded. */
export const answersAtOnce: DeployPart = {
	checkpoints: 'taken',
	begin(job, { checkpoint }) {
		const model = checkpoint ? checkpoint.model : job.fineTunedModel;
		if (model === null) {
			return {
				ok: false,
				problem: checkpoint
					? `Checkpoint ${checkpoint.id} has no model that can be asked`
					: `Job ${job.id} has no model that can be asked`,
				advice: 'Look at the job itself with Job → Get.',
			};
		}
		return { ok: true, value: { state: 'ready', deployment: { model, id: null, note: null } } };
	},
};

type Routes = Pick<Protocol, 'events' | 'checkpoints' | 'files' | 'models' | 'permissions'>;

/**
 * Jobs as OpenAI's protocol has them.
 * Source: OpenAI's published specification 2.3.0, https://github.com/openai/openai-openapi
 */
export function jobRoutes(
	form: JobForm,
	{
		keepsMetadata,
		read = readJob,
		pauses = true,
	}: {
		/** Whether jobs keep metadata and the list can be filtered by it. */
		keepsMetadata: boolean;
		read?: Reader<Job>;
		/** Whether a job can be paused and resumed. */
		pauses?: boolean;
	},
): JobPart {
	const change = (verb: string) => (id: string) => ({
		method: 'POST' as const,
		path: [...JOBS, id, verb],
		read,
	});
	return {
		list: ({ cursor, limit, metadata = {} }) => ({
			method: 'GET',
			path: JOBS,
			query: {
				...(keepsMetadata && metadataQuery(metadata)),
				limit,
				...(cursor && { after: cursor }),
			},
			read: pageReader(read),
		}),
		get: (id) => ({ method: 'GET', path: [...JOBS, id], read }),
		create(request) {
			const body = jobBody(request, form);
			return body.ok
				? { ok: true, value: { method: 'POST', path: JOBS, body: body.value, read } }
				: body;
		},
		cancel: change('cancel'),
		...(pauses && { pause: change('pause'), resume: change('resume') }),
		hyperparameters: new Set(
			HYPERPARAMETER_LABELS.flatMap(([name]) => (form.hyperparameters[name] ? [name] : [])),
		),
		idempotency: {
			byDefault: keepsMetadata,
			longestKey: LONGEST_VALUE,
			carry: carryKey,
			query: (key) => ({ metadata: { [KEY_NAME]: key } }),
			tokenOf: (key) => key,
			carriedBy: ({ metadata }) => textOf(metadata?.[KEY_NAME]),
			sign: (key) => `It would carry the metadata ${KEY_NAME}: ${key}.`,
		},
	};
}

/** The job list's own filter by metadata: `metadata[key]=value`. */
function metadataQuery(pairs: Readonly<Record<string, string>>): Record<string, string> {
	return Object.fromEntries(
		Object.entries(pairs).map(([key, value]) => [`metadata[${key}]`, value]),
	);
}

export const events: Required<Routes>['events'] = ({ jobId, cursor, limit }) => ({
	method: 'GET',
	path: [...JOBS, jobId, 'events'],
	query: { limit, ...(cursor && { after: cursor }) },
	read: pageReader(readEvent),
});

export function checkpointRoute(read: Reader<Checkpoint>): Required<Routes>['checkpoints'] {
	return ({ jobId, cursor, limit }) => ({
		method: 'GET',
		path: [...JOBS, jobId, 'checkpoints'],
		query: { limit, ...(cursor && { after: cursor }) },
		read: pageReader(read),
	});
}

export function modelRoutes(read: Reader<Model>): Required<Routes>['models'] {
	return {
		// The list of models has no pages.
		list: () => ({ method: 'GET', path: ['models'], read: pageReader(read, false) }),
		get: (id) => ({ method: 'GET', path: ['models', id], read }),
		remove: (id) => ({ method: 'DELETE', path: ['models', id], read: readDeleted }),
	};
}

export const models = modelRoutes(readModel);

/** Who may use a checkpoint. All of it takes an admin key. */
export const permissions: Required<Routes>['permissions'] = {
	list: (checkpoint, { cursor, limit }) => ({
		method: 'GET',
		path: permissionPath(checkpoint),
		admin: true,
		query: { limit, ...(cursor && { after: cursor }) },
		read: pageReader(readPermission),
	}),
	create: (checkpoint, projectIds) => ({
		method: 'POST',
		path: permissionPath(checkpoint),
		admin: true,
		body: { project_ids: [...projectIds] },
		read: pageReader(readPermission, false),
	}),
	remove: (checkpoint, id) => ({
		method: 'DELETE',
		path: [...permissionPath(checkpoint), id],
		admin: true,
		read: readDeleted,
	}),
};

function permissionPath(checkpoint: string): string[] {
	return ['fine_tuning', 'checkpoints', checkpoint, 'permissions'];
}

export { fileRoutes };
