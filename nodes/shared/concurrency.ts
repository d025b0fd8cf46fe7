/**
 * Applies `work` to all items, at most `atOnce` at a time.
 * @param stopAfter a result after which nothing new is started; what runs is still awaited
 * @returns results in the items' order, undefined for those never started
 */
export async function mapConcurrently<T, R>(
	items: readonly T[],
	atOnce: number,
	work: (item: T, index: number) => Promise<R>,
	stopAfter: (result: R) => boolean,
): Promise<Array<R | undefined>> {
	const results = new Array<R | undefined>(items.length).fill(undefined);
	const queue = items.entries();
	let stopped = false;
	const worker = async () => {
		for (const [index, item] of queue) {
			if (stopped) return;
			const result = await work(item, index);
			results[index] = result;
			stopped ||= stopAfter(result);
		}
	};
	await Promise.all(Array.from({ length: Math.min(atOnce, items.length) }, worker));
	return results;
}
