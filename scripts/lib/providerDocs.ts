import type { Job, TrainingMethod } from '../../nodes/shared/domain/job';
import { HYPERPARAMETER_LABELS, type JobRequest } from '../../nodes/shared/domain/jobRequest';
import { PROVIDERS } from '../../nodes/shared/providers';
import type { Protocol } from '../../nodes/shared/providers/protocol';
import type { Parts } from './generated';

/** What the page on providers says of what each can. */
export const PROVIDER_PARTS: Parts = {
	operations: () => table('What it can', OPERATIONS),
	hyperparameters: () =>
		table(
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

function table(head: string, rows: readonly Row[]): string {
	const lines = rows.map(([label, cell]) => [label, ...PROVIDERS.map((one) => cell(one))]);
	const heads = [head, ...PROVIDERS.map(({ displayName }) => displayName)];
	const all = [heads, ...lines];
	const widths = heads.map((_, at) => Math.max(...all.map((cells) => cells[at]?.length ?? 0)));
	const line = (cells: readonly string[]) =>
		`| ${cells.map((cell, at) => cell.padEnd(widths[at] ?? 0)).join(' | ')} |`;
	return [line(heads), line(widths.map((width) => '-'.repeat(width))), ...lines.map(line)].join(
		'\n',
	);
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
