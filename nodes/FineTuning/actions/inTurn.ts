import { NodeOperationError, sleep } from 'n8n-workflow';

import { cancelled, type ApiContext } from '../../shared/execution';
import { SLICE_MS } from '../../shared/timing';

/** What creates something that may cost right now, by a name for what it is. */
const busy = new Map<string, Promise<unknown>>();

/**
 * Does one thing after the other where they share a name: two executions that both find nothing must not both create.
 * One that is cancelled leaves the queue within a second: those before it may take minutes.
 * @throws NodeOperationError when it is cancelled before its turn
 */
export async function inTurn<T>(
	context: ApiContext,
	name: string,
	work: () => Promise<T>,
): Promise<T> {
	const before = busy.get(name);
	let hasBegun = false;
	const begin = async () => {
		if (cancelled(context)) throw stopped(context);
		hasBegun = true;
		return await work();
	};
	const own = before ? before.then(begin, begin) : work();
	const leave = () => {
		if (busy.get(name) === own) busy.delete(name);
	};
	busy.set(name, own);
	own.then(leave, leave);
	const ended = before?.then(
		() => true,
		() => true,
	);
	while (ended && !(await Promise.race([ended, sleep(SLICE_MS).then(() => false)]))) {
		// Its turn may have come in the same moment: then what it does is waited for.
		if (!hasBegun && cancelled(context)) throw stopped(context);
	}
	return await own;
}

function stopped(context: ApiContext): NodeOperationError {
	return new NodeOperationError(context.getNode(), 'The execution was cancelled', {
		description: 'Nothing was created by it: another execution was still creating the same.',
	});
}
