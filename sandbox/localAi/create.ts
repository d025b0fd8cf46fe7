import type { Context } from '../context';
import { isJson, type Json } from '../json';
import { begin } from '../life';
import { makePlan } from '../plan';
import type { JobRecord } from '../store';
import type { DataReport } from '../trainingData';
import type { FineTuningJob, JobMethod } from '../types';
import { PlainError } from './errors';
import { pathOf } from './view';

const TEXTS = [
	'model',
	'backend',
	'training_type',
	'training_method',
	'dataset_source',
	'optimizer',
];
const WHOLE = ['adapter_rank', 'adapter_alpha', 'num_epochs', 'batch_size', 'seed', 'max_steps'];
const WHOLE_TOO = ['gradient_accumulation_steps', 'warmup_steps', 'save_steps'];
const DECIMAL = ['adapter_dropout', 'learning_rate', 'weight_decay'];

const METHODS: Record<string, JobMethod['type']> = { sft: 'supervised', dpo: 'dpo' };

/**
 * Creates a job, as soon as its trainer runs: what is wrong with the data shows only then.
 * @throws PlainError 400 for what is no request, 500 where no trainer starts
 */
export async function createJob(context: Context, body: unknown): Promise<JobRecord> {
	const request = bound(body);
	if (!request.model) throw new PlainError(400, 'model is required');
	if (!request.dataset_source) throw new PlainError(400, 'dataset_source is required');
	if (request.backend && request.backend !== 'trl') {
		const words = `failed to load backend ${String(request.backend)}: backend not found`;
		throw new PlainError(500, words);
	}
	const { clock, dialect, speed, store } = context;
	const createdAt = clock.now();
	const model = String(request.model);
	const type = METHODS[String(request.training_method ?? '') || 'sft'];
	const file = [...store.files.values()].find(
		({ file: one }) => pathOf(one) === request.dataset_source,
	)?.file;
	const training = await inspect(context, request, file?.id, type ?? 'supervised');
	const base: FineTuningJob = {
		object: 'fine_tuning.job',
		id: store.ids.next(''),
		model,
		created_at: Math.floor(createdAt),
		finished_at: null,
		fine_tuned_model: null,
		organization_id: 'local',
		result_files: [],
		status: 'validating_files',
		validation_file: null,
		training_file: file?.id ?? '',
		hyperparameters: null,
		trained_tokens: null,
		error: null,
		user_provided_suffix: null,
		seed: Number(request.seed ?? 3407),
		estimated_finish: null,
		integrations: [],
		metadata: null,
		usage_metrics: null,
		shared_with_openai: false,
	};
	const plan = makePlan(
		{
			model,
			training_file: base.training_file,
			method: { type: type ?? 'supervised' },
			hyperparameters: hyperparametersOf(request),
		},
		{
			jobId: base.id,
			seed: base.seed,
			training,
			validation: null,
			speed,
			resultFile: '',
			dialect,
		},
	);
	const transitions = begin(plan, createdAt);
	const record: JobRecord = { base, plan, createdAt, transitions };
	record.localAi = {
		status: 'queued',
		message: '',
		told: 0,
		losesUntil: null,
		request,
		export: null,
	};
	store.addJob(record);
	// Its model is one of the server's only when it is exported.
	record.registered = true;
	return record;
}

function hyperparametersOf(request: Json): Record<string, number> {
	const { num_epochs, batch_size, gradient_accumulation_steps, learning_rate } = request;
	const together = Number(batch_size || 2) * Number(gradient_accumulation_steps || 4);
	return {
		batch_size: together,
		...(num_epochs ? { n_epochs: Number(num_epochs) } : {}),
		...(learning_rate ? { learning_rate: Number(learning_rate) } : {}),
	};
}

/** Reads a request as Go does: unknown fields are passed over, those of a wrong type refused. */
function bound(body: unknown): Json {
	if (!isJson(body)) throw invalid('body', 'object');
	for (const name of TEXTS) {
		if (name in body && typeof body[name] !== 'string') throw invalid(name, 'string');
	}
	for (const name of [...WHOLE, ...WHOLE_TOO]) {
		if (name in body && !Number.isInteger(body[name])) throw invalid(name, 'int32');
	}
	for (const name of DECIMAL) {
		if (name in body && typeof body[name] !== 'number') throw invalid(name, 'float32');
	}
	const extra = body.extra_options ?? {};
	if (!isJson(extra) || !Object.values(extra).every((value) => typeof value === 'string')) {
		throw invalid('extra_options', 'string');
	}
	return { ...body };
}

function invalid(field: string, expected: string): PlainError {
	return new PlainError(
		400,
		`Invalid request: code=400, message=Unmarshal type error: expected=${expected}, field=${field}`,
	);
}

const GATED = /^(meta-llama|google)\//;

/** What the trainer finds when it loads model and data. */
async function inspect(
	{ blobs }: Context,
	request: Json,
	fileId: string | undefined,
	type: JobMethod['type'],
): Promise<DataReport> {
	const extra = isJson(request.extra_options) ? request.extra_options : {};
	const report = (message: string | null, examples = 0): DataReport => ({
		examples,
		error: message === null ? null : { code: null, message, param: null },
	});
	const model = String(request.model);
	if (GATED.test(model) && !extra.hf_token) {
		return report(
			`Model '${model}' is a gated HuggingFace repo and requires authentication. Pass 'hf_token' in extra_options or set the HF_TOKEN environment variable.`,
		);
	}
	if (!/^\/|^[^/]+\/[^/]+$/.test(model)) {
		return report(
			`Training failed: ${model} is not a local folder and is not a valid model identifier listed on 'https://huggingface.co/models'`,
		);
	}
	const source = String(request.dataset_source);
	if (fileId === undefined) {
		return report(
			source.startsWith('/')
				? 'Training failed: Dataset source path is outside the allowed directory'
				: `Training failed: Dataset '${source}' doesn't exist on the Hub or cannot be accessed.`,
		);
	}
	const evaluation = String(extra.eval_dataset_source ?? '');
	if (extra.eval_strategy !== 'no' && evaluation.startsWith('/')) {
		return report(`Training failed: Couldn't find any data file at ${evaluation}.`);
	}
	let examples = 0;
	let problem: string | null = null;
	for await (const line of blobs.lines(fileId)) {
		const text = Buffer.from(line).toString('utf8');
		if (text.trim() === '') continue;
		examples += 1;
		problem ??= lineProblem(text, type);
	}
	if (examples === 0) problem = 'An error occurred while generating the dataset';
	// Unless told otherwise it keeps a tenth for itself, and of a single example nothing is left.
	if (extra.eval_strategy !== 'no' && !evaluation && examples === 1) {
		problem ??=
			'With n_samples=1, test_size=0.1 and train_size=None, the resulting train set will be empty.';
	}
	const message = problem === null ? null : `Training failed: ${problem}`;
	return report(message, examples);
}

const COLUMNS: Record<JobMethod['type'], string[][]> = {
	supervised: [['messages'], ['conversations'], ['text'], ['prompt', 'completion']],
	dpo: [['chosen', 'rejected']],
	reinforcement: [],
};

function lineProblem(text: string, type: JobMethod['type']): string | null {
	let line: unknown;
	try {
		line = JSON.parse(text);
	} catch {
		line = undefined;
	}
	if (!isJson(line)) return 'An error occurred while generating the dataset';
	const known = COLUMNS[type];
	const fits = known.some((names) => names.every((name) => name in line));
	return fits ? null : `'${known[0]?.[0] ?? ''}'`;
}
