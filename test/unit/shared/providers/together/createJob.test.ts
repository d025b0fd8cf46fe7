import {
	HYPERPARAMETER_LABELS,
	type JobRequest,
} from '../../../../../nodes/shared/domain/jobRequest';
import { aJob, aJobRequest, aProvider } from '../../../builders';

const { jobs } = aProvider('together');
const { idempotency } = jobs;
const LABELS = Object.fromEntries(HYPERPARAMETER_LABELS);

function bodyOf(changes: Partial<JobRequest>) {
	const call = jobs.create(aJobRequest(changes));
	return call.ok ? call.value.body : call.problem;
}

const PLAIN = {
	model: 'gpt-4.1-mini-2025-04-14',
	training_file: 'file-1',
	training_method: { method: 'sft', train_on_inputs: false },
};

test.each<[string, Partial<JobRequest>, object]>([
	['nothing but what is needed', {}, PLAIN],
	['the usual', { suffix: 'a', seed: 0 }, { ...PLAIN, suffix: 'a', random_seed: 0 }],
	[
		'every hyperparameter',
		{
			hyperparameters: {
				nEpochs: '3',
				batchSize: 'max',
				learningRate: 0.0001,
				adapter: 'lora',
				loraRank: 16,
				loraAlpha: 16,
				loraDropout: 0.1,
				warmupRatio: 0,
				weightDecay: 0,
				maxSequenceLength: 4096,
				packing: false,
				beta: 0.2,
			},
		},
		{
			...PLAIN,
			n_epochs: 3,
			batch_size: 'max',
			learning_rate: 0.0001,
			training_type: { type: 'Lora', lora_r: 16, lora_alpha: 16, lora_dropout: 0.1 },
			warmup_ratio: 0,
			weight_decay: 0,
			max_seq_length: 4096,
			packing: false,
		},
	],
	['LoRA alone, which is its own default', { hyperparameters: { adapter: 'lora' } }, PLAIN],
	[
		'a rank alone',
		{ hyperparameters: { loraRank: 32 } },
		{ ...PLAIN, training_type: { type: 'Lora', lora_r: 32, lora_alpha: 64 } },
	],
	[
		'an alpha alone',
		{ hyperparameters: { loraAlpha: 4 } },
		{ ...PLAIN, training_type: { type: 'Lora', lora_r: 8, lora_alpha: 4 } },
	],
	[
		'the whole model',
		{ hyperparameters: { adapter: 'full' } },
		{ ...PLAIN, training_type: { type: 'Full' } },
	],
	[
		'preferences',
		{ method: 'dpo', hyperparameters: { beta: 3 } },
		{ ...PLAIN, training_method: { method: 'dpo', dpo_beta: 3 } },
	],
	['preferences alone', { method: 'dpo' }, { ...PLAIN, training_method: { method: 'dpo' } }],
	[
		'a validation file, which it would else never look at',
		{ validationFile: 'file-2' },
		{ ...PLAIN, validation_file: 'file-2', n_evals: 1 },
	],
	[
		'a validation file, once an epoch',
		{ validationFile: 'file-2', hyperparameters: { nEpochs: 4 } },
		{ ...PLAIN, validation_file: 'file-2', n_epochs: 4, n_evals: 4 },
	],
	[
		'Weights & Biases with its key',
		{
			integrations: [{ project: 'p', name: 'n', entity: '', tags: [] }],
			extraBody: { wandb_api_key: 'k' },
		},
		{ ...PLAIN, wandb_project_name: 'p', wandb_name: 'n', wandb_api_key: 'k' },
	],
	[
		"Weights & Biases in a team's project",
		{
			integrations: [{ project: 'p', entity: 'team', tags: [] }],
			extraBody: { wandb_api_key: 'k' },
		},
		{ ...PLAIN, wandb_project_name: 'p', wandb_entity: 'team', wandb_api_key: 'k' },
	],
	[
		'the extra body, over all',
		{ extraBody: { n_checkpoints: 3, training_method: { train_on_inputs: 'auto' } } },
		{
			...PLAIN,
			n_checkpoints: 3,
			training_method: { method: 'sft', train_on_inputs: 'auto' },
		},
	],
	[
		'a suffix with the key of another job',
		{ suffix: 'a-n8n0123456789' },
		{ ...PLAIN, suffix: 'a' },
	],
	[
		'the same in the extra body',
		{ extraBody: { suffix: 'a-n8n0123456789' } },
		{ ...PLAIN, suffix: 'a' },
	],
])('%s', (_, changes, expected) => {
	expect(bodyOf(changes)).toStrictEqual(expected);
});

test.each<[Partial<JobRequest>, RegExp]>([
	[{ method: 'reinforcement', grader: {} }, /no training by the method 'reinforcement'/],
	[{ hyperparameters: { learningRateMultiplier: 1 } }, /'Learning Rate Multiplier' is not known/],
	[{ hyperparameters: { computeMultiplier: 1 } }, /'Compute Multiplier' is not known/],
	[{ hyperparameters: { nEpochs: 'auto' } }, /'Epochs' is auto/],
	[{ hyperparameters: { batchSize: 0 } }, /'Batch Size' is 0/],
	[{ hyperparameters: { learningRate: 0 } }, /'Learning Rate' is 0/],
	[{ hyperparameters: { adapter: 'qlora' } }, /'Adapter' is qlora/],
	[{ hyperparameters: { adapter: 'full', loraDropout: 0 } }, /'Adapter' is Full, but settings/],
	[{ method: 'dpo', hyperparameters: { beta: 0 } }, /'Beta' is 0/],
	[{ metadata: { a: 'b' } }, /keeps no metadata/],
	[{ suffix: 'x'.repeat(65) }, /'Model Name Suffix' is 65 characters long/],
	[{ seed: -1 }, /'Seed' is -1/],
	[{ integrations: [{ project: 'p', tags: [] }] }, /needs your API key of Weights & Biases/],
	[{ integrations: [{ project: 'p', tags: ['t'] }], extraBody: { wandb_api_key: 'k' } }, /no tags/],
	[
		{
			integrations: [
				{ project: 'p', tags: [] },
				{ project: 'q', tags: [] },
			],
		},
		/has 2 integrations/,
	],
])('%p is refused', (changes, problem) => {
	expect(bodyOf(changes)).toMatch(problem);
});

test.each([
	'nEpochs',
	'batchSize',
	'learningRate',
	'adapter',
	'loraRank',
	'loraAlpha',
	'loraDropout',
	'warmupRatio',
	'weightDecay',
	'maxSequenceLength',
	'packing',
	'beta',
])('%s is left alone for its default, which has no word', (name) => {
	expect(jobs.create(aJobRequest({ method: 'dpo', hyperparameters: { [name]: 'auto' } }))).toEqual({
		ok: false,
		problem: `'${LABELS[name]}' is auto`,
		advice: expect.stringMatching(/^It must be .+\. Remove it to let the provider choose\.$/),
	});
});

const wandb = (...tags: string[]) => ({ project: 'p', tags });

test.each<[Partial<JobRequest>, problem: string, advice: string]>([
	[
		{ method: 'reinforcement', grader: {} },
		"Together AI has no training by the method 'reinforcement'",
		'Set Method to supervised or dpo, or',
	],
	[
		{ hyperparameters: { batchSize: 'min' } },
		"'Batch Size' is min",
		'It must be a whole number from 1, or max.',
	],
	[
		{ hyperparameters: { learningRateMultiplier: 2 } },
		"'Learning Rate Multiplier' is not known to Together AI",
		"add 'Learning Rate' with your own rate, such as 0.00001.",
	],
	[
		{ hyperparameters: { adapter: 'full', loraRank: 8 } },
		"'Adapter' is Full, but settings of LoRA are given",
		"Remove 'LoRA Rank', 'LoRA Alpha' and 'LoRA Dropout', or set Adapter to LoRA.",
	],
	[
		{ metadata: { a: 'b' } },
		'Together AI keeps no metadata with a job',
		"Remove 'Metadata' under Additional Fields. A suffix is kept.",
	],
	[
		{ integrations: [wandb(), wandb()], extraBody: { wandb_api_key: 'k' } },
		"'Weights & Biases' has 2 integrations",
		'Together AI sends the metrics to one project.',
	],
	[
		{ integrations: [wandb('t')], extraBody: { wandb_api_key: 'k' } },
		'Together AI gives runs of Weights & Biases no tags',
		"Remove 'Tags'.",
	],
	[
		{ integrations: [wandb()] },
		'Together AI needs your API key of Weights & Biases with each job',
		'{"wandb_api_key": "…"}, or remove the integration.',
	],
])('what to do about %p is said', (changes, problem, advice) => {
	expect(jobs.create(aJobRequest(changes))).toEqual({
		ok: false,
		problem,
		advice: expect.stringContaining(advice),
	});
});

test.each(['supervised' as const, 'dpo' as const])(
	'the new job is one of %s training, also where its answer does not say so',
	(method) => {
		const call = jobs.create(aJobRequest({ method }));
		const answer = { id: 'ft-1', status: 'pending', created_at: '2026-05-17T10:00:00Z' };
		expect(call).toMatchObject({ ok: true, value: { method: 'POST', path: ['fine-tunes'] } });
		expect(call.ok && call.value.read(answer, 0)?.method).toBe(method);
	},
);

test('the editor offers what Together takes', () => {
	expect([...jobs.hyperparameters].sort()).toEqual([
		'adapter',
		'batchSize',
		'beta',
		'learningRate',
		'loraAlpha',
		'loraDropout',
		'loraRank',
		'maxSequenceLength',
		'nEpochs',
		'packing',
		'warmupRatio',
		'weightDecay',
	]);
});

describe('the key', () => {
	const searched = idempotency && 'carriedBy' in idempotency ? idempotency : undefined;
	const suffixOf = (changes: Partial<JobRequest>, key = 'key') => {
		const carried = idempotency?.carry(aJobRequest(changes), key);
		const call = carried && jobs.create(carried);
		return call?.ok ? (call.value.body as { suffix?: string }).suffix : undefined;
	};

	test('ends the suffix, the same for the same key, and is read from the job and from its model', () => {
		const suffix = suffixOf({ suffix: 'support' });
		expect(suffix).toMatch(/^support-n8n[0-9a-f]{10}$/);
		expect(suffixOf({ suffix: 'support' })).toBe(suffix);
		expect(suffixOf({ suffix: 'support' }, 'other')).not.toBe(suffix);
		expect(suffixOf({})).toMatch(/^n8n[0-9a-f]{10}$/);
		const token = searched?.tokenOf('key');
		expect(searched?.carriedBy(aJob({ raw: { suffix } }))).toBe(token);
		const model_output_name = `n/model-${suffix}-1a2b3c4d`;
		expect(searched?.carriedBy(aJob({ raw: { model_output_name } }))).toBe(token);
		expect(idempotency?.sign('key')).toBe(`Its suffix would end in n8n${token}.`);
	});

	test('takes the place of one that was copied from another job', () => {
		expect(suffixOf({ suffix: suffixOf({ suffix: 'a' }, 'old') })).toBe(suffixOf({ suffix: 'a' }));
	});

	test.each([undefined, '', 'support', 'n8n0123', 'xn8n0123456789', 'n8n0123456789-x', 7])(
		'is none in the suffix %p',
		(suffix) => {
			expect(searched?.carriedBy(aJob({ raw: { suffix } as never }))).toBeNull();
		},
	);

	test('has its place at the end of the suffix, and is searched for in the whole list', () => {
		expect(searched?.query('key')).toEqual({});
		expect(searched?.place).toEqual({
			words: 'at the end of the suffix, as a code of 13 characters',
			// The longest that has room for it, see below.
			noRoom: expect.stringContaining("Shorten 'Model Name Suffix' to 50, give it there"),
		});
	});

	test.each<[Partial<JobRequest>, boolean]>([
		[{ suffix: 'x'.repeat(50) }, true],
		[{ suffix: 'x'.repeat(51) }, false],
		[{ suffix: '😀'.repeat(50) }, true],
		[{ extraBody: { suffix: 'a' } }, false],
	])('has room in %p: %p', (changes, fits) => {
		const carried = idempotency?.carry(aJobRequest(changes), 'key');
		expect(carried !== null && carried !== undefined).toBe(fits);
	});
});
