import { unsloth } from '../../../../../nodes/shared/providers/unsloth';
import {
	readDetail,
	readMetrics,
	readRun,
	readRuns,
} from '../../../../../nodes/shared/providers/unsloth/runs';
import {
	isFolder,
	publicName,
	secondsOf,
} from '../../../../../nodes/shared/providers/unsloth/wire';

/** As the server's TrainingRunSummary has it. */
const RUN = {
	id: 'job_20260202_024000_0123abcd',
	status: 'running',
	model_name: 'unsloth/Qwen3-4B',
	project_name: 'tickets',
	dataset_name: '/home/u/uploads/a_training.jsonl',
	started_at: '2026-02-02T02:40:00.250000+00:00',
	ended_at: null,
	output_dir: null,
	error_message: null,
};

test.each<[unknown, number | null]>([
	['2026-02-02T02:40:00+00:00', 1_770_000_000],
	['2026-02-02T02:40:00.250000+00:00', 1_770_000_000.25],
	['2026-02-02T03:40:00+01:00', 1_770_000_000],
	['2026-02-02T03:40:00+0100', 1_770_000_000],
	// As older versions wrote it: in UTC.
	['2026-02-02T02:40:00', 1_770_000_000],
	['2026-02-02T02:40:00Z', 1_770_000_000],
	['yesterday', null],
	['', null],
	[1_770_000_000, null],
	[null, null],
])('the moment %p is %p', (text, seconds) => {
	expect(secondsOf(text)).toBe(seconds);
});

test.each([
	['/home/u/outputs/unsloth_Qwen3_17', 'unsloth_Qwen3_17', true],
	['/home/u/outputs/unsloth_Qwen3_17/', 'unsloth_Qwen3_17', true],
	['C:\\Users\\u\\outputs\\run 1', 'run 1', true],
	['./outputs/run', 'run', true],
	['unsloth/Qwen3-4B', 'unsloth/Qwen3-4B', false],
	['Qwen3', 'Qwen3', false],
	['/home/u/outputs/unsloth_Qwen3_17//', 'unsloth_Qwen3_17', true],
	['C:\\run 1', 'run 1', true],
	['outputs/u/run', 'run', true],
	['/', '/', true],
])('the model %p is asked by %p', (told, name, folder) => {
	expect([publicName(told), isFolder(told)]).toEqual([name, folder]);
});

const STOPPED_EARLY = 'Stop and Save ended before a valid current-step checkpoint was written.';

test.each<[string, string | null, string, string | null]>([
	['running', null, 'running', null],
	['running', STOPPED_EARLY, 'running', null],
	['completed', null, 'succeeded', null],
	['stopped', null, 'cancelled', null],
	['error', 'CUDA out of memory', 'failed', 'CUDA out of memory'],
	['error', null, 'failed', null],
	['error', STOPPED_EARLY, 'cancelled', null],
	['error', `Disk full. ${STOPPED_EARLY}`, 'failed', `Disk full. ${STOPPED_EARLY}`],
	// Nobody's word ends a job but the server's own.
	['finalizing', null, 'finalizing', null],
])('a run that is %p (%p) is %p', (status, error_message, wanted, message) => {
	expect(readRun({ ...RUN, status, error_message })).toMatchObject({
		status: wanted,
		failure: message === null ? null : { code: null, message, param: null },
	});
});

test('a run of the list', () => {
	const run = {
		...RUN,
		status: 'completed',
		ended_at: '2026-02-02T02:41:00Z',
		final_step: 60,
		total_steps: 120,
	};
	expect(readRun(run)).toEqual({
		id: RUN.id,
		status: 'succeeded',
		model: 'unsloth/Qwen3-4B',
		fineTunedModel: null,
		method: 'supervised',
		trainingFile: '/home/u/uploads/a_training.jsonl',
		validationFile: null,
		suffix: 'tickets',
		seed: null,
		hyperparameters: null,
		epochs: null,
		metadata: null,
		createdAt: 1_770_000_000.25,
		finishedAt: 1_770_000_060,
		estimatedFinish: null,
		trainedTokens: null,
		resultFiles: [],
		failure: null,
		steps: { current: 60, total: 120 },
		raw: run,
	});
	expect(readRun({ ...RUN, model_name: null })?.model).toBe('');
});

test.each<[string, unknown]>([
	['nothing', null],
	['a text', 'run'],
	['a list', [RUN]],
	['no ID', { ...RUN, id: '' }],
	['no status', { ...RUN, status: null }],
	['no start', { ...RUN, started_at: null }],
	['a start that is none', { ...RUN, started_at: 'soon' }],
])('%s is no run', (_, raw) => {
	expect(readRun(raw)).toBeNull();
	expect(readDetail({ run: raw, config: {}, metrics: {} })).toBeNull();
});

test('a run alone tells its configuration, and leaves the rest away', () => {
	const config = {
		num_epochs: 0,
		max_steps: 60,
		learning_rate: '2e-4',
		lora_r: null,
		random_seed: 7,
		hf_dataset: '',
		local_eval_datasets: ['/v.jsonl', '/w.jsonl'],
	};
	const job = readDetail({ run: RUN, config, metrics: { final_num_tokens: 4_800 } });
	expect(job).toMatchObject({
		createdAt: 1_770_000_000.25,
		hyperparameters: { num_epochs: 0, max_steps: 60, learning_rate: '2e-4' },
		epochs: null,
		seed: 7,
		validationFile: '/v.jsonl',
		trainedTokens: 4_800,
		suffix: 'tickets',
		fineTunedModel: null,
	});
	expect(Object.keys(job?.hyperparameters ?? {})).not.toContain('lora_r');
	// A server that lost a run's configuration still has the run.
	expect(readDetail({ run: RUN })).toMatchObject({ id: RUN.id, hyperparameters: {}, seed: null });
});

test('of its configuration, the hyperparameters are told, and nothing else', () => {
	const hyperparameters = {
		training_type: 'LoRA/QLoRA',
		num_epochs: 3,
		max_steps: 0,
		batch_size: 2,
		gradient_accumulation_steps: 4,
		learning_rate: '2e-4',
		lr_scheduler_type: 'linear',
		warmup_ratio: 0.1,
		warmup_steps: 5,
		weight_decay: 0.01,
		max_seq_length: 2048,
		packing: false,
		lora_r: 16,
		lora_alpha: 16,
		lora_dropout: 0,
		load_in_4bit: true,
		train_on_completions: false,
	};
	const config = { ...hyperparameters, hf_token: 'hf_1', local_datasets: ['/t.jsonl'] };
	expect(readDetail({ run: RUN, config })).toMatchObject({ epochs: 3 });
	expect(readDetail({ run: RUN, config })?.hyperparameters).toEqual(hyperparameters);
});

describe('the list', () => {
	test.each<[string, number, number, unknown, string | null]>([
		['more to come', 0, 2, 5, '2'],
		['the end', 3, 2, 5, null],
		['a total that is too small by now', 4, 2, 5, null],
		['no total', 0, 2, undefined, '2'],
		['nothing', 5, 0, 9, null],
	])('%s', (_, offset, length, total, next) => {
		const runs = Array.from({ length }, (__, at) => ({ ...RUN, id: `job_${at}` }));
		expect(readRuns({ runs, total }, offset)).toMatchObject({ next, unsound: 0 });
	});

	test('one wrong run among good ones is left out and counted, and the place goes on', () => {
		const runs = [RUN, { ...RUN, id: 'b', started_at: 1 }, null, { ...RUN, id: 'c' }];
		expect(readRuns({ runs, total: 9 }, 0)).toMatchObject({
			items: [{ id: RUN.id }, { id: 'c' }],
			next: '4',
			unsound: 2,
		});
	});

	test.each([
		[null],
		[{}],
		[{ runs: {} }],
		[{ runs: [1, 'b', null, { name: 'c' }], total: 4 }],
		[[]],
	])('%p is none', (raw) => {
		expect(readRuns(raw, 0)).toBeNull();
	});

	test('asks for no more than the server gives', () => {
		const { path, version, query } = unsloth.jobs.list({ limit: 500, cursor: '40' });
		expect([version, path.join('/'), query]).toEqual([
			'api',
			'train/runs',
			{ limit: 200, offset: '40' },
		]);
	});
});

test.each<[string, unknown, unknown]>([
	[
		'each figure belongs to its own step',
		{
			step_history: [0, 1, 2, 3],
			loss_history: [2.5, 2.1],
			loss_step_history: [1, 3],
			eval_loss_history: [2.4],
			eval_step_history: [2],
			lr_history: [0.0002],
			lr_step_history: [1],
			grad_norm_history: [1.5],
			grad_norm_step_history: [3],
		},
		[
			{ step: 1, trainLoss: 2.5, validLoss: null, learningRate: 0.0002 },
			{ step: 3, trainLoss: 2.1, gradNorm: 1.5 },
			{ step: 2, trainLoss: null, validLoss: 2.4 },
		],
	],
	[
		'what has no step, or is no number, is left out',
		{ loss_history: [2.5, null, 'x', 1], loss_step_history: [1, 2, 3] },
		[{ step: 1, trainLoss: 2.5 }],
	],
	['nothing was measured yet', { step_history: [] }, []],
	['lists that are none', { loss_history: 'a', loss_step_history: null }, []],
])('figures: %s', (_, metrics, steps) => {
	const read = readMetrics({ run: RUN, config: {}, metrics });
	expect(read).toHaveLength((steps as unknown[]).length);
	expect(read).toMatchObject(steps as object[]);
});

test.each([[null], [{}], [{ run: RUN, config: {} }], ['metrics']])('%p has no figures', (raw) => {
	expect(readMetrics(raw)).toBeNull();
});
