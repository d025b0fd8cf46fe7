import type { IExecuteFunctions, ILoadOptionsFunctions, IPollFunctions } from 'n8n-workflow';
import { sleep } from 'n8n-workflow';

import { SLICE_MS } from './timing';

/** Where calls are made from: an execution, a poll, or a picker in the editor. */
export type ApiContext = IExecuteFunctions | IPollFunctions | ILoadOptionsFunctions;

/** Whether the user has cancelled the execution; only executions can be. */
export function cancelled(context: ApiContext): boolean {
	return (
		'getExecutionCancelSignal' in context && context.getExecutionCancelSignal()?.aborted === true
	);
}

/**
 * Waits in short slices, so that a cancelled execution ends within a second. Time is measured by a clock that
 * nobody sets.
 * @param moment by `performance.now()`; asked again after every slice, as it may move meanwhile
 */
export async function waitUntil(context: ApiContext, moment: () => number): Promise<void> {
	for (;;) {
		const left = moment() - performance.now();
		if (left <= 0 || cancelled(context)) return;
		await sleep(Math.min(left, SLICE_MS));
	}
}

/**
 * Tells above the output, whichever of its tabs is open, how a run has ended.
 * @param bad in red
 */
export function tellResult(context: IExecuteFunctions, message: string, bad = false): void {
	context.addExecutionHints({ message, type: bad ? 'danger' : 'info', location: 'outputPane' });
}

/** Tells the user of something that is no error: above the output, or in n8n's log for a trigger. */
export function warn(context: ApiContext, message: string): void {
	if ('addExecutionHints' in context) {
		context.addExecutionHints({ message, type: 'warning', location: 'outputPane' });
	} else {
		context.logger.warn(message);
	}
}
