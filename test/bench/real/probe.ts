/* eslint-disable @n8n/community-nodes/no-restricted-imports, @n8n/community-nodes/no-restricted-globals -- runs in Node, inside n8n's process */
/**
 * Loaded into n8n's own process before n8n: it tells, over HTTP on this machine, how much memory n8n took since
 * it was last asked to begin, and how long the longest stretch was in which n8n did nothing else.
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { monitorEventLoopDelay } from 'node:perf_hooks';
import { GCProfiler } from 'node:v8';
import { isMainThread } from 'node:worker_threads';

/** What n8n took, in bytes and milliseconds. */
export interface Took {
	/** The most live and dead objects in the heap, as seen before each collection and at the end. */
	peakHeap: number;
	heapBefore: number;
	/** Of n8n and the process in which it runs Code nodes together; 0 where the system does not tell. */
	peakMemory: number;
	memoryBefore: number;
	longestStall: number;
}

const port = Number(process.env.BENCH_PROBE_PORT);
const stalls = monitorEventLoopDelay({ resolution: 1 });
let collections = new GCProfiler();
let heapBefore = 0;
let memoryBefore = 0;

/** n8n's process and those that it has started. */
function processes(): string[] {
	try {
		return [
			'self',
			...readFileSync(`/proc/self/task/${process.pid}/children`, 'utf8').split(' '),
		].filter(Boolean);
	} catch {
		return [];
	}
}

/** Of all of n8n's processes together, by the names of Linux: `VmRSS` now, `VmHWM` at most. */
function memory(name: 'VmRSS' | 'VmHWM'): number {
	return processes().reduce((sum, id) => {
		try {
			const [, kilobytes] =
				new RegExp(`${name}:\\s+(\\d+)`).exec(readFileSync(`/proc/${id}/status`, 'utf8')) ?? [];
			return sum + Number(kilobytes ?? 0) * 1024;
		} catch {
			return sum;
		}
	}, 0);
}

function begin(): void {
	collections.stop();
	collections = new GCProfiler();
	collections.start();
	// Forgets the most memory that the process ever had.
	for (const id of processes()) {
		try {
			writeFileSync(`/proc/${id}/clear_refs`, '5');
		} catch {
			// It has ended.
		}
	}
	heapBefore = process.memoryUsage().heapUsed;
	memoryBefore = memory('VmRSS');
	stalls.reset();
	stalls.enable();
}

function end(): Took {
	stalls.disable();
	const { statistics } = collections.stop();
	collections.start();
	const heaps = statistics.map(({ beforeGC }) => beforeGC.heapStatistics.usedHeapSize);
	return {
		heapBefore,
		peakHeap: heaps.reduce((most, one) => Math.max(most, one), process.memoryUsage().heapUsed),
		memoryBefore,
		peakMemory: memory('VmHWM'),
		longestStall: stalls.max / 1e6,
	};
}

// n8n's threads load it, too.
if (Number.isInteger(port) && isMainThread) {
	collections.start();
	const server = createServer(({ url }, response) => {
		if (url === '/begin') begin();
		response.end(JSON.stringify(url === '/end' ? end() : {}));
	});
	server.listen(port, '127.0.0.1');
	server.unref();
}
