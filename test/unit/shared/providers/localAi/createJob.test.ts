import {
	create,
	idempotency,
	jobBody,
} from '../../../../../nodes/shared/providers/localAi/createJob';
import type { JobRequest } from '../../../../../nodes/shared/domain/jobRequest';
import { aJob, aJobRequest, aProvider } from '../../../builders';

const MODEL = 'Qwen/Qwen2.5-0.5B-Instruct';
const aRequest = (changes: Partial<JobRequest> = {}) =>
	aJobRequest({ model: MODEL, trainingFile: '/data/x.jsonl', ...changes });

/** The body that is sent, or what is wrong. */
function sent(changes: Partial<JobRequest> = {}): unknown {
	const body = jobBody(aRequest(changes));
	return body.ok ? body.value : body.problem;
}

const LEAST = {
	model: MODEL,
	dataset_source: '/data/x.jsonl',
	training_method: 'sft',
	extra_options: { eval_strategy: 'no' },
};

test('what was left alone is not sent, and nothing of a small file is put aside', () => {
	expect(sent()).toStrictEqual(LEAST);
});

test('hyperparameters go to where the trainer looks for them, options as texts', () => {
	const entered = {
		nEpochs: 2,
		batchSize: 4,
		learningRate: 0.0002,
		adapter: 'full',
		loraRank: 8,
		loraAlpha: 16,
		loraDropout: 0.05,
		weightDecay: 0.1,
		maxSequenceLength: 1024,
		packing: true,
		beta: 0.2,
	};
	expect(sent({ hyperparameters: entered })).toEqual({
		...LEAST,
		num_epochs: 2,
		batch_size: 4,
		learning_rate: 0.0002,
		training_type: 'full',
		adapter_rank: 8,
		adapter_alpha: 16,
		adapter_dropout: 0.05,
		weight_decay: 0.1,
		extra_options: { eval_strategy: 'no', max_seq_length: '1024', packing: 'true' },
	});
	expect(sent({ method: 'dpo', hyperparameters: entered })).toMatchObject({
		training_method: 'dpo',
		extra_options: { eval_strategy: 'no', max_length: '1024', beta: '0.2' },
	});
	expect([...aProvider('localAi').jobs.hyperparameters].sort()).toEqual(
		Object.keys(entered).sort(),
	);
});

test.each<[Partial<JobRequest>, RegExp]>([
	[{ method: 'reinforcement', grader: {} }, /no training by the method/],
	[{ model: 'gpt-4.1-mini' }, /does not train 'gpt-4.1-mini'/],
	[{ model: 'ft:gpt-4o:me::1' }, /does not train/],
	[{ seed: 0 }, /'Seed' is 0/],
	[{ seed: Number.NaN }, /'Seed' is no number/],
	[{ validationFile: '/data/v.jsonl' }, /cannot read an uploaded validation file/],
	[{ validationFile: 'file-to-be-uploaded' }, /cannot read an uploaded validation file/],
	[{ validationFile: 'data/eval/v.jsonl' }, /cannot read an uploaded validation file/],
	[{ integrations: [{ project: 'p', tags: [] }] }, /Weights & Biases/],
	[{ suffix: 'x'.repeat(65) }, /'Model Name Suffix' is 65 characters/],
	[{ extraBody: { extra_options: [] } }, /'extra_options' in Extra Body/],
	[{ hyperparameters: { nEpochs: 2_147_483_648 } }, /'Epochs' is 2147483648/],
	[{ hyperparameters: { nEpochs: 1.5 } }, /'Epochs' is 1.5/],
	[{ hyperparameters: { nEpochs: 'auto' } }, /'Epochs' is auto/],
	[{ hyperparameters: { learningRate: 'auto' } }, /'Learning Rate' is auto/],
	[{ method: 'dpo', hyperparameters: { beta: 'auto' } }, /'Beta' is auto/],
	[{ hyperparameters: { adapter: 'qlora' } }, /'Adapter' is qlora/],
	[{ hyperparameters: { packing: 'yes' } }, /'Packing' is yes/],
	[{ hyperparameters: { weightDecay: -1 } }, /'Weight Decay' is -1/],
	[{ hyperparameters: { weightDecay: false } }, /'Weight Decay' is false/],
	[{ hyperparameters: { warmupRatio: 0.1 } }, /'Warmup Ratio' is not known to LocalAI/],
])('%j is refused', (changes, problem) => {
	expect(sent(changes)).toMatch(problem);
});

test.each<[Partial<JobRequest>, string]>([
	[{ model: 'gpt-4.1-mini' }, "set Model to one's ID, such as Qwen/Qwen2.5-0.5B-Instruct"],
	[{ seed: 0 }, 'from 1 to 2147483647'],
	[{ validationFile: '/data/v.jsonl' }, 'Remove it. To measure on a share of the training file'],
	[{ integrations: [{ project: 'p', tags: [] }] }, 'Remove the integration'],
	[{ extraBody: { extra_options: [] } }, 'Enter pairs, such as {"extra_options": {'],
	[{ hyperparameters: { learningRateMultiplier: 2 } }, "add 'Learning Rate' with your own rate"],
	[{ hyperparameters: { warmupRatio: 0.1 } }, 'such as {"warmup_steps": 10}'],
])('for %j there is an advice', (changes, advice) => {
	expect(jobBody(aRequest(changes))).toMatchObject({
		ok: false,
		advice: expect.stringContaining(advice),
	});
});

test.each([
	'openai/gpt-oss-20b',
	'gpt2',
	'EleutherAI/gpt-neo-125m',
	'/models/mine',
	'gpt-oss',
	'someone/gpt-4-at-home',
])('%s may be an open model', (model) => {
	expect(sent({ model })).toMatchObject({ model });
});

test.each(['lora', 'full'])('the adapter %s is a type of training', (adapter) => {
	expect(sent({ hyperparameters: { adapter } })).toMatchObject({ training_type: adapter });
});

test('a data set of Hugging Face can measure the model', () => {
	expect(sent({ validationFile: 'me/eval.v2' })).toMatchObject({
		extra_options: { eval_dataset_source: 'me/eval.v2' },
	});
});

test.each<[unknown, unknown]>([
	[0, 1e-12],
	['0', 1e-12],
	[0.1, 0.1],
])('a weight decay of %p is sent as %p', (weightDecay, weight_decay) => {
	expect(sent({ hyperparameters: { weightDecay } })).toMatchObject({ weight_decay });
});

test('Extra Body goes over everything, its options as texts', () => {
	const extra_options = { eval_strategy: 'steps', load_in_4bit: true, eval_steps: 5, none: null };
	const extraBody = { warmup_steps: 10, training_method: 'orpo', extra_options };
	expect(sent({ extraBody, seed: 7 })).toEqual({
		...LEAST,
		training_method: 'orpo',
		seed: 7,
		warmup_steps: 10,
		extra_options: { eval_strategy: 'steps', load_in_4bit: 'true', eval_steps: '5' },
	});
});

test('an option that is no plain value is left for LocalAI to judge', () => {
	const lora = { target: ['q', 'v'] };
	expect(sent({ extraBody: { extra_options: { lora } } })).toMatchObject({
		extra_options: { lora },
	});
});

test('metadata and suffix are kept among the options; a key is this job’s alone', () => {
	const old = { 'metadata.n8n_create_key': 'old' };
	const request = aRequest({
		suffix: 'tickets',
		metadata: { team: 'x', n8n_create_key: 'older' },
		extraBody: { extra_options: old },
	});
	const kept = { eval_strategy: 'no', suffix: 'tickets', 'metadata.team': 'x' };
	expect(jobBody(request)).toMatchObject({ ok: true, value: { extra_options: kept } });
	expect(JSON.stringify(jobBody(request))).not.toMatch(/old/);
	const keyed = idempotency?.carry(request, 'k1');
	expect(keyed && jobBody(keyed)).toMatchObject({
		value: { extra_options: { ...kept, 'metadata.n8n_create_key': 'k1' } },
	});
	const searched = idempotency && 'carriedBy' in idempotency ? idempotency : undefined;
	// The key stands in the jobs of the list, which has no filter.
	expect(searched?.tokenOf('k1')).toBe('k1');
	expect(searched?.query('k1')).toEqual({});
	expect(searched?.carriedBy(aJob({ metadata: { n8n_create_key: 'k1' } }))).toBe('k1');
	for (const metadata of [null, {}, { team: 'x' }]) {
		expect(searched?.carriedBy(aJob({ metadata }))).toBeNull();
	}
	expect(idempotency?.sign('k1')).toBe(
		'It would carry the extra option metadata.n8n_create_key: k1.',
	);
});

describe('the answer to a create', () => {
	const call = create(
		aRequest({ suffix: 's', extraBody: { extra_options: { hf_token: 'hf_12345678' } } }),
	);
	const exchange = call.ok ? call.value : undefined;

	test('is that to a call for a new job in the list', () => {
		expect(exchange).toMatchObject({
			method: 'POST',
			version: 'api',
			path: ['fine-tuning', 'jobs'],
			body: { model: MODEL },
		});
	});

	test('is the job as it was asked for, by the time of the answer', () => {
		const answer = { id: 'a', status: 'queued', message: 'Fine-tuning job started' };
		expect(exchange?.read(answer, 1_770_000_000.7)).toMatchObject({
			id: 'a',
			status: 'queued',
			model: MODEL,
			method: 'supervised',
			trainingFile: '/data/x.jsonl',
			suffix: 's',
			createdAt: 1_770_000_000,
			failure: null,
			raw: answer,
		});
		expect(JSON.stringify(exchange?.read(answer, 0))).not.toContain('hf_');
	});

	test.each([null, [], {}, { id: 'a' }, { id: 7, status: 'queued' }, 'queued'])(
		'%j is none',
		(answer) => {
			expect(exchange?.read(answer, 0)).toBeNull();
		},
	);

	test.each<[number, unknown, number | null]>([
		// LocalAI's own: the job is recorded after the start only.
		[500, { error: 'failed to start fine-tuning: rpc error' }, 400],
		[500, { error: { code: 500, message: 'panic' } }, null],
		[500, undefined, null],
		[502, { error: 'bad gateway' }, null],
		[400, { error: 'model is required' }, null],
		[201, { id: 'a', status: 'queued' }, null],
	])('%d with %j counts as %p', (status, answer, expected) => {
		expect(exchange?.refusal?.(answer, status)).toBe(expected);
	});
});
