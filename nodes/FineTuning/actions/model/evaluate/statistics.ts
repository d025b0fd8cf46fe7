/** The 97.5 % quantile of the normal distribution, for intervals of 95 %. */
const Z = 1.959963984540054;

/**
 * Where a share may truly lie, with 95 % certainty: Wilson's score interval, which is sound for few examples and
 * for shares of 0 and 1, too.
 * Source: https://en.wikipedia.org/wiki/Binomial_proportion_confidence_interval#Wilson_score_interval
 * @param total at least 1
 * @returns both from 0 to 1
 */
export function wilsonInterval(correct: number, total: number): [low: number, high: number] {
	const share = correct / total;
	const centre = share + Z ** 2 / (2 * total);
	const half = Z * Math.sqrt((share * (1 - share)) / total + Z ** 2 / (4 * total ** 2));
	const scale = 1 + Z ** 2 / total;
	// Rounding must not take the interval beyond what shares can be.
	return [Math.max(0, (centre - half) / scale), Math.min(1, (centre + half) / scale)];
}

/**
 * How likely two models that are equally good would differ so much by chance: McNemar's exact test, two-sided. It
 * looks only at examples that one of them got right and the other wrong.
 * Source: https://en.wikipedia.org/wiki/McNemar%27s_test#Variations
 * @returns the p-value, from 0 to 1; 1 where they do not differ at all
 */
export function mcNemarExact(onlyFirstRight: number, onlySecondRight: number): number {
	const trials = onlyFirstRight + onlySecondRight;
	const fewer = Math.min(onlyFirstRight, onlySecondRight);
	// In logarithms: halves to the power of thousands are no numbers any more.
	let term = trials * Math.log(0.5);
	let tail = Math.exp(term);
	for (let count = 1; count <= fewer; count += 1) {
		term += Math.log((trials - count + 1) / count);
		tail += Math.exp(term);
	}
	return Math.min(1, 2 * tail);
}
