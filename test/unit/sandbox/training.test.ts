import tickets from '../../../examples/data/tickets.json';
import { featuresOf } from '../../../sandbox/training/features';
import { recall } from '../../../sandbox/training/model';
import { pairOf, type Pair } from '../../../sandbox/training/pairs';
import { MOST_ANSWERS, train, type Recipe, type Trained } from '../../../sandbox/training/train';
import { askedOf, examplesOf, LEARNED, UNSEEN } from './tickets';

const EPOCHS = 10;

/** A recipe of whole epochs for so many examples. */
function recipe(examples: number, epochs: number, more: Partial<Recipe> = {}): Recipe {
	const batchSize = more.batchSize ?? 1;
	const stepsPerEpoch = Math.ceil(examples / batchSize);
	const totalSteps = epochs * stepsPerEpoch;
	return { seed: '7', totalSteps, stepsPerEpoch, hasValidation: true, batchSize, rate: 2, ...more };
}

function trained(
	training: Array<Pair | null>,
	validation: Array<Pair | null>,
	how: Recipe,
	last = how.totalSteps,
): Trained {
	const work = train(training, validation, how, last);
	for (;;) {
		const step = work.next();
		if (step.done) return step.value;
	}
}

function pair(question: string, answer: string): Pair {
	return { features: featuresOf([{ role: 'user', content: question }]), answer };
}

function answerOf({ model }: Trained, message: string): string | undefined {
	return recall(model, featuresOf(askedOf(message)));
}

function bytesOf({ model }: Trained): string {
	return Buffer.from(model.weights.buffer).toString('base64');
}

function rightOnUnseen(done: Trained): number {
	const right = UNSEEN.filter(({ message, category }) => answerOf(done, message) === category);
	return right.length / UNSEEN.length;
}

describe('the tickets of the examples', () => {
	const training = examplesOf(LEARNED).map(pairOf);
	const validation = examplesOf(UNSEEN).map(pairOf);
	const how = recipe(LEARNED.length, EPOCHS);
	const done = trained(training, validation, how);
	const epochs = done.steps.filter(({ full_valid_loss }) => full_valid_loss !== undefined);
	const validLoss = epochs.map(({ full_valid_loss = NaN }) => full_valid_loss);
	const validAccuracy = epochs.map((epoch) => epoch.full_valid_mean_token_accuracy);

	test('are 200 in six categories, no two alike', () => {
		expect(tickets).toHaveLength(200);
		expect(new Set(tickets.map(({ message }) => message.toLowerCase())).size).toBe(200);
		const names = tickets.map(({ category }) => category);
		const counts = [...new Set(names)].map((name) => names.filter((one) => one === name).length);
		expect(counts).toHaveLength(6);
		expect(Math.min(...counts)).toBeGreaterThan(30);
	});

	test('three epochs answer at least 80 percent of the unseen ones right; before, chance', () => {
		const epoch = LEARNED.length;
		const untrained = trained(training, validation, how, 0);
		expect(rightOnUnseen(untrained)).toBeLessThan(0.3);
		const three = trained(training, validation, how, 3 * epoch);
		expect(rightOnUnseen(three)).toBeGreaterThanOrEqual(0.8);
		expect(rightOnUnseen(three)).toBe(validAccuracy[2]);
		expect(done.steps[0]?.train_loss).toBeCloseTo(Math.log(6), 4);
	});

	test('more epochs over-fit: the validation loss rises after its best, the training loss does not', () => {
		expect(epochs.map(({ step }) => step / LEARNED.length)).toEqual([
			1, 2, 3, 4, 5, 6, 7, 8, 9, 10,
		]);
		const best = validLoss.indexOf(Math.min(...validLoss));
		expect(best).toBeLessThan(4);
		expect(validLoss.at(-1)).toBeGreaterThan(1.2 * (validLoss[best] ?? NaN));
		const rise = validLoss.slice(best);
		expect(rise).toEqual([...rise].sort((a, b) => a - b));
		const meanOf = (epoch: number) => {
			const steps = done.steps.slice(epoch * LEARNED.length, (epoch + 1) * LEARNED.length);
			return steps.reduce((sum, { train_loss }) => sum + train_loss, 0) / steps.length;
		};
		expect(meanOf(9)).toBeLessThan(meanOf(2));
		expect(meanOf(2)).toBeLessThan(meanOf(0));
	});

	test('same seed, same figures and weights; another seed, others', () => {
		const again = trained(training, validation, how);
		expect(again.steps).toEqual(done.steps);
		expect(bytesOf(again)).toBe(bytesOf(done));
		const other = trained(training, validation, { ...how, seed: '8' });
		expect(other.steps).not.toEqual(done.steps);
	});

	test('a checkpoint is the weights of its step, whatever the training went on to', () => {
		const checkpoint = trained(training, validation, how, 320);
		expect(checkpoint.steps).toEqual(done.steps.slice(0, 320));
		expect(bytesOf(checkpoint)).not.toBe(bytesOf(done));
	});

	test.each([
		[8, 1],
		[16, 2],
		[64, 2],
		[1, 0.5],
	])('a batch of %d at a multiplier of %d learns, too', (batchSize, rate) => {
		const steps = recipe(LEARNED.length, 5, { batchSize, rate });
		expect(rightOnUnseen(trained(training, validation, steps))).toBeGreaterThanOrEqual(0.75);
	});

	test.each([0, 1e300, Infinity])('a multiplier of %d still measures numbers', (rate) => {
		const { steps } = trained(training, validation, recipe(LEARNED.length, 1, { rate }));
		for (const metrics of steps) {
			expect(Object.values(metrics).every(Number.isFinite)).toBe(true);
		}
	});
});

describe('odd files', () => {
	const ten = (answerAt: (index: number) => string) =>
		Array.from({ length: 10 }, (_, index) => pair(`question number ${index}`, answerAt(index)));

	test('one answer to everything: there is nothing to learn, and no loss', () => {
		const done = trained(
			ten(() => 'yes'),
			[],
			recipe(10, 1),
		);
		expect(done.steps.every(({ train_loss }) => train_loss === 0)).toBe(true);
		expect(recall(done.model, featuresOf([{ role: 'user', content: 'anything' }]))).toBe('yes');
	});

	test('no example has an answer to learn: no figures of anything, and no answer', () => {
		const done = trained(Array<null>(10).fill(null), [], recipe(10, 2));
		expect(done).toMatchObject({ answers: 0, examples: 10, taught: 0 });
		expect(done.steps).toHaveLength(20);
		expect(recall(done.model, featuresOf([{ role: 'user', content: 'x' }]))).toBeUndefined();
	});

	test('some examples have none: they are left out of their batches', () => {
		const some = ten((index) => `${index % 2}`).map((one, index) => (index < 5 ? null : one));
		const done = trained(some, [], recipe(10, 3, { batchSize: 2 }));
		expect(done).toMatchObject({ answers: 2, examples: 10, taught: 5 });
		expect(done.steps).toHaveLength(15);
	});

	test('an answer that only the validation file has is never right, and its loss grows', () => {
		const strange = [pair('question number 3', 'never taught')];
		const { steps, model } = trained(
			ten((at) => `${at % 2}`),
			strange,
			recipe(10, 10),
		);
		const losses = steps.map(({ full_valid_loss }) => full_valid_loss ?? 0).filter(Boolean);
		expect(losses.at(-1)).toBeGreaterThan(losses[0] ?? NaN);
		expect(steps.at(-1)?.full_valid_mean_token_accuracy).toBe(0);
		expect(model.answers).toEqual(['0', '1']);
	});

	test('more answers than it can learn: it knows the commonest, and recalls the nearest', () => {
		const count = MOST_ANSWERS + 50;
		const many = Array.from({ length: count }, (_, at) => pair(`topic${at} word${at}`, `a${at}`));
		const often = Array.from({ length: 5 }, () => pair('the last one', `a${count - 1}`));
		const all = [...many, ...often];
		const done = trained(all, [], recipe(all.length, 5));
		expect(done.answers).toBe(count);
		expect(done.model.answers).toHaveLength(MOST_ANSWERS);
		expect(done.model.answers[0]).toBe(`a${count - 1}`);
		const nearest = recall(done.model, featuresOf([{ role: 'user', content: 'word7 topic7' }]));
		expect(nearest).toBe('a7');
	});
});

describe('what an example teaches', () => {
	const user = { role: 'user', content: 'q' };
	const says = (content: unknown, more: object = {}) => ({ role: 'assistant', content, ...more });
	const call = { id: 'c1', type: 'function', function: { name: 'f', arguments: '{"a":1}' } };
	test.each([
		['its answer', [user, says('a')], 'a'],
		['the last of several', [user, says('a'), user, says('b')], 'b'],
		['the last with a weight', [user, says('a'), user, says('b', { weight: 0 })], 'a'],
		['what does not come last', [user, says('a'), user], 'a'],
		[
			'its parts',
			[
				user,
				says([
					{ type: 'text', text: 'a' },
					{ type: 'text', text: 'b' },
				]),
			],
			'a\nb',
		],
		['its refusal', [user, says(null, { refusal: 'no' })], 'no'],
		['its calls', [user, says(null, { tool_calls: [call] })], JSON.stringify([call.function])],
		['an empty answer', [user, says('')], ''],
		['nothing without weight', [user, says('a', { weight: 0 })], undefined],
		['nothing without messages', 'none', undefined],
	])('%s', (_what, messages, answer) => {
		expect(pairOf({ messages })?.answer).toBe(answer);
	});

	test('the question matters most, and what stands before it, too', () => {
		const { hashes, weights } = featuresOf(askedOf('My invoice is wrong.'));
		const length = Math.hypot(...weights);
		expect(length).toBeCloseTo(Math.hypot(1, 0.3), 5);
		expect(hashes).toHaveLength(weights.length);
		expect(featuresOf([]).hashes).toHaveLength(0);
		expect(featuresOf([{ role: 'user', content: '?!' }]).hashes).toHaveLength(0);
	});
});
