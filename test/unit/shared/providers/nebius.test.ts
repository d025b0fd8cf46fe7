import { aJobRequest, aProvider } from '../../builders';

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
