import { sleep } from 'n8n-workflow';

import type { Connection } from './request';
import { SLICE_MS } from './timing';

/** Fires when the user cancels the execution; only executions have one. */
export function cancelSignal({ context }: Pick<Connection, 'context'>): AbortSignal | undefined {
	return 'getExecutionCancelSignal' in context ? context.getExecutionCancelSignal() : undefined;
}

export function cancelled(connection: Pick<Connection, 'context'>): boolean {
	return cancelSignal(connection)?.aborted ?? false;
}

/**
 * Waits in short slices, so that a cancelled execution ends within a second.
 * @param moment epoch milliseconds; asked again after every slice, as it may move meanwhile
 */
export async function waitUntil(
	connection: Pick<Connection, 'context'>,
	moment: () => number,
): Promise<void> {
	for (;;) {
		const left = moment() - Date.now();
		if (left <= 0 || cancelled(connection)) return;
		await sleep(Math.min(left, SLICE_MS));
	}
}
