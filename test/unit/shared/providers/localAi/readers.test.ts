import fc from 'fast-check';

import {
	readCheckpoints,
	readJob,
	readJobs,
	readSteps,
	withoutToken,
} from '../../../../../nodes/shared/providers/localAi/readers';
import { localAiJob } from './wireJob';

test.each([
	['queued', 'queued'],
	['loading_model', 'running'],
	['loading_dataset', 'running'],
	['training', 'running'],
	['saving', 'running'],
	['completed', 'succeeded'],
	['failed', 'failed'],
	['stopped', 'cancelled'],
	['dreaming', 'dreaming'],
])('%s is %s', (status, expected) => {
	expect(readJob(localAiJob({ status }))?.status).toBe(expected);
});

test('a job that the server stopped itself has failed; one that a user stopped is cancelled', () => {
	const restarted = { status: 'stopped', message: 'Server restarted while job was running' };
	expect(readJob(localAiJob(restarted))).toMatchObject({
		status: 'failed',
		failure: { code: 'server_restarted', message: restarted.message, param: null },
	});
	const stopped = { status: 'stopped', message: 'Training stopped by user' };
	expect(readJob(localAiJob(stopped))).toMatchObject({ status: 'cancelled', failure: null });
	const failed = { ...restarted, status: 'failed' };
	expect(readJob(localAiJob(failed))).toMatchObject({ status: 'failed', failure: { code: null } });
});

test('a folder that is not allowed is an error that says how to allow it', () => {
	const message = 'Training failed: Dataset source path is outside the allowed directory';
	expect(readJob(localAiJob({ status: 'failed', message }))?.failure?.message).toBe(
		`${message}. Set LOCALAI_DATASET_DIR of LocalAI to the folder of its data, such as /data, and restart it.`,
	);
});

test('everything that a job tells is read', () => {
	const job = readJob(
		localAiJob({
			status: 'failed',
			message: 'Training failed: no memory',
			training_method: 'dpo',
			training_type: 'lora',
			extra_options: {
				suffix: 'tickets',
				beta: '0.2',
				'metadata.team': 'support',
				eval_dataset_source: 'me/eval',
			},
			config: {
				model: 'm',
				backend: 'trl',
				training_method: 'dpo',
				dataset_split: 'train',
				resume_from_checkpoint: '/d/1',
				extra_options: {},
				optimizer: '',
				dataset_source: '/data/x.jsonl',
				num_epochs: 2,
				seed: 7,
				adapter_rank: 8,
				reward_functions: [],
			},
		}),
	);
	expect(job).toMatchObject({
		id: '0a1b2c3d-0000-4000-8000-000000000000',
		model: 'Qwen/Qwen2.5-0.5B-Instruct',
		fineTunedModel: null,
		method: 'dpo',
		trainingFile: '/data/x.jsonl',
		validationFile: 'me/eval',
		suffix: 'tickets',
		seed: 7,
		epochs: 2,
		metadata: { team: 'support' },
		createdAt: Date.UTC(2026, 10, 1, 10) / 1000,
		finishedAt: null,
		resultFiles: [],
		failure: { code: null, message: 'Training failed: no memory', param: null },
	});
	expect(job?.hyperparameters).toEqual({
		training_type: 'lora',
		num_epochs: 2,
		adapter_rank: 8,
		beta: '0.2',
		eval_dataset_source: 'me/eval',
	});
});

test.each([
	[{}, 'supervised'],
	[{ training_method: 'sft' }, 'supervised'],
	[{ config: { training_method: 'dpo' } }, 'dpo'],
	[{ training_method: 'grpo', config: { training_method: 'dpo' } }, 'grpo'],
])('a job with %j is of the method %s', (changes, method) => {
	expect(readJob(localAiJob({ training_method: '', ...changes }))?.method).toBe(method);
});

test('a job that tells little has no model, metadata or hyperparameters', () => {
	const job = readJob(localAiJob({ model: '', training_type: undefined, config: null }));
	expect(job).toMatchObject({ model: '', metadata: null, epochs: 3 });
	expect(job?.hyperparameters).toStrictEqual({});
});

test.each([
	['', 'a', null],
	['exporting', 'a', null],
	['failed', 'a', null],
	['completed', '', null],
	['completed', 'a', 'a'],
])('export %p of %p: the model is %p', (export_status, export_model_name, expected) => {
	const job = readJob(localAiJob({ export_status, export_model_name }));
	expect(job?.fineTunedModel).toBe(expected);
});

test.each([
	null,
	'job',
	[],
	localAiJob({ id: 1 }),
	localAiJob({ id: ' ' }),
	localAiJob({ status: null }),
	localAiJob({ created_at: 1_770_000_000 }),
	localAiJob({ created_at: 'yesterday' }),
])('%j is no job', (answer) => {
	expect(readJob(answer)).toBeNull();
});

test('a list is a bare array; what is none of its jobs is left out and counted', () => {
	expect(readJobs([])).toEqual({ items: [], next: null, unsound: 0 });
	expect(readJobs([localAiJob(), localAiJob({ status: 7 }), null])).toMatchObject({
		items: [{ status: 'running' }],
		next: null,
		unsound: 2,
	});
	for (const answer of [null, {}, { data: [localAiJob()] }, [1, {}], 'x']) {
		expect(readJobs(answer)).toBeNull();
	}
});

test('checkpoints come newest first, whatever the order of their folders', () => {
	const of = (step: number) => ({ path: `/d/checkpoint-${step}`, step, epoch: 0.5, loss: 1.5 });
	const page = readCheckpoints(
		{ checkpoints: [of(10), of(5), { path: '/d/checkpoint-x' }, {}] },
		'j',
	);
	expect(page).toMatchObject({
		items: [
			{
				id: '/d/checkpoint-10',
				step: 10,
				model: null,
				jobId: 'j',
				metrics: { epoch: 0.5, loss: 1.5 },
			},
			{ id: '/d/checkpoint-5', step: 5 },
			// What is zero is left out on the wire.
			{ id: '/d/checkpoint-x', step: null, metrics: { epoch: null, loss: null } },
		],
		next: null,
		unsound: 1,
	});
	const oldestFirst = { checkpoints: [{ path: '/d/x' }, of(5), of(10), of(7)] };
	expect(readCheckpoints(oldestFirst, 'j')?.items.map(({ step }) => step)).toEqual([
		10,
		7,
		5,
		null,
	]);
	expect(readCheckpoints({ checkpoints: null }, 'j')).toEqual({
		items: [],
		next: null,
		unsound: 0,
	});
	for (const answer of [null, {}, [], { checkpoints: {} }]) {
		expect(readCheckpoints(answer, 'j')).toBeNull();
	}
});

test('the metrics of a job are the losses of its checkpoints', () => {
	const checkpoints = [
		{ path: '/d/checkpoint-4', step: 4, epoch: 1.25, loss: 0.5 },
		{ path: '/d/checkpoint-2', step: 2 },
		{ path: '/d/c' },
	];
	expect(readSteps({ checkpoints }, 'j')).toEqual([
		expect.objectContaining({ step: 4, epoch: 2, trainLoss: 0.5, validLoss: null }),
		expect.objectContaining({ step: 2, epoch: null, trainLoss: null }),
	]);
	expect(readSteps({ checkpoints: null }, 'j')).toEqual([]);
	expect(readSteps('no', 'j')).toBeNull();
});

test('a token comes out nowhere, wherever it stands', () => {
	const token = fc.stringMatching(/^hf_[a-zA-Z0-9]{10,20}$/);
	fc.assert(
		fc.property(token, fc.object({ maxDepth: 2 }), (hf_token, others) => {
			const answer = localAiJob({
				extra_options: { hf_token, beta: '1' },
				config: { ...others, extra_options: { hf_token } },
				message: `401 with ${hf_token}, twice ${hf_token}`,
				nested: [{ why: hf_token }],
			});
			const told = JSON.stringify([readJob(answer), withoutToken(answer)]);
			expect(told).not.toContain(hf_token);
			expect(told).toContain('401 with ***, twice ***');
		}),
	);
	expect(withoutToken({ extra_options: { hf_token: '', a: 'b' } })).toEqual({
		extra_options: { a: 'b' },
	});
	expect(withoutToken({ hf_token: 7, message: '7 of 9' })).toEqual({ message: '7 of 9' });
	for (const answer of [null, 'x', 7, []]) expect(withoutToken(answer)).toBeNull();
});
