import fc from 'fast-check';

import type { TrainingMethod } from '../../../../../nodes/shared/domain/job';
import { HYPERPARAMETER_LABELS } from '../../../../../nodes/shared/domain/jobRequest';
import {
	above,
	between,
	convertHyperparameters,
	flag,
	loraSwitch,
	oneOf,
	OPENAI_HYPERPARAMETERS,
	whole,
} from '../../../../../nodes/shared/providers/openAiProtocol/hyperparameters';

const OPENAI = { displayName: 'OpenAI', table: OPENAI_HYPERPARAMETERS };

const convert = (entered: Record<string, unknown>, method: TrainingMethod) =>
	convertHyperparameters(entered, method, OPENAI);

test('what is not entered is not sent, so that the provider chooses', () => {
	const entered = { nEpochs: undefined, batchSize: null, beta: '', reasoningEffort: null };
	expect(convert(entered, 'reinforcement')).toEqual({ ok: true, value: {} });
	expect(convert({}, 'supervised')).toEqual({ ok: true, value: {} });
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
	expect(convert(entered, method)).toEqual({ ok: true, value: sent });
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
		[0, -1, 'fast', Number.POSITIVE_INFINITY, '1e999'],
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
	[
		'reasoningEffort',
		'Reasoning Effort',
		'reinforcement',
		['default', 'low', 'medium', 'high'],
		['extreme', 1, 'High', 'auto', ['low']],
	],
];

test.each(
	RANGES.flatMap(([name, , method, inside]) =>
		inside.map((value) => [name, value, method] as const),
	),
)('%s may be %p', (name, value, method) => {
	const result = convert({ [name]: value }, method);
	expect(result.ok && Object.values(result.value)).toEqual([value]);
});

test.each(
	RANGES.flatMap(([name, label, method, , outside]) =>
		outside.map((value) => [name, value, method, label] as const),
	),
)('%s may not be %p', (name, value, method, label) => {
	expect(convert({ [name]: value }, method)).toEqual({
		ok: false,
		problem: expect.stringMatching(new RegExp(`^'${label}' is `)),
		advice: expect.stringMatching(/^It must be .+\. Remove it to let the provider choose\.$/),
	});
});

test('a name that a provider does not take is refused, with what to do instead where that is known', () => {
	const acme = { displayName: 'Acme', table: {}, instead: { nEpochs: 'Set steps instead.' } };
	expect(convertHyperparameters({ nEpochs: 2 }, 'supervised', acme)).toEqual({
		ok: false,
		problem: "'Epochs' is not known to Acme",
		advice: 'Set steps instead.',
	});
	expect(convertHyperparameters({ batchSize: 2 }, 'supervised', acme)).toMatchObject({
		problem: "'Batch Size' is not known to Acme",
		advice: 'Remove it under Hyperparameters.',
	});
});

test('the first wrong one is told, in the order of the editor', () => {
	expect(convert({ batchSize: 0, nEpochs: 0 }, 'supervised')).toMatchObject({
		problem: "'Epochs' is 0",
	});
});

test.each<
	[string, { convert(value: unknown): unknown; range: string }, unknown[], unknown[], string]
>([
	['whole(2)', whole(2), [2, 'auto', '3'], [1, 2.5], 'a whole number from 2'],
	['whole(2, 3)', whole(2, 3), [2, 3], [4], 'a whole number from 2 to 3'],
	['whole without auto', whole(1, 3, false), [1], ['auto'], 'a whole number from 1 to 3'],
	['above(0)', above(0), [0.1, 'auto'], [0, Number.POSITIVE_INFINITY], 'a number above 0'],
	['above(0, 2)', above(0, 2), [2], [2.1], 'a number above 0 and up to 2'],
	['between(0, 1)', between(0, 1), [0, 0.5, 1], [-0.1, 1.1, 'auto'], 'a number from 0 to 1'],
	['flag()', flag(), [true, false], ['true', 1], 'true or false'],
	['oneOf', oneOf(['a', 'b']), ['a', 'b'], ['c', true], 'one of a, b'],
])(
	'%s takes its values and says so',
	(_, { convert: converted, range }, inside, outside, words) => {
		expect(inside.map(converted)).toEqual(inside.map((value) => (value === '3' ? 3 : value)));
		expect(outside.map(converted)).toEqual(outside.map(() => undefined));
		expect(range).toBe(words);
	},
);

test.each([
	['lora', true],
	['full', false],
	['auto', undefined],
	[true, undefined],
])('the adapter %p is sent as the switch %p', (entered, sent) => {
	expect(loraSwitch().convert(entered)).toBe(sent);
});

test('no number is sent that JSON cannot carry', () => {
	const names = HYPERPARAMETER_LABELS.map(([name]) => name);
	fc.assert(
		fc.property(
			fc.constantFrom(...names),
			fc.oneof(fc.double(), fc.string(), fc.anything()),
			fc.constantFrom<TrainingMethod>('supervised', 'dpo', 'reinforcement'),
			(name, value, method) => {
				const result = convert({ [name]: value }, method);
				if (result.ok) expect(JSON.parse(JSON.stringify(result.value))).toEqual(result.value);
			},
		),
	);
});
