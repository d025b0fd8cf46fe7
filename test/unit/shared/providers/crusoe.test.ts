import { isTerminal } from '../../../../nodes/shared/domain/job';
import { aJob, aJobRequest, aProvider, wireJob } from '../../builders';

const { jobs, checkpoints, deploy, events, files, models, permissions } = aProvider('crusoe');

const END = 1_700_003_600;
const ended = { status: 'succeeded', finished_at: END };

test.each<[string, Record<string, unknown>, number, string]>([
	['has its name', { fine_tuned_model: 'm', finished_at: END }, 0, 'succeeded'],
	['has none at its end', {}, 0, 'registering_model'],
	['has none a while after', {}, 119, 'registering_model'],
	['has none two minutes after', {}, 120, 'succeeded'],
	['has none, and its end is not told', { finished_at: null }, 0, 'succeeded'],
	['has none because it failed', { status: 'failed' }, 0, 'failed'],
])('a job whose model %s', (_, changes, later, status) => {
	const wire = wireJob({ ...ended, ...changes });
	const job = jobs.get('x').read(wire, END + later);
	expect(job?.status).toBe(status);
	expect(job?.raw).toEqual(wire);
	const page = jobs.list({ limit: 1 }).read({ data: [wire] }, END + later);
	expect(page?.items[0]?.status).toBe(status);
});

test('a job that waits for its name has not ended', () => {
	const job = jobs.get('x').read(wireJob(ended), END);
	expect(isTerminal(job?.status ?? '')).toBe(false);
});

test.each([null, {}, [], { error: 'No' }])('%p is no job here either', (answer) => {
	expect(jobs.get('x').read(answer, END)).toBeNull();
});

/** The body that Crusoe is sent, or what is wrong with the request. */
function sent(hyperparameters: Record<string, unknown>): unknown {
	const call = jobs.create(aJobRequest({ hyperparameters }));
	return call.ok ? call.value.body : call;
}

test('hyperparameters go under the method, by the names of Crusoe', () => {
	const entered = {
		nEpochs: 3,
		batchSize: 16,
		learningRate: 0.00001,
		loraRank: 2,
		loraAlpha: 1,
		loraDropout: 0,
		warmupRatio: 0.1,
		weightDecay: 0.5,
	};
	expect(sent(entered)).toMatchObject({
		method: {
			type: 'supervised',
			supervised: {
				hyperparameters: {
					n_epochs: 3,
					batch_size: 16,
					learning_rate: 0.00001,
					lora_rank: 2,
					lora_alpha: 1,
					lora_dropout: 0,
					warmup_ratio: 0.1,
					weight_decay: 0.5,
				},
			},
		},
	});
});

test.each([
	[{ batchSize: 15 }, /from 16 to 1024/],
	[{ loraRank: 1 }, /from 2 to 256/],
	[{ loraAlpha: 513 }, /from 1 to 512/],
	[{ weightDecay: -1 }, /^It must be a number from 0\. Remove/],
	[{ beta: 1 }, /^Remove it/],
])('the hyperparameters %p are refused', (hyperparameters, advice) => {
	expect(sent(hyperparameters)).toMatchObject({
		ok: false,
		advice: expect.stringMatching(advice),
	});
});

test('only supervised training is there', () => {
	expect(jobs.create(aJobRequest({ method: 'dpo' }))).toMatchObject({
		ok: false,
		problem: "Crusoe has no training by the method 'dpo'",
	});
});

test('a checkpoint is used by the name it is registered under', () => {
	const read = checkpoints?.({ jobId: 'j', limit: 1 }).read;
	const data = [{ id: 'c1', fine_tuned_model_id: 'm' }, { id: 'c2' }, {}];
	expect(read?.({ data }, 0)).toMatchObject({
		items: [
			{ id: 'c1', model: 'm' },
			{ id: 'c2', model: null },
		],
		unsound: 1,
	});
});

test('what Crusoe does not have is absent', () => {
	expect([jobs.pause, jobs.resume, events, permissions, files?.content, models?.remove]).toEqual(
		Array.from({ length: 6 }, () => undefined),
	);
});

test.each([
	['my-model', /^Create a Self-Serve Deployment of my-model there, and ask it by the name/],
	[null, /Deployment of the model there/],
])('the model %p is deployed in the console, as an error says', (fineTunedModel, advice) => {
	expect(deploy?.begin(aJob({ fineTunedModel }), {})).toEqual({
		ok: false,
		problem: 'Crusoe deploys models in its console only',
		advice: expect.stringMatching(advice),
	});
});
