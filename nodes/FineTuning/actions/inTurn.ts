/** What creates something that may cost right now, by a name for what it is. */
const busy = new Map<string, Promise<unknown>>();

/** Does one thing after the other where they share a name: two executions that both find nothing must not both create. */
export async function inTurn<T>(name: string, work: () => Promise<T>): Promise<T> {
	const before = busy.get(name) ?? Promise.resolve();
	const own = before.then(work, work);
	busy.set(name, own);
	try {
		return await own;
	} finally {
		if (busy.get(name) === own) busy.delete(name);
	}
}
