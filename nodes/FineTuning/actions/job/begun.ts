import type { FineTuningJob } from '../../../shared/types';

/** What is known of a create that was begun and not refused. */
export type Begun =
	| { state: 'created'; job: FineTuningJob }
	/** `mayStillRun`: the server was not waited for, and may act later than anybody looks. */
	| { state: 'inDoubt'; mayStillRun: boolean };

/** A run is forgotten when so many others have created jobs since it last did. */
const RUNS_KEPT = 500;

/** By run of a node, then by item. */
const runs = new Map<string, Map<number, Begun>>();

/**
 * The creates that a run of a node has begun in this process.
 *
 * n8n's Retry On Fail calls `execute` again in the same process, and is the only thing that runs a node
 * twice under the same execution, node and run: n8n 2 takes up neither crashed nor stalled executions.
 * So this memory is the signal that a create may be a repeat. A first create needs no look at the
 * provider's list, and a repeated one mostly needs none either. It also works where the key cannot
 * travel. Whole runs are forgotten, the least recent first: a run with many items keeps them all.
 */
export function begunIn(run: string): Map<number, Begun> {
	const items = runs.get(run) ?? new Map<number, Begun>();
	runs.delete(run);
	runs.set(run, items);
	for (const [oldest] of runs) {
		if (runs.size <= RUNS_KEPT) break;
		runs.delete(oldest);
	}
	return items;
}
