import { findJob, type Context } from './context';
import type { CreateBody } from './createBody';
import { ApiError, badRequest } from './errors';
import { stepsDone, trainingOf } from './events';
import { begin, force, isTerminal, jobAt, statusAt } from './life';
import { echo, makePlan, requested } from './plan';
import { fraction, token } from './random';
import type { JobRecord } from './store';
import { createChecker, type DataReport, type FileRole } from './trainingData';
import type { FineTuningJob, JobMethod } from './types';

/**
 * Creates a job from a request body.
 * @throws ApiError 400 (422 in some dialects) for a bad request, 429 when too many are active.
 */
export async function createJob(context: Context, request: unknown): Promise<JobRecord> {
	const { clock, dialect, speed, store } = context;
	const body = dialect.accept ? dialect.accept(request) : request;
	const fault = dialect.createProblem(body, {
		isFineTunable: (model) => dialect.fineTunable.includes(model) || store.models.has(model),
		file: (id) => store.files.get(id)?.file,
	});
	if (!isSound(body, fault)) throw fault;

	const type = body.method?.type ?? 'supervised';
	const training = await inspect(context, body.training_file, 'training_file', type);
	const validation = body.validation_file
		? await inspect(context, body.validation_file, 'validation_file', type)
		: null;

	refuseTooMany(context, body.model);
	const createdAt = clock.now();
	const base = emptyJob(store.ids.next('ftjob-'), Math.floor(createdAt));
	base.model = body.model;
	base.training_file = body.training_file;
	base.validation_file = body.validation_file ?? null;
	base.seed = body.seed ?? base.seed;
	base.user_provided_suffix = body.suffix ?? null;
	base.integrations = body.integrations ?? [];
	if (dialect.keepsMetadata) base.metadata = body.metadata ?? null;
	Object.assign(base, echo(body, type, requested(body), dialect.flat !== null));

	const plan = makePlan(body, {
		jobId: base.id,
		seed: base.seed,
		training,
		validation,
		speed,
		resultFile: store.ids.next('file-'),
		dialect,
	});
	const record: JobRecord = { base, plan, createdAt, transitions: begin(plan, createdAt) };
	store.addJob(record);
	return record;
}

function isSound(body: unknown, fault: ApiError | null): body is CreateBody {
	return body !== undefined && fault === null;
}

function refuseTooMany({ clock, limits, store }: Context, model: string): void {
	if (limits.activeJobs === undefined) return;
	const active = store.byAge
		.filter(({ base }) => base.model === model)
		.map(({ transitions }) => statusAt(transitions, clock.now()))
		.filter((status) => !isTerminal(status));
	if (active.length < limits.activeJobs) return;
	const running = active.filter((status) => status === 'running').length;
	throw new ApiError(
		429,
		`This fine-tune request has been rate-limited. Your organization has reached the maximum of ${limits.activeJobs} active requests (${running} running, ${active.length - running} pending) for the model '${model}'.`,
		{ code: 'rate_limit_exceeded' },
	);
}

async function inspect(
	{ blobs, dialect }: Context,
	id: string,
	role: FileRole,
	type: JobMethod['type'],
): Promise<DataReport> {
	const checker = createChecker(id, role, type, dialect.examples);
	for await (const line of blobs.lines(id)) checker.push(line);
	return checker.finish();
}

/** The job in an answer, as the quirks have it. */
export function showJob(context: Context, record: JobRecord, now = context.clock.now()): unknown {
	const job = viewJob(context, record, now);
	const { shownAs } = context.jobs;
	return shownAs ? shownAs(job) : job;
}

/** The job as the API shows it at `now`, with what only some providers tell. */
export function viewJob({ dialect, jobs }: Context, record: JobRecord, now: number): FineTuningJob {
	const job = jobAt(record.base, record.transitions, now);
	if (jobs.dropsMetadata) job.metadata = null;
	if (dialect.tellsSteps && record.plan) {
		job.trained_steps = stepsDone(record, now);
		job.total_steps = trainingOf(record).totalSteps;
	}
	return job;
}

function emptyJob(id: string, created_at: number): FineTuningJob {
	return {
		object: 'fine_tuning.job',
		id,
		model: 'gpt-4.1-mini-2025-04-14',
		created_at,
		finished_at: null,
		fine_tuned_model: null,
		organization_id: 'org-sandbox',
		result_files: [],
		status: 'validating_files',
		validation_file: null,
		training_file: `file-${token(`training/${id}`, 24)}`,
		hyperparameters: { n_epochs: 'auto', batch_size: 'auto', learning_rate_multiplier: 'auto' },
		trained_tokens: null,
		// Recorded jobs carry this empty shell; a client that takes it for a failure is wrong.
		error: { code: null, message: null, param: null },
		user_provided_suffix: null,
		seed: Math.floor(fraction(`seed/${id}`) * 2 ** 31),
		estimated_finish: null,
		integrations: [],
		metadata: null,
		usage_metrics: null,
		shared_with_openai: false,
	};
}

/** Puts a job in directly, with a status that stays until it is set. What is missing is made up. */
export function seedJob(
	context: Context,
	job: Partial<FineTuningJob> & { status: string },
): FineTuningJob {
	const { clock, store } = context;
	const now = clock.now();
	const createdAt = job.created_at ?? now;
	const id = job.id ?? store.ids.next('ftjob-');
	if (store.jobs.has(id)) throw badRequest(`There is a job ${id} already`, 'id');
	const base = { ...emptyJob(id, Math.floor(createdAt)), ...job };
	const finished = Math.floor(Math.max(createdAt, Math.min(createdAt + 60, now)));
	const patch = { ...ending(base, job.status, finished), ...job };
	const transitions = [{ at: createdAt, status: job.status, patch }];
	const record: JobRecord = { base, plan: null, createdAt, transitions };
	store.addJob(record);
	return viewJob(context, record, Math.max(now, createdAt));
}

/**
 * Sets a job's status from now on, with what belongs to it; `extra` goes over that.
 * @throws ApiError 404 for an unknown job.
 */
export function setStatus(
	context: Context,
	jobId: string,
	status: string,
	extra: Partial<FineTuningJob> = {},
): void {
	const record = context.store.jobs.get(jobId) ?? findJob(context, jobId);
	const now = context.clock.now();
	const patch = { ...ending(record.base, status, Math.floor(now)), ...extra };
	record.transitions = force(record.transitions, now, status, patch);
	context.store.reopen(record);
}

function ending(base: FineTuningJob, status: string, finished: number): Partial<FineTuningJob> {
	const finished_at = isTerminal(status) ? finished : null;
	const patch: Partial<FineTuningJob> = { finished_at, estimated_finish: null };
	if (status === 'succeeded') {
		const name = `${base.user_provided_suffix ?? ''}:${token(`model/${base.id}`, 8)}`;
		patch.fine_tuned_model = `ft:${base.model}:sandbox:${name}`;
		patch.trained_tokens = 12_000;
	}
	if (status === 'failed') {
		const message = 'The job failed due to an internal error.';
		patch.error = { code: 'server_error', message, param: null };
	}
	return patch;
}
