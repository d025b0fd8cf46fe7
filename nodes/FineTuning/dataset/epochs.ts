const TARGET = 3;
const MOST = 25;
const FEWEST_EXAMPLES_IN_ALL = 100;
const MOST_EXAMPLES_IN_ALL = 25_000;

/**
 * How often a provider goes through this many examples when it is left to choose: three times, but more
 * for few examples and fewer for very many.
 * Source: OpenAI's published preparation checks.
 */
export function defaultEpochs(examples: number): number {
	if (examples > 0 && examples * TARGET < FEWEST_EXAMPLES_IN_ALL) {
		return Math.min(MOST, Math.floor(FEWEST_EXAMPLES_IN_ALL / examples));
	}
	if (examples * TARGET > MOST_EXAMPLES_IN_ALL) {
		return Math.max(1, Math.floor(MOST_EXAMPLES_IN_ALL / examples));
	}
	return TARGET;
}

/**
 * What the training costs, in the currency of the price.
 * @param trainingTokens tokens of all epochs
 * @param pricePerMillion price of a million tokens
 */
export function trainingCost(trainingTokens: number, pricePerMillion: number): number {
	// To a millionth: more would be noise from the division.
	return Math.round(trainingTokens * pricePerMillion) / 1_000_000;
}
