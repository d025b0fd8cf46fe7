/** A figure at a training step. */
export interface Point {
	step: number;
	value: number;
}
