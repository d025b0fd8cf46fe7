import {
	simplifyCheckpoint,
	simplifyEvent,
	type Checkpoint,
} from '../../../../nodes/shared/domain/jobLog';

test('an event keeps its message and metrics, gets a date, and tells first what is read first', () => {
	const simplified = simplifyEvent({
		id: 'ftevent-1',
		createdAt: 1_700_000_000,
		level: 'info',
		message: 'Step 1/10',
		type: 'metrics',
		data: { step: 1, train_loss: 0.5 },
		metrics: null,
		step: 1,
		totalSteps: null,
		raw: {},
	});
	expect(Object.entries(simplified)).toEqual([
		['createdAt', '2023-11-14T22:13:20.000Z'],
		['level', 'info'],
		['message', 'Step 1/10'],
		['type', 'metrics'],
		['data', { step: 1, trainLoss: 0.5 }],
		['id', 'ftevent-1'],
	]);
});

const checkpoint: Checkpoint = {
	id: 'ftckpt_1',
	model: 'ft:gpt-4o:acme::Abc:ckpt-step-80',
	step: 80,
	createdAt: 1_700_000_000,
	jobId: 'ftjob-1',
	metrics: {
		step: 79,
		train_loss: 0.2,
		full_valid_mean_token_accuracy: 0.9,
		top_5_accuracy: 1,
	},
	raw: {},
};

test('a checkpoint has its metrics beside it, in camel case, and its own step', () => {
	const simplified = simplifyCheckpoint(checkpoint);
	expect(simplified).toEqual({
		id: 'ftckpt_1',
		jobId: 'ftjob-1',
		model: 'ft:gpt-4o:acme::Abc:ckpt-step-80',
		step: 80,
		createdAt: '2023-11-14T22:13:20.000Z',
		trainLoss: 0.2,
		fullValidMeanTokenAccuracy: 0.9,
		top5Accuracy: 1,
	});
	expect(Object.keys(simplified).slice(0, 4)).toEqual(['id', 'model', 'step', 'createdAt']);
});

test('metrics of a strange server never take the place of what the checkpoint is', () => {
	const metrics = { id: 'x', model: 'y', created_at: 'z', job_id: 'other' };
	expect(simplifyCheckpoint({ ...checkpoint, metrics })).toEqual({
		id: 'ftckpt_1',
		jobId: 'ftjob-1',
		model: 'ft:gpt-4o:acme::Abc:ckpt-step-80',
		step: 80,
		createdAt: '2023-11-14T22:13:20.000Z',
	});
});

test('a checkpoint of which little is told is still one', () => {
	const bare = {
		...checkpoint,
		model: null,
		step: null,
		createdAt: null,
		jobId: null,
		metrics: {},
	};
	expect(simplifyCheckpoint(bare)).toEqual({
		id: 'ftckpt_1',
		jobId: null,
		model: null,
		step: null,
		createdAt: null,
	});
});
