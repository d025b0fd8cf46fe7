import type { Job } from '../../../../shared/domain/job';

/** What is known of a create that was begun and not refused. */
export type Begun =
	| { state: 'created'; job: Job }
	/** `mayStillRun`: the server was not waited for, and may act later than anybody probes. */
	| { state: 'ambiguous'; mayStillRun: boolean; words: string };

/** What a run of a node has done so far in one execution, by idempotency key. */
interface RunMemory {
	creates: Map<string, Begun>;
	/** IDs of uploaded files, by idempotency key and what was uploaded. */
	uploads: Map<string, string>;
	/** When it was last asked for, by `performance.now()`. */
	usedAt: number;
}

/** Longer than n8n tries a node again and a provider takes for it. */
const KEPT_MS = 6 * 3_600_000;

/** By run, then by execution: two executions may begin in one millisecond, and then have their runs in common. */
const runs = new Map<string, Map<string, RunMemory>>();

/**
 * What a run of a node has begun in this process.
 *
 * n8n's Retry On Fail calls `execute` again in the same process and execution. So this memory is the signal
 * that a create may be a repeat: a first create needs no probe of the provider's list, and a repeated one mostly
 * needs none either. It also works where the key cannot travel. It is kept by time, never by number: a busy
 * process must not forget a run between two tries.
 */
export function memoryOf(runId: string, executionId: string, now = performance.now()): RunMemory {
	const executions = runs.get(runId) ?? new Map<string, RunMemory>();
	const memory = executions.get(executionId) ?? {
		creates: new Map(),
		uploads: new Map(),
		usedAt: now,
	};
	memory.usedAt = now;
	// Last in its map is what was used last, so that the first ones are the oldest.
	executions.delete(executionId);
	executions.set(executionId, memory);
	runs.delete(runId);
	runs.set(runId, executions);
	for (const [oldest, its] of runs) {
		forgetOld(its, now);
		if (its.size > 0) break;
		runs.delete(oldest);
	}
	forgetOld(executions, now);
	return memory;
}

function forgetOld(executions: Map<string, RunMemory>, now: number): void {
	for (const [oldest, { usedAt }] of executions) {
		if (now - usedAt <= KEPT_MS) return;
		executions.delete(oldest);
	}
}

/** What any execution has begun under this key: for one that repeats another. A created job comes first. */
export function begunAnywhere(runId: string, key: string): Begun | undefined {
	const begun = [...(runs.get(runId)?.values() ?? [])].flatMap(
		({ creates }) => creates.get(key) ?? [],
	);
	return begun.find(({ state }) => state === 'created') ?? begun[0];
}
