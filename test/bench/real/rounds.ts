/**
 * Measures several sides in turn, round by round, so that what else the machine does meets them alike. The first
 * to be measured changes from round to round. Before them comes a round that does not count.
 * @returns each side's measurements, in the order of the rounds
 */
export async function interleaved<S extends string, M>(
	sides: readonly S[],
	rounds: number,
	measure: (side: S) => Promise<M>,
	{ warmUp = true } = {},
): Promise<Record<S, M[]>> {
	const none = sides.map((side): [S, M[]] => [side, []]);
	const measured = Object.fromEntries(none) as Record<S, M[]>;
	if (warmUp) for (const side of sides) await measure(side);
	for (let round = 0; round < rounds; round += 1) {
		const first = round % sides.length;
		for (const side of [...sides.slice(first), ...sides.slice(0, first)]) {
			measured[side].push(await measure(side));
		}
	}
	return measured;
}
