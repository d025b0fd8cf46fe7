import { startSandbox } from '../../sandbox';
import { growth, median, megabytes, ratio, type Row } from './measure';
import { allJobs, fineTuning } from './real/flow';
import { meter } from './real/meter';
import type { BenchN8n } from './real/n8n';
import { interleaved } from './real/rounds';

const SIZES = [100, 1_000, 10_000];
const LATENCY_MS = 20;
const ROUNDS = 5;

const OURS = 'Fine-Tuning';
const THEIRS = 'HTTP Request';
const SPLIT = 'Split Out';
const SIDES = [OURS, THEIRS] as const;

/** All jobs of a list, as items: Job → Get Many, beside an HTTP Request that turns the pages and a Split Out. */
export async function benchList(n8n: BenchN8n): Promise<Row[]> {
	const sandbox = await startSandbox({ seed: 1 });
	const calls = meter(sandbox);
	try {
		sandbox.faults.add({ delayMs: LATENCY_MS });
		const more = { credentials: await n8n.credentialFor(sandbox) };
		const all = { resource: 'job', operation: 'getAll', returnAll: true };
		const workflows = {
			[OURS]: await n8n.store('List by Fine-Tuning', [fineTuning(OURS, all, more)]),
			[THEIRS]: await n8n.store('List by HTTP Request', allJobs(sandbox, [THEIRS, SPLIT], more)),
		};
		const last = { [OURS]: OURS, [THEIRS]: SPLIT };
		const rows: Row[] = [];
		const points: Record<(typeof SIDES)[number], Array<[number, number]>> = {
			[OURS]: [],
			[THEIRS]: [],
		};
		for (let count = 0; rows.length < SIZES.length; ) {
			const size = SIZES[rows.length] ?? 0;
			for (; count < size; count += 1) sandbox.seedJob({ status: 'succeeded' });
			const costs = await interleaved(SIDES, ROUNDS, async (side) => {
				calls.take();
				const { result, took } = await n8n.watched(async () => await n8n.run(workflows[side]));
				const items = result.itemsOf(last[side]).length;
				if (items !== size) throw new Error(`${items} of ${size} jobs by ${side}`);
				const nodes = side === OURS ? [OURS] : [THEIRS, SPLIT];
				return {
					ms: nodes.reduce((sum, node) => sum + result.timeOf(node).ms, 0),
					calls: calls.take().length,
					heap: megabytes(took.peakHeap),
				};
			});
			const times = (side: keyof typeof costs) => costs[side].map(({ ms }) => ms);
			for (const side of SIDES) points[side].push([size, median(times(side))]);
			const both = (what: 'calls' | 'heap') =>
				SIDES.map((side) => median(costs[side].map((cost) => cost[what]))).join(' / ');
			rows.push({
				jobs: size,
				'Fine-Tuning ms': median(times(OURS)),
				'HTTP Request + Split Out ms': median(times(THEIRS)),
				ratio: ratio(times(OURS), times(THEIRS)),
				'calls, both': both('calls'),
				'peak heap of n8n MB, both': both('heap'),
			});
		}
		rows.push({
			jobs: 'growth',
			'Fine-Tuning ms': growth(points[OURS]),
			'HTTP Request + Split Out ms': growth(points[THEIRS]),
		});
		return rows;
	} finally {
		calls.stop();
		await sandbox.close();
	}
}
