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
	['/', '/', true],
])('the model %p is asked by %p', (told, name, folder) => {
	expect([publicName(told), isFolder(told)]).toEqual([name, folder]);
});

test.each([
	['running', null, 'running', null],
	['completed', null, 'succeeded', null],
	['stopped', null, 'cancelled', null],
	['error', 'CUDA out of memory', 'failed', 'CUDA out of memory'],
	['error', null, 'failed', undefined],
	[
		'error',
		'Stop and Save ended before a valid current-step checkpoint was written.',
		'cancelled',
		undefined,
	],
	// Nobody's word ends a job but the server's own.
	['finalizing', null, 'finalizing', undefined],
])('a run that is %p (%p) is %p', (status, error_message, wanted, message) => {
	const job = readRun({ ...RUN, status, error_message });
	expect(job?.status).toBe(wanted);
	expect(job?.failure?.message ?? undefined).toBe(message ?? undefined);
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

	test.each([[null], [{}], [{ runs: {} }], [{ runs: [1, 'b', null], total: 3 }], [[]]])(
		'%p is none',
		(raw) => {
			expect(readRuns(raw, 0)).toBeNull();
		},
	);

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
