/**
 * How many more pages of the list to read before the rest of the unfinished jobs is fetched one by one,
 * so that the calls are fewest. An estimate: jobs are taken to lie as densely as in the last page.
 * @param createdAt of the jobs not seen yet, in any order
 * @param lastCreatedAt of the last job read
 * @param secondsPerPage how much time the last page covers
 */
export function pagesWorthReading(
	createdAt: readonly number[],
	lastCreatedAt: number,
	secondsPerPage: number,
): number {
	const newestFirst = [...createdAt].sort((a, b) => b - a);
	let best = { pages: 0, calls: newestFirst.length };
	for (const [index, created] of newestFirst.entries()) {
		const distance = Math.max(0, lastCreatedAt - created);
		const pages = Math.floor(distance / Math.max(1, secondsPerPage)) + 1;
		const calls = pages + newestFirst.length - index - 1;
		if (calls < best.calls) best = { pages, calls };
	}
	return best.pages;
}
