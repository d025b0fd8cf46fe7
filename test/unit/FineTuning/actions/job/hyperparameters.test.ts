import fc from 'fast-check';

import {
	checkHyperparameters,
	hyperparameterFields,
} from '../../../../../nodes/FineTuning/actions/job/hyperparameters';
import { PROVIDERS } from '../../../../../nodes/shared/providers';
import type { TrainingMethod } from '../../../../../nodes/shared/types';

const { openAi, nebius, custom } = PROVIDERS;

test('what is not entered is not sent, so that the provider chooses', () => {
	const entered = { nEpochs: undefined, batchSize: null, beta: '', reasoningEffort: '' };
	expect(checkHyperparameters(entered, 'reinforcement', openAi)).toEqual({ ok: true, value: {} });
	expect(checkHyperparameters({}, 'supervised', openAi)).toEqual({ ok: true, value: {} });
});

test.each<[TrainingMethod, Record<string, unknown>, Record<string, unknown>]>([
	['supervised', { nEpochs: 3 }, { n_epochs: 3 }],
	['supervised', { batchSize: 8 }, { batch_size: 8 }],
	['supervised', { learningRateMultiplier: 0.3 }, { learning_rate_multiplier: 0.3 }],
	['supervised', { nEpochs: 'auto' }, { n_epochs: 'auto' }],
	['supervised', { nEpochs: '4' }, { n_epochs: 4 }],
	['supervised', { learningRateMultiplier: '1e-1' }, { learning_rate_multiplier: 0.1 }],
	['dpo', { beta: 0.1 }, { beta: 0.1 }],
	['dpo', { beta: 'auto', nEpochs: 1 }, { beta: 'auto', n_epochs: 1 }],
	['supervised', { beta: 0.1 }, {}],
	['dpo', { evalInterval: 5, computeMultiplier: 1, evalSamples: 2 }, {}],
	['supervised', { reasoningEffort: 'high' }, {}],
	['supervised', { beta: 'nonsense of another method' }, {}],
	[
		'reinforcement',
		{ computeMultiplier: 0.5, evalInterval: 5, evalSamples: 2, reasoningEffort: 'low' },
		{ compute_multiplier: 0.5, eval_interval: 5, eval_samples: 2, reasoning_effort: 'low' },
	],
])('a %s job with %p is sent %p', (method, entered, sent) => {
	expect(checkHyperparameters(entered, method, openAi)).toEqual({ ok: true, value: sent });
});

/** The API's documented ranges: the outermost values inside, and values outside. */
const RANGES: Array<
	[name: string, label: string, TrainingMethod, inside: unknown[], out: unknown[]]
> = [
	['nEpochs', 'Epochs', 'supervised', [1, 50, 'auto'], [0, 51, 1.5, -1, Number.NaN, 'many', true]],
	['batchSize', 'Batch Size', 'supervised', [1, 256, 'auto'], [0, 257, 8.5, {}, ' ']],
	[
		'learningRateMultiplier',
		'Learning Rate Multiplier',
		'supervised',
		[0.0001, 100, 'auto'],
		[0, -1, 'fast'],
	],
	['beta', 'Beta', 'dpo', [0.0001, 2, 'auto'], [0, 2.0001, -1]],
	[
		'computeMultiplier',
		'Compute Multiplier',
		'reinforcement',
		[0.00002, 10, 'auto'],
		[0.00001, 10.1, 0],
	],
	['evalInterval', 'Evaluation Interval', 'reinforcement', [1, 1000, 'auto'], [0, 0.5]],
	['evalSamples', 'Evaluation Samples', 'reinforcement', [1, 1000, 'auto'], [0, 2.5]],
];

test.each(
	RANGES.flatMap(([name, , method, inside]) =>
		inside.map((value) => [name, value, method] as const),
	),
)('%s may be %p', (name, value, method) => {
	expect(checkHyperparameters({ [name]: value }, method, openAi).ok).toBe(true);
});

test.each(
	RANGES.flatMap(([name, label, method, , outside]) =>
		outside.map((value) => [name, value, method, label] as const),
	),
)('%s may not be %p', (name, value, method, label) => {
	expect(checkHyperparameters({ [name]: value }, method, openAi)).toEqual({
		ok: false,
		problem: expect.stringMatching(new RegExp(`^'${label}' is `)),
		advice: expect.stringMatching(/^It must be .+\. Remove it to let the provider choose\.$/),
	});
});

test.each(['default', 'low', 'medium', 'high'])('the reasoning effort may be %s', (effort) => {
	expect(checkHyperparameters({ reasoningEffort: effort }, 'reinforcement', openAi)).toEqual({
		ok: true,
		value: { reasoning_effort: effort },
	});
});

test.each(['extreme', 1, 'High'])('the reasoning effort may not be %p', (effort) => {
	expect(checkHyperparameters({ reasoningEffort: effort }, 'reinforcement', openAi)).toEqual({
		ok: false,
		problem: `'Reasoning Effort' is ${effort}`,
		advice: 'It must be one of default, low, medium, high.',
	});
});

test('Nebius is never sent a learning rate multiplier, and the user is led to Extra Body', () => {
	expect(checkHyperparameters({ learningRateMultiplier: 2 }, 'supervised', nebius)).toEqual({
		ok: false,
		problem: "'Learning Rate Multiplier' is not known to Nebius Token Factory",
		advice: expect.stringMatching(/learning_rate.*Extra Body\.$/),
	});
});

test('other hyperparameters reach Nebius, and all of them a custom provider', () => {
	expect(checkHyperparameters({ nEpochs: 2 }, 'supervised', nebius).ok).toBe(true);
	expect(checkHyperparameters({ learningRateMultiplier: 2 }, 'supervised', custom).ok).toBe(true);
});

test('no number is sent that JSON cannot carry', () => {
	const names = hyperparameterFields.map(({ name }) => name);
	fc.assert(
		fc.property(
			fc.constantFrom(...names),
			fc.oneof(fc.double({ noDefaultInfinity: true }), fc.string(), fc.anything()),
			fc.constantFrom<TrainingMethod>('supervised', 'dpo', 'reinforcement'),
			(name, value, method) => {
				fc.pre(typeof value !== 'object' || value === null || 'toString' in value);
				const result = checkHyperparameters({ [name]: value }, method, openAi);
				if (result.ok) expect(JSON.parse(JSON.stringify(result.value))).toEqual(result.value);
			},
		),
	);
});

test.each([Number.POSITIVE_INFINITY, '1e999'])(
	'a learning rate multiplier of %p is refused',
	(value) => {
		expect(checkHyperparameters({ learningRateMultiplier: value }, 'supervised', openAi).ok).toBe(
			false,
		);
	},
);

test('a reasoning effort of null is left to the provider', () => {
	expect(checkHyperparameters({ reasoningEffort: null }, 'reinforcement', openAi).ok).toBe(true);
});
