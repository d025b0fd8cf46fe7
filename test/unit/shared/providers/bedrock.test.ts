import type { JobRequest } from '../../../../nodes/shared/domain/jobRequest';
import { aJobRequest, aProvider, BASE_MODEL } from '../../builders';

const { jobs, files, models, permissions } = aProvider('bedrock');
const grader = { type: 'lambda', lambda: { function: 'arn:aws:lambda:us-west-2:1:function:f' } };

function create(changes: Partial<JobRequest> = {}) {
	return jobs.create(aJobRequest({ method: 'reinforcement', grader, ...changes }));
}

test('the least job is a model, a file and a Lambda function: no validation file is wanted', () => {
	expect(create()).toMatchObject({
		ok: true,
		value: {
			body: {
				model: BASE_MODEL,
				training_file: 'file-1',
				method: { type: 'reinforcement', reinforcement: { grader } },
			},
		},
	});
});

test.each<[string, Partial<JobRequest>, RegExp]>([
	['supervised training', { method: 'supervised' }, /no training by the method 'supervised'/],
	[
		'a grader of another kind',
		{ grader: { type: 'string_check' } },
		/'Grader' is no Lambda grader/,
	],
	['a Lambda grader without function', { grader: { type: 'lambda' } }, /is no Lambda grader/],
	['no grader', { grader: undefined }, /'Grader' is empty/],
	['a suffix', { suffix: 's' }, /Amazon Bedrock takes no suffix/],
	['a hyperparameter of others', { hyperparameters: { evalSamples: 2 } }, /is not known to Amazon/],
])('%s is refused before anything is sent', (_, changes, problem) => {
	expect(create(changes)).toEqual({
		ok: false,
		problem: expect.stringMatching(problem),
		advice: expect.stringMatching(/^.+\.$/),
	});
});

test('its hyperparameters stand beside the grader', () => {
	const hyperparameters = { nEpochs: 2, batchSize: 4, learningRateMultiplier: 0.5 };
	expect(create({ hyperparameters })).toMatchObject({
		value: {
			body: {
				method: {
					reinforcement: {
						hyperparameters: { n_epochs: 2, batch_size: 4, learning_rate_multiplier: 0.5 },
					},
				},
			},
		},
	});
});

test('what Bedrock does not have is absent', () => {
	expect([jobs.pause, jobs.resume, permissions, files?.content, models?.remove]).toEqual(
		Array.from({ length: 5 }, () => undefined),
	);
});
