/** Trigger nodes of this process that are polling right now. */
const polling = new Set<string>();

/**
 * Runs `poll` unless the same node is still at an earlier one: then gives null at once. Kept in the
 * process and not with the state, where a crash in mid-poll would lock the node out for good.
 * @param key the workflow's and the node's id: workflows from one template share node ids
 */
export async function unlessPolling<T>(key: string, poll: () => Promise<T>): Promise<T | null> {
	if (polling.has(key)) return null;
	polling.add(key);
	try {
		return await poll();
	} finally {
		polling.delete(key);
	}
}
