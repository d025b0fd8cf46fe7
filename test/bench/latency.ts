/* eslint-disable @n8n/community-nodes/no-restricted-imports -- runs in Node, not in n8n */
import { setTimeout as sleep } from 'node:timers/promises';

import { every } from '../../scripts/lib/examples';
import { waitFor } from '../../scripts/lib/wait';
import type { StoredWorkflow } from '../../scripts/lib/n8n-api';
import { startSandbox } from '../../sandbox';
import { percentile, type Row } from './measure';
import {
	allJobs,
	chain,
	isMarked,
	newlyEnded,
	nothing,
	pollingTrigger,
	scheduleOf,
} from './real/flow';
import { meter, type MeteredCall } from './real/meter';
import type { BenchN8n } from './real/n8n';

const JOBS = 40;
const POLL_SECONDS = 2;
/** No whole number of polls, so that jobs end at all moments between two. */
const END_EVERY_MS = 730;
const OURS = 'Fine-Tuning Trigger';
const THEIRS = 'Schedule, all pages';
const AFTER = 'First Node';

/**
 * How long it takes from a job's end at the server to the first node behind the trigger, and how much of that is
 * waiting for the next poll: what is left is the poll's own work and n8n's.
 */
export async function benchLatency(n8n: BenchN8n): Promise<Row[]> {
	const sandbox = await startSandbox({ seed: 1 });
	const calls = meter(sandbox);
	try {
		const credentials = await n8n.credentialFor(sandbox);
		const ids = Array.from({ length: JOBS }, () => sandbox.seedJob({ status: 'running' }).id);
		const workflows = {
			[OURS]: chain(OURS, [pollingTrigger(every(POLL_SECONDS), { credentials }), nothing(AFTER)]),
			[THEIRS]: chain(THEIRS, [
				scheduleOf(POLL_SECONDS),
				...allJobs(sandbox, ['Jobs', 'Each'], { credentials }),
				...newlyEnded('Ended', 'New'),
				nothing(AFTER),
			]),
		};
		const stored: Array<[string, StoredWorkflow]> = [];
		for (const [name, workflow] of Object.entries(workflows)) {
			stored.push([name, await n8n.api.createWorkflow(workflow)]);
		}
		for (const [, workflow] of stored) await n8n.api.activate(workflow);
		await sleep(3 * POLL_SECONDS * 1000);
		const ends = new Map<string, number>();
		for (const id of ids) {
			sandbox.setStatus(id, 'succeeded');
			ends.set(id, Date.now());
			await sleep(END_EVERY_MS);
		}
		const rows: Row[] = [];
		const made: MeteredCall[] = [];
		for (const [name, workflow] of stored) {
			const starts = await waitFor(
				async () => {
					const found = await firstNodes(n8n, workflow.id);
					return ids.every((id) => found.has(id)) ? found : undefined;
				},
				{ what: `all ends to be handled by "${name}"`, seconds: 60, intervalMs: 1000 },
			);
			await n8n.api.deactivate(workflow);
			made.push(...calls.take());
			const own = made.filter((call) => isMarked(call) === (name === THEIRS));
			rows.push(rowOf(name, ends, starts, own));
		}
		return rows;
	} finally {
		calls.stop();
		await sandbox.close();
	}
}

/** When the node behind the trigger began with each job, by the job's ID. */
async function firstNodes(n8n: BenchN8n, workflowId: string): Promise<Map<string, number>> {
	const starts = new Map<string, number>();
	for (const executionId of await n8n.api.executionIds(workflowId)) {
		const execution = await n8n.api.finishedExecution(executionId);
		for (const { id } of execution?.itemsOf(AFTER) ?? []) {
			starts.set(String(id), execution?.timeOf(AFTER).startedAt ?? Number.NaN);
		}
	}
	return starts;
}

function rowOf(
	by: string,
	ends: ReadonlyMap<string, number>,
	starts: ReadonlyMap<string, number>,
	calls: readonly MeteredCall[],
): Row {
	const askedAt = calls.map(({ startedAt }) => startedAt).sort((a, b) => a - b);
	const times = [...ends].map(([id, end]) => {
		const total = (starts.get(id) ?? Number.NaN) - end;
		const waited = (askedAt.find((at) => at >= end) ?? Number.NaN) - end;
		return { total, waited, rest: total - waited };
	});
	const of = (what: 'total' | 'waited' | 'rest', percent: number) =>
		percentile(
			times.map((time) => time[what]),
			percent,
		);
	return {
		by,
		jobs: times.length,
		'p50 ms': of('total', 50),
		'p95 ms': of('total', 95),
		'waiting for the poll, p50 ms': of('waited', 50),
		'waiting for the poll, p95 ms': of('waited', 95),
		'the rest, p50 ms': of('rest', 50),
		'the rest, p95 ms': of('rest', 95),
	};
}
