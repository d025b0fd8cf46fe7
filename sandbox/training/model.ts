import type { Features } from './features';

/** A model at one step of its training, whole: it can be sent to another thread. */
export interface TextModel {
	/** What it can say, by class. */
	answers: string[];
	/** The column of each hashed n-gram that it knows. */
	columns: Map<number, number>;
	/** How much each column counts: rare n-grams more (inverse document frequency). */
	scales: Float32Array;
	/** One for each column and class, those of a column together. */
	weights: Float32Array;
	/** Classes: one more than answers where others than those were to be learned. */
	classes: number;
}

/** A text in the columns of a model. */
export interface Input {
	columns: Int32Array;
	values: Float32Array;
}

/** A model that can say `answers`, and knows the n-grams of `examples`: untrained. */
export function emptyModel(examples: Features[], answers: string[], classes: number): TextModel {
	const seen = new Map<number, number>();
	for (const { hashes } of examples) {
		for (const hash of hashes) seen.set(hash, (seen.get(hash) ?? 0) + 1);
	}
	// What is in every text tells nothing: its scale would be 0.
	const telling = [...seen].filter(([, times]) => times < examples.length);
	const scale = (times: number) => Math.log((1 + examples.length) / (1 + times));
	return {
		answers,
		columns: new Map(telling.map(([hash], column) => [hash, column])),
		scales: Float32Array.from(telling, ([, times]) => scale(times)),
		weights: new Float32Array(telling.length * classes),
		classes,
	};
}

/** A text as a model sees it: what it knows of it, brought to length 1. */
export function inputOf({ columns, scales }: TextModel, { hashes, weights }: Features): Input {
	const known: number[] = [];
	const values: number[] = [];
	for (const [index, hash] of hashes.entries()) {
		const column = columns.get(hash);
		if (column === undefined) continue;
		known.push(column);
		values.push((weights[index] ?? 0) * (scales[column] ?? 0));
	}
	const norm = Math.sqrt(values.reduce((sum, value) => sum + value * value, 0)) || 1;
	return {
		columns: Int32Array.from(known),
		values: Float32Array.from(values, (value) => value / norm),
	};
}

/** How probable the model takes each class to be: softmax over its weights. */
export function probabilities({ weights, classes }: TextModel, input: Input): Float64Array {
	const scores = new Float64Array(classes);
	for (const [index, column] of input.columns.entries()) {
		const value = input.values[index] ?? 0;
		for (let at = 0; at < classes; at += 1) {
			scores[at] = (scores[at] ?? 0) + (weights[column * classes + at] ?? 0) * value;
		}
	}
	const highest = scores.reduce((most, score) => Math.max(most, score), -Infinity);
	const powers = scores.map((score) => Math.exp(score - highest));
	const sum = powers.reduce((total, power) => total + power, 0);
	return powers.map((power) => power / sum);
}

/** The class that is most probable; the first of equals. */
export function likeliest(probable: Float64Array): number {
	return probable.reduce((best, value, at) => (value > (probable[best] ?? 0) ? at : best), 0);
}

/** What the model answers: the likeliest of the answers that it can say. Undefined when it learned none. */
export function recall(model: TextModel, features: Features): string | undefined {
	const probable = probabilities(model, inputOf(model, features));
	return model.answers[likeliest(probable.subarray(0, model.answers.length))];
}
