import type { Input, TextModel } from './model';

const MOMENTUM = 0.9;
const VARIANCE = 0.999;
const EPSILON = 1e-8;

/** One example of a batch: its text, and by how much each class was wrong. */
export interface Slip {
	input: Input;
	errors: Float64Array;
}

/**
 * Changes a model's weights batch by batch. It is Adam, which language models are trained with, too; as in
 * its sparse form, a batch moves the weights of its own n-grams only: https://arxiv.org/abs/1412.6980
 */
export class Optimiser {
	private readonly momentum: Float32Array;
	private readonly variance: Float32Array;
	private readonly gradient: Float64Array;
	private readonly touched: Uint8Array;
	private steps = 0;

	constructor(
		private readonly model: TextModel,
		private readonly rate: number,
	) {
		const size = model.weights.length;
		this.momentum = new Float32Array(size);
		this.variance = new Float32Array(size);
		this.gradient = new Float64Array(size);
		this.touched = new Uint8Array(model.columns.size);
	}

	/** One step, down the mean gradient of the batch. */
	step(batch: Slip[]): void {
		this.steps += 1;
		const columns: number[] = [];
		for (const slip of batch) this.add(slip, 1 / batch.length, columns);
		for (const column of columns) this.move(column);
	}

	private add({ input, errors }: Slip, share: number, columns: number[]): void {
		const { classes } = this.model;
		for (const [index, column] of input.columns.entries()) {
			if (this.touched[column] === 0) {
				this.touched[column] = 1;
				columns.push(column);
			}
			const value = (input.values[index] ?? 0) * share;
			for (let at = 0; at < classes; at += 1) {
				const cell = column * classes + at;
				this.gradient[cell] = (this.gradient[cell] ?? 0) + (errors[at] ?? 0) * value;
			}
		}
	}

	private move(column: number): void {
		const { classes, weights } = this.model;
		const { gradient, momentum, variance } = this;
		const early = 1 - MOMENTUM ** this.steps;
		const earlyVariance = 1 - VARIANCE ** this.steps;
		this.touched[column] = 0;
		for (let cell = column * classes; cell < (column + 1) * classes; cell += 1) {
			const slope = gradient[cell] ?? 0;
			gradient[cell] = 0;
			const mean = MOMENTUM * (momentum[cell] ?? 0) + (1 - MOMENTUM) * slope;
			const square = VARIANCE * (variance[cell] ?? 0) + (1 - VARIANCE) * slope * slope;
			momentum[cell] = mean;
			variance[cell] = square;
			const pace = Math.sqrt(square / earlyVariance) + EPSILON;
			weights[cell] = (weights[cell] ?? 0) - (this.rate * (mean / early)) / pace;
		}
	}
}
