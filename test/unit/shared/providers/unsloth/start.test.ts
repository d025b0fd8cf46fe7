import type { JobRequest } from '../../../../../nodes/shared/domain/jobRequest';
import type { OwnKey } from '../../../../../nodes/shared/providers/protocol';
import { unsloth } from '../../../../../nodes/shared/providers/unsloth';
import { idempotency } from '../../../../../nodes/shared/providers/unsloth/start';
import { aJobRequest } from '../../../builders';

const FILE = '/home/u/uploads/a_training.jsonl';

function started(more: Partial<JobRequest> = {}) {
	const call = unsloth.jobs.create(
		aJobRequest({ model: 'unsloth/Qwen3-4B', trainingFile: FILE, ...more }),
	);
	if (!call.ok) throw new Error(call.problem);
	return call.value;
}

/** What a start needs, whatever else is wished. */
const LEAST = {
	model_name: 'unsloth/Qwen3-4B',
	training_type: 'LoRA/QLoRA',
	format_type: 'chatml',
	local_datasets: [FILE],
};

test.each<[string, Partial<JobRequest>, object]>([
	["what was left alone is the server's", {}, {}],
	[
		'a validation file is looked at, ten times in a training',
		{ validationFile: '/v.jsonl' },
		{ local_eval_datasets: ['/v.jsonl'], eval_steps: 0.1 },
	],
	[
		'the suffix names the project',
		{ suffix: 'tickets', seed: 0 },
		{ project_name: 'tickets', random_seed: 0 },
	],
	[
		'the rate is a text',
		{ hyperparameters: { learningRate: 0.00002, nEpochs: '3' } },
		{ learning_rate: '0.00002', num_epochs: 3 },
	],
	['full training', { hyperparameters: { adapter: 'full' } }, { training_type: 'Full Finetuning' }],
	[
		'extra fields come last',
		{ extraBody: { train_on_completions: true, format_type: 'auto' } },
		{ train_on_completions: true, format_type: 'auto' },
	],
	['the key', { idempotencyKey: 'abc' }, { start_request_id: 'abc' }],
	[
		'the key is no extra field',
		{ idempotencyKey: 'abc', extraBody: { start_request_id: 'another' } },
		{ start_request_id: 'abc' },
	],
])('%s', (_, more, wanted) => {
	const { body, method, path, version } = started(more);
	expect(body).toStrictEqual({ ...LEAST, ...wanted });
	expect([method, version, path.join('/')]).toEqual(['POST', 'api', 'train/start']);
});

test('a small rate stays what it is', () => {
	expect(started({ hyperparameters: { learningRate: 1e-7 } }).body).toMatchObject({
		learning_rate: '1e-7',
	});
});

describe('hyperparameters', () => {
	const refused = (more: Partial<JobRequest>) => unsloth.jobs.create(aJobRequest(more));

	test('go under the names of the server, and are those that the editor offers', () => {
		const hyperparameters = {
			nEpochs: 3,
			batchSize: 8,
			learningRate: 0.0002,
			adapter: 'lora',
			loraRank: 16,
			loraAlpha: 32,
			loraDropout: 0.05,
			warmupRatio: 0.1,
			weightDecay: 0.01,
			maxSequenceLength: 4096,
			packing: true,
		};
		expect(started({ hyperparameters }).body).toEqual({
			...LEAST,
			num_epochs: 3,
			batch_size: 8,
			learning_rate: '0.0002',
			lora_r: 16,
			lora_alpha: 32,
			lora_dropout: 0.05,
			warmup_ratio: 0.1,
			weight_decay: 0.01,
			max_seq_length: 4096,
			packing: true,
		});
		expect([...unsloth.jobs.hyperparameters].sort()).toEqual(Object.keys(hyperparameters).sort());
	});

	test.each([
		[{ nEpochs: 1000 }, { num_epochs: 1000 }],
		[{ batchSize: 4096 }, { batch_size: 4096 }],
		[{ loraRank: 16_384 }, { lora_r: 16_384 }],
		[{ loraAlpha: 32_768 }, { lora_alpha: 32_768 }],
		[{ loraDropout: 0 }, { lora_dropout: 0 }],
		[{ warmupRatio: 1 }, { warmup_ratio: 1 }],
		[{ weightDecay: 10 }, { weight_decay: 10 }],
		[{ maxSequenceLength: 2_000_000 }, { max_seq_length: 2_000_000 }],
	])('%j is within the limits', (hyperparameters, sent) => {
		expect(started({ hyperparameters }).body).toMatchObject(sent);
	});

	test.each([
		[{ nEpochs: 'auto' }, 'a whole number from 1 to 1000'],
		[{ nEpochs: 1001 }, 'a whole number from 1 to 1000'],
		[{ batchSize: 'auto' }, 'a whole number from 1 to 4096'],
		[{ batchSize: 0 }, 'a whole number from 1 to 4096'],
		[{ learningRate: 'auto' }, 'a number above 0 and below 1'],
		[{ learningRate: 0 }, 'a number above 0 and below 1'],
		[{ learningRate: 1 }, 'a number above 0 and below 1'],
		[{ adapter: 'qlora' }, 'lora or full'],
		[{ loraRank: 'auto' }, 'a whole number from 1 to 16384'],
		[{ loraAlpha: 'auto' }, 'a whole number from 1 to 32768'],
		[{ loraDropout: 1 }, 'a number from 0 and below 1'],
		[{ loraDropout: -0.1 }, 'a number from 0 and below 1'],
		[{ warmupRatio: 1.1 }, 'a number from 0 to 1'],
		[{ weightDecay: 10.5 }, 'a number from 0 to 10'],
		[{ maxSequenceLength: 'auto' }, 'a whole number from 1 to 2000000'],
		[{ packing: 'yes' }, 'true or false'],
	])('%j is refused with what it must be', (hyperparameters, range) => {
		expect(refused({ hyperparameters })).toEqual({
			ok: false,
			problem: expect.stringContaining(String(Object.values(hyperparameters)[0])),
			advice: `It must be ${range}. Remove it to let the provider choose.`,
		});
	});

	test.each<[string, Partial<JobRequest>, string, RegExp]>([
		[
			'a multiplier of the rate',
			{ hyperparameters: { learningRateMultiplier: 2 } },
			"'Learning Rate Multiplier' is not known to Unsloth Studio",
			/^Unsloth Studio takes an absolute learning rate: .* add 'Learning Rate' .* such as 0\.0002\.$/,
		],
		[
			'a method that it lacks',
			{ method: 'dpo' },
			"Unsloth Studio has no training by the method 'dpo'",
			/^Set Method to supervised/,
		],
		[
			'a long suffix',
			{ suffix: 'x'.repeat(81) },
			"'Model Name Suffix' is 81 characters long",
			/^It may have up to 80\.$/,
		],
		[
			'metadata',
			{ metadata: { team: 'support' } },
			'Unsloth Studio keeps no metadata',
			/^Remove 'Metadata' .*; 'Model Name Suffix' names the project/,
		],
		[
			'Weights & Biases',
			{ integrations: [{ project: 'tickets', tags: [] }] },
			'Unsloth Studio needs a token of its own for Weights & Biases',
			/^Remove 'Weights & Biases' .* give enable_wandb, wandb_project and wandb_token under Extra Body/,
		],
	])('%s is refused with what to do instead', (_, more, problem, advice) => {
		expect(refused(more)).toEqual({ ok: false, problem, advice: expect.stringMatching(advice) });
	});
});

describe('a job that was started', () => {
	const ANSWER = { job_id: 'job_1', status: 'queued', message: 'Queued' };
	const JOB = {
		id: 'job_1',
		status: 'queued',
		model: 'unsloth/Qwen3-4B',
		fineTunedModel: null,
		method: 'supervised',
		trainingFile: FILE,
		hyperparameters: null,
		epochs: null,
		metadata: null,
		createdAt: 9,
		finishedAt: null,
		estimatedFinish: null,
		trainedTokens: null,
		resultFiles: [],
		failure: null,
		raw: ANSWER,
	};

	test.each<[string, Partial<JobRequest>, object]>([
		['with what was asked for', {}, { validationFile: null, suffix: null, seed: null }],
		[
			'with all that can be asked for',
			{ validationFile: '/v.jsonl', suffix: 'tickets', seed: 7 },
			{ validationFile: '/v.jsonl', suffix: 'tickets', seed: 7 },
		],
	])('is told %s', (_, more, told) => {
		expect(started(more).read(ANSWER, 9)).toEqual({ ...JOB, ...told });
	});

	test.each([[{ status: 'queued' }], [{ job_id: '', status: 'queued' }], ['queued']])(
		'is not told by %p',
		(answer) => {
			expect(started().read(answer, 9)).toBeNull();
		},
	);
});

test('a key goes to the server, which forgets it when it is restarted', () => {
	expect(idempotency).toMatchObject({
		byDefault: true,
		place: { words: 'by the server until it is restarted, as the ID of its start request' },
		longestKey: 512,
	});
});

test.each<[unknown, number | null]>([
	[{ job_id: 'a', status: 'queued', message: '', error: null }, null],
	[{ job_id: 'a', status: 'pending' }, null],
	[{ job_id: 'a', status: 'error', error: 'Training already active' }, 409],
	[{ job_id: '', status: 'error', error: 'Diffusion training already active' }, 409],
	[{ job_id: 'a', status: 'error', error: 'Training start already pending' }, 409],
	[{ job_id: '', status: 'error', error: 'subprocess_start_failed' }, 422],
	[{ job_id: '', status: 'error', error: null }, 422],
	[[], null],
	[null, null],
])('the answer %p has the status %p', (answer, status) => {
	const { read, refusal } = started();
	expect(refusal?.(answer, 200) ?? null).toBe(status);
	const queued = (answer as { status?: string } | null)?.status === 'queued';
	expect(read(answer, 1_770_000_000)?.createdAt).toBe(queued ? 1_770_000_000 : undefined);
});

describe('the ID of a start request', () => {
	const idOf = (key: string) => idempotency.carry(aJobRequest(), key)?.idempotencyKey;
	const find = (key: string) => (idempotency as typeof idempotency & OwnKey).find(key);

	test.each([
		['0123abcd', true],
		['order-42_a.b:c', true],
		['x'.repeat(128), true],
		['x'.repeat(129), false],
		['order 42', false],
		['-x', false],
		['Ü', false],
		['a\n', false],
	])('of the key %p: as it is %p', (key, same) => {
		const id = idOf(key) ?? '';
		expect(id === key).toBe(same);
		expect(id).toMatch(/^[A-Za-z0-9][A-Za-z0-9._:-]{0,127}$/);
		expect([find(key).method, find(key).path]).toEqual(['GET', ['train', 'start-requests', id]]);
		expect(idempotency.sign(key)).toContain(id);
	});

	test.each<[unknown, unknown]>([
		[
			{ state: 'accepted', job_id: 'j' },
			{ state: 'found', jobId: 'j' },
		],
		[{ state: 'accepted', job_id: '' }, null],
		[{ state: 'pending', job_id: 'j' }, { state: 'pending' }],
		[{ state: 'rejected', job_id: 'j', error: 'x' }, { state: 'refused' }],
		[{ state: 'lost' }, null],
		[[], null],
		[null, null],
	])('%p says %p', (answer, state) => {
		expect(find('a').read(answer, 0)).toEqual(state);
	});
});
