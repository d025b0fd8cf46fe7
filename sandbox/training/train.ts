import { isValidated, reportedSteps, roundFigure as round, type Training } from '../metrics';
import { fraction } from '../random';
import type { Metrics } from '../types';
import { emptyModel, inputOf, likeliest, probabilities, type Input, type TextModel } from './model';
import { Optimiser } from './optimiser';
import type { Pair } from './pairs';

/** How a model is trained. */
export interface Recipe extends Training {
	batchSize: number;
	/** The learning rate, as a multiple of what suits small files. */
	rate: number;
}

/** What a training has measured and made, up to the step where it stopped. */
export interface Trained {
	/** Figures of the steps that are told. */
	steps: Metrics[];
	/** How many different answers there are, how many examples, and from how many of those it learned. */
	answers: number;
	examples: number;
	taught: number;
	model: TextModel;
}

/** The learning rate at a multiplier of 1 and a batch of 1: 160 examples are learned in two epochs. */
const RATE = 0.05;
/** Beyond these, figures are no numbers any more, and steps too long to learn anything. */
const LARGEST_RATE = 1000;
const LARGEST_BATCH = 16;
/** More answers than these are not told apart: weights and time grow with them. */
export const MOST_ANSWERS = 100;
/** More examples than these are not learned from: they would not fit into memory. */
export const MOST_EXAMPLES = 20_000;
/** Examples of the validation file that are looked at between the ends of epochs. */
const GLANCE = 100;
/** The loss of what was held for impossible is no number; this is that of one in a thousand billion. */
const LEAST_PROBABLE = 1e-12;

interface Example {
	input: Input;
	target: number;
}

/**
 * Trains a classifier: softmax over n-grams, in batches, in an order that the seed decides anew for each
 * epoch. Training figures are those of a step's batch before it is learned. Same input, same figures.
 * It yields after each step, for others to have their turn.
 * @param training one for each example of the file; null for one that teaches nothing
 * @param validation the same, of the validation file; empty without one
 * @param last the step after which to stop
 */
export function* train(
	training: Array<Pair | null>,
	validation: Array<Pair | null>,
	recipe: Recipe,
	last: number,
): Generator<void, Trained> {
	const taught = training.filter((pair) => pair !== null);
	const held = validation.filter((pair) => pair !== null);
	const { answers, classOf, classes, different } = classesOf(taught, held);
	const model = emptyModel(
		taught.map(({ features }) => features),
		answers,
		classes,
	);
	yield;
	const prepared = (pair: Pair): Example => ({
		input: inputOf(model, pair.features),
		target: classOf(pair.answer),
	});
	const examples = training.map((pair) => pair && prepared(pair));
	const unseen = held.map(prepared);
	const optimiser = new Optimiser(model, rateOf(recipe));
	const told = new Set(reportedSteps(recipe));
	const steps: Metrics[] = [];
	let order: number[] = [];
	let measured = measure(model, []);
	for (let step = 1; step <= last; step += 1) {
		const [epoch, within] = [
			Math.floor((step - 1) / recipe.stepsPerEpoch),
			(step - 1) % recipe.stepsPerEpoch,
		];
		if (within === 0) order = shuffled(examples.length, `${recipe.seed}/${epoch}`);
		const batch = order
			.slice(within * recipe.batchSize, (within + 1) * recipe.batchSize)
			.flatMap((index) => examples[index] ?? []);
		if (batch.length > 0) measured = measure(model, batch);
		optimiser.step(
			batch.map(({ input, target }, index) => {
				const errors = Float64Array.from(measured.probable[index] ?? []);
				errors[target] = (errors[target] ?? 0) - 1;
				return { input, errors };
			}),
		);
		if (told.has(step)) {
			const { loss, accuracy } = measured;
			const metrics = { step, train_loss: loss, train_mean_token_accuracy: accuracy };
			steps.push({ ...metrics, ...validated(model, unseen, recipe, step) });
		}
		yield;
	}
	return { steps, answers: different, examples: training.length, taught: taught.length, model };
}

/** Larger batches take longer steps, by the fourth root: by the square root, small files are learned unsteadily. */
function rateOf({ rate, batchSize }: Recipe): number {
	return RATE * Math.min(rate, LARGEST_RATE) * Math.min(batchSize, LARGEST_BATCH) ** 0.25;
}

/** Which answers are classes: the commonest. All others are one class more, which is never said. */
function classesOf(taught: Pair[], held: Pair[]) {
	const counts = new Map<string, number>();
	for (const { answer } of taught) counts.set(answer, (counts.get(answer) ?? 0) + 1);
	// A stable sort: of equally common answers, the first to come stays the first.
	const common = [...counts].sort(([, a], [, b]) => b - a).slice(0, MOST_ANSWERS);
	const answers = common.map(([answer]) => answer);
	const numbers = new Map(answers.map((answer, at) => [answer, at]));
	const others = [...taught, ...held].some(({ answer }) => !numbers.has(answer));
	return {
		answers,
		classes: answers.length + (others ? 1 : 0),
		classOf: (answer: string) => numbers.get(answer) ?? answers.length,
		different: counts.size,
	};
}

function measure(model: TextModel, examples: Example[]) {
	const probable = examples.map(({ input }) => probabilities(model, input));
	let loss = 0;
	let right = 0;
	for (const [index, { target }] of examples.entries()) {
		const found = probable[index] ?? new Float64Array();
		loss -= Math.log(Math.max(found[target] ?? 0, LEAST_PROBABLE));
		if (likeliest(found) === target) right += 1;
	}
	const count = Math.max(1, examples.length);
	return { probable, loss: round(loss / count), accuracy: round(right / count) };
}

function validated(
	model: TextModel,
	unseen: Example[],
	recipe: Recipe,
	step: number,
): Partial<Metrics> {
	if (unseen.length === 0 || !isValidated(recipe, step)) return {};
	const start = unseen.length > GLANCE ? (step * GLANCE) % (unseen.length - GLANCE + 1) : 0;
	const glance = measure(model, unseen.slice(start, start + GLANCE));
	const figures = { valid_loss: glance.loss, valid_mean_token_accuracy: glance.accuracy };
	if (step % recipe.stepsPerEpoch !== 0) return figures;
	const full = measure(model, unseen);
	return {
		...figures,
		full_valid_loss: full.loss,
		full_valid_mean_token_accuracy: full.accuracy,
	};
}

/** The numbers from 0 in an order that the seed decides. */
function shuffled(count: number, seed: string): number[] {
	const order = Array.from({ length: count }, (_, index) => index);
	for (let left = count - 1; left > 0; left -= 1) {
		const other = Math.floor(fraction(`${seed}/${left}`) * (left + 1));
		const [a, b] = [order[left] ?? 0, order[other] ?? 0];
		[order[left], order[other]] = [b, a];
	}
	return order;
}
