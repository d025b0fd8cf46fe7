import type { Job, TrainingMethod } from '../../nodes/shared/domain/job';
import { HYPERPARAMETER_LABELS, type JobRequest } from '../../nodes/shared/domain/jobRequest';
import { PROVIDERS } from '../../nodes/shared/providers';
import type { Protocol } from '../../nodes/shared/providers/protocol';
import type { Parts } from './generated';
import { table } from './markdown';

/** What the page on providers says of what each can. */
export const PROVIDER_PARTS: Parts = {
	operations: () => byProvider('What it can', OPERATIONS),
	hyperparameters: () =>
		byProvider(
			'Hyperparameter',
			HYPERPARAMETER_LABELS.map(([name, label]) => [
				label,
				({ jobs }) => yes(jobs.hyperparameters.has(name)),
			]),
		),
};

type Row = readonly [label: string, cell: (provider: Protocol) => string];

const OPERATIONS: readonly Row[] = [
	['Train: supervised', trains('supervised')],
	['Train: DPO', trains('dpo')],
	['Train: reinforcement', trains('reinforcement')],
	['Job → Cancel', ({ jobs }) => yes(jobs.cancel)],
	['Job → Pause, Resume', ({ jobs }) => yes(jobs.pause)],
	['Job → Get Metrics', ({ metrics, events }) => yes(metrics ?? events)],
	['Job → Create once, by default', ({ jobs }) => yes(jobs.idempotency?.byDefault)],
	['Job → Create once, when asked to', ({ jobs }) => yes(jobs.idempotency)],
	['Job → Create at a price known before', ({ jobs }) => yes(jobs.estimate)],
	['Event → Get Many', ({ events }) => yes(events)],
	['Checkpoint → Get Many', ({ checkpoints }) => yes(checkpoints)],
	['Checkpoint Permission', ({ permissions }) => yes(permissions)],
	['File → Upload', ({ files }) => yes(files?.upload)],
	['File → Get Many', ({ files }) => yes(files?.list)],
	['File → Get', ({ files }) => yes(files?.get)],
	['File → Download', ({ files }) => yes(files?.content)],
	['File → Delete', ({ files }) => yes(files?.remove)],
	['Model → Get Many', ({ models }) => yes(models)],
	['Model → Get', ({ models }) => yes(models?.get)],
	['Model → Delete', ({ models }) => yes(models?.remove)],
	['Model → Deploy', deploys],
	['Model → Evaluate', ({ chat }) => yes(chat)],
];

/** A row for each thing, a column for each provider. */
function byProvider(head: string, rows: readonly Row[]): string {
	return table(
		[head, ...PROVIDERS.map(({ displayName }) => displayName)],
		rows.map(([label, cell]) => [label, ...PROVIDERS.map((one) => cell(one))]),
	);
}

/** Which providers can do an operation, in words; by the table of what each can. */
export function supportOf(resource: string, operation: string): string {
	const [, cell = () => 'yes'] =
		OPERATIONS.find(([label]) => {
			const [of, operations] = label.split(' → ');
			return of === resource && (operations?.split(', ').includes(operation) ?? true);
		}) ?? [];
	const names = (answers: string[]) =>
		PROVIDERS.filter((one) => answers.includes(cell(one))).map(({ displayName }) => displayName);
	const able = names(['yes', 'at once']);
	if (able.length === PROVIDERS.length) return 'Every provider';
	const elsewhere = names(['elsewhere']).join(', ');
	return `${able.join(', ')}${elsewhere && `. Deployed elsewhere: ${elsewhere}`}`;
}

function yes(part: unknown): string {
	return part ? 'yes' : '–';
}

/** Whether a request by this method is taken: with all that any provider could want of one. */
function trains(method: TrainingMethod): Row[1] {
	const lambda = { type: 'lambda', lambda: { function: 'arn:aws:lambda:us-west-2:1:function:g' } };
	const request: JobRequest = {
		model: 'model',
		trainingFile: 'file-1',
		method,
		hyperparameters: {},
		...(method === 'reinforcement' && { grader: lambda, validationFile: 'file-2' }),
		metadata: {},
		integrations: [],
		extraBody: {},
	};
	return ({ jobs }) => yes(jobs.create(request).ok);
}

const TRAINED: Job = {
	id: 'job-1',
	status: 'succeeded',
	model: 'model',
	fineTunedModel: 'model-1',
	method: 'supervised',
	trainingFile: 'file-1',
	validationFile: null,
	suffix: null,
	seed: null,
	hyperparameters: null,
	epochs: null,
	metadata: null,
	createdAt: 1_770_000_000,
	finishedAt: 1_770_000_600,
	estimatedFinish: null,
	trainedTokens: null,
	resultFiles: [],
	failure: null,
	// Some servers tell where the model lies, and nothing else.
	raw: { output_dir: '/outputs/model-1' },
};

function deploys({ deploy }: Protocol): string {
	const checkpoint = {
		id: 'checkpoint-1',
		model: 'model-1',
		step: 10,
		createdAt: null,
		jobId: TRAINED.id,
		metrics: {},
		raw: {},
	};
	const step = deploy.begin(TRAINED, deploy.checkpoints === 'needed' ? { checkpoint } : {});
	if (!step.ok) return 'elsewhere';
	return step.value.state === 'ready' ? 'at once' : 'yes';
}
