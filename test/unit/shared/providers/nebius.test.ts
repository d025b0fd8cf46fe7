import type { Job } from '../../../../nodes/shared/domain/job';
import type { DeployWish } from '../../../../nodes/shared/domain/deployment';
import { aJob, aJobRequest, aProvider, wireJob } from '../../builders';

const { jobs } = aProvider('nebius');

/** The hyperparameters that Nebius is sent, or what is wrong with them. */
function sent(hyperparameters: Record<string, unknown>): unknown {
	const call = jobs.create(aJobRequest({ hyperparameters }));
	if (!call.ok) return call;
	return call.value.body instanceof FormData ? undefined : call.value.body?.hyperparameters;
}

test('hyperparameters are sent at the top level, under the names of Nebius', () => {
	const entered = {
		nEpochs: 3,
		batchSize: 8,
		learningRate: 0.00001,
		adapter: 'lora',
		loraRank: 16,
		loraAlpha: 32,
		loraDropout: 0.05,
		warmupRatio: 0.1,
		weightDecay: 0,
		packing: true,
		maxSequenceLength: 8192,
	};
	expect(sent(entered)).toEqual({
		n_epochs: 3,
		batch_size: 8,
		learning_rate: 0.00001,
		lora: true,
		lora_r: 16,
		lora_alpha: 32,
		lora_dropout: 0.05,
		warmup_ratio: 0.1,
		weight_decay: 0,
		packing: true,
		context_length: 8192,
	});
	expect(sent({ adapter: 'full', packing: false })).toEqual({ lora: false, packing: false });
	expect([...jobs.hyperparameters].sort()).toEqual(Object.keys(entered).sort());
});

test('a learning rate multiplier is never sent, and the user is led to the absolute rate', () => {
	expect(sent({ learningRateMultiplier: 2 })).toEqual({
		ok: false,
		problem: "'Learning Rate Multiplier' is not known to Nebius Token Factory",
		advice: expect.stringMatching(/remove the multiplier, and add 'Learning Rate'/),
	});
});

test.each([
	[{ learningRate: 0 }],
	[{ loraRank: 0 }],
	[{ loraDropout: 1.1 }],
	[{ warmupRatio: -0.1 }],
	[{ packing: 'yes' }],
	[{ adapter: 'qlora' }],
	[{ maxSequenceLength: 0.5 }],
])('the hyperparameters %p are refused', (hyperparameters) => {
	expect(sent(hyperparameters)).toMatchObject({ ok: false });
});

test('metadata is neither relied on nor asked for', () => {
	expect(jobs.idempotency?.byDefault).toBe(false);
	expect(jobs.list({ limit: 1, metadata: { a: 'b' } }).query).toEqual({ limit: 1 });
});

test('a job tells how far it is', () => {
	const steps = (more: object) => jobs.get('x').read({ ...wireJob(), ...more }, 200)?.steps;
	expect(steps({ trained_steps: 3, total_steps: 9 })).toEqual({ current: 3, total: 9 });
	expect(steps({})).toEqual({ current: null, total: null });
	expect(jobs.get('x').read({}, 200)).toBeNull();
});

describe('the adapter of a checkpoint', () => {
	const { deploy } = aProvider('nebius');
	const begin = (changes: Partial<Job>, wish: DeployWish) => {
		const begun = deploy?.begin(aJob({ id: 'ftjob-1', model: 'base', ...changes }), wish);
		return begun?.ok && begun.value.state === 'next' ? begun.value : undefined;
	};
	const checkpoint = { id: 'ckpt-1' } as DeployWish['checkpoint'];

	test('is made a model by the older version of the API', () => {
		expect(deploy).toMatchObject({ checkpoints: 'needed', takes: ['name'] });
		expect(begin({ suffix: 'tickets' }, { checkpoint })).toMatchObject({
			creates: true,
			call: {
				method: 'POST',
				path: ['models'],
				version: 'v0',
				body: { name: 'tickets', base_model: 'base', source: 'ftjob-1:ckpt-1' },
			},
		});
		expect(begin({ suffix: null }, {})?.call.body).toEqual({
			name: 'fine-tuned',
			base_model: 'base',
			source: 'ftjob-1:',
		});
		expect(begin({ suffix: 'tickets' }, { name: 'mine' })?.call.body).toMatchObject({
			name: 'mine',
		});
	});

	test.each([
		[
			{ name: 'm', status: 'active' },
			{ state: 'ready', deployment: { model: 'm', id: null, note: null } },
		],
		[
			{ name: 'm', status: 'validating' },
			{
				state: 'pending',
				deployment: { model: 'm', id: null, note: null },
				call: { method: 'GET', path: ['models', 'm'], version: 'v0' },
			},
		],
		[
			{ name: 'm', status: 'error', status_reason: 'too large' },
			{
				state: 'failed',
				problem: 'Nebius could not deploy model m: too large',
				advice: expect.stringMatching(/^Not every base model can be served/),
			},
		],
		[
			{ name: 'm', status: 'error' },
			{ state: 'failed', problem: 'Nebius could not deploy model m: it gives no reason' },
		],
		[{ name: 'm' }, null],
		[{ status: 'active' }, null],
		['<html>', null],
	])('of the answer %j comes %j', (answer, step) => {
		const read = begin({}, { checkpoint })?.call.read(answer, 200);
		if (step === null) expect(read).toBeNull();
		else expect(read).toMatchObject(step);
	});
});
