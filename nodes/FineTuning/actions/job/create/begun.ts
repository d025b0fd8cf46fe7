import type { Job } from '../../../../shared/domain/job';

/** What is known of a create that was begun and not refused. */
export type Begun =
	| { state: 'created'; job: Job }
	/** `mayStillRun`: the server was not waited for, and may act later than anybody probes. */
	| { state: 'ambiguous'; mayStillRun: boolean };

/** What a run of a node has done so far in one execution, by idempotency key. */
interface RunMemory {
	creates: Map<string, Begun>;
	/** IDs of uploaded files, by idempotency key and the field they came from. */
	uploads: Map<string, string>;
}

/** A run is forgotten when so many others have created jobs since it last did. */
const RUNS_KEPT = 500;
/** With a key of the user's own, any number of executions may share a run. */
const EXECUTIONS_KEPT = 20;

/** By run, then by execution: two executions may begin in one millisecond, and then have their runs in common. */
const runs = new Map<string, Map<string, RunMemory>>();

/**
 * What a run of a node has begun in this process.
 *
 * n8n's Retry On Fail calls `execute` again in the same process and execution. So this memory is the signal
 * that a create may be a repeat: a first create needs no probe of the provider's list, and a repeated one mostly
 * needs none either. It also works where the key cannot travel. Whole runs are forgotten, the least recent
 * first: a run with many items keeps them all.
 */
export function memoryOf(runId: string, executionId: string): RunMemory {
	const executions = runs.get(runId) ?? new Map<string, RunMemory>();
	const memory = executions.get(executionId) ?? { creates: new Map(), uploads: new Map() };
	putLast(executions, executionId, memory, EXECUTIONS_KEPT);
	putLast(runs, runId, executions, RUNS_KEPT);
	return memory;
}

/** Puts an entry last, and forgets the first ones beyond a number. */
function putLast<T>(map: Map<string, T>, key: string, value: T, kept: number): void {
	map.delete(key);
	map.set(key, value);
	for (const [oldest] of map) {
		if (map.size <= kept) return;
		map.delete(oldest);
	}
}

/** What any execution has begun under this key: for one that repeats another. A created job comes first. */
export function begunAnywhere(runId: string, key: string): Begun | undefined {
	const begun = [...(runs.get(runId)?.values() ?? [])].flatMap(
		({ creates }) => creates.get(key) ?? [],
	);
	return begun.find(({ state }) => state === 'created') ?? begun[0];
}
