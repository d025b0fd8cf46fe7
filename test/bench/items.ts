/* eslint-disable @n8n/community-nodes/no-restricted-imports -- runs in Node, not in n8n */
import { setTimeout as sleep } from 'node:timers/promises';

import type { StoredWorkflow } from '../../scripts/lib/n8n-api';
import { startSandbox, type Sandbox } from '../../sandbox';
import { growth, median, ratio, rounded, type Row } from './measure';
import { fineTuning, httpRequest, idItems } from './real/flow';
import { meter, mostInFlight, refusedOf, type Meter } from './real/meter';
import type { BenchN8n } from './real/n8n';
import { interleaved } from './real/rounds';

const COUNTS = [1, 10, 100, 1000];
const LATENCIES = [50, 200];
const ROUNDS = 5;
/** Short runs are cheap, and noisier. */
const SHORT_ROUNDS = 9;
const PER_SECOND = 50;
const LIMITED = [
	{ count: 100, latency: 50 },
	{ count: 100, latency: 200 },
	{ count: 1000, latency: 50 },
];

const OURS = 'Fine-Tuning';
const THEIRS = 'HTTP Request';
/** As people slow it down who know the limit: the node's option Batching. */
const BATCHED = 'HTTP Request, 40 a second';
type Side = typeof OURS | typeof THEIRS | typeof BATCHED;

interface Cost {
	ms: number;
	calls: number;
	refused: number;
	failed: number;
	inFlight: number;
}

interface Place {
	n8n: BenchN8n;
	sandbox: Sandbox;
	calls: Meter;
	credentials: Awaited<ReturnType<BenchN8n['credentialFor']>>;
}

async function withPlace(n8n: BenchN8n, work: (place: Place) => Promise<Row[]>): Promise<Row[]> {
	const sandbox = await startSandbox({ seed: 1 });
	const calls = meter(sandbox);
	try {
		const credentials = await n8n.credentialFor(sandbox);
		return await work({ n8n, sandbox, calls, credentials });
	} finally {
		calls.stop();
		await sandbox.close();
	}
}

/** Job → Get of many items, beside an HTTP Request that gets the same. */
export async function benchItems(n8n: BenchN8n): Promise<Row[]> {
	return await withPlace(n8n, async (place) => {
		const rows: Row[] = [];
		for (const latency of LATENCIES) {
			place.sandbox.faults.clear();
			place.sandbox.faults.add({ delayMs: latency });
			const medians: Array<[number, number, number]> = [];
			for (const count of COUNTS) {
				const rounds = count < 100 ? SHORT_ROUNDS : ROUNDS;
				const costs = await compare(place, count, [OURS, THEIRS], rounds);
				const times = (side: keyof typeof costs) => costs[side].map(({ ms }) => ms);
				const [ours, theirs] = [median(times(OURS)), median(times(THEIRS))];
				medians.push([count, ours, theirs]);
				rows.push({
					'latency ms': latency,
					items: count,
					'Fine-Tuning ms': ours,
					'HTTP Request ms': theirs,
					ratio: ratio(times(OURS), times(THEIRS)),
					'calls, both': mostly(costs, 'calls'),
					'in flight': mostly(costs, 'inFlight'),
					'failed, both': mostly(costs, 'failed'),
				});
			}
			rows.push({
				'latency ms': latency,
				items: 'growth',
				'Fine-Tuning ms': growth(medians.map(([count, ours]) => [count, ours])),
				'HTTP Request ms': growth(medians.map(([count, , theirs]) => [count, theirs])),
			});
		}
		return rows;
	});
}

/** The same where the server takes so many requests a second only. */
export async function benchLimit(n8n: BenchN8n): Promise<Row[]> {
	const rows: Row[] = [];
	for (const { count, latency } of LIMITED) {
		// A new address each time: what the package has learned of one it keeps for a while.
		rows.push(
			...(await withPlace(n8n, async (place) => {
				place.sandbox.limits.requestsPerSecond = PER_SECOND;
				place.sandbox.faults.add({ delayMs: latency });
				const sides: readonly Side[] = count > 100 ? [OURS, THEIRS] : [OURS, THEIRS, BATCHED];
				const costs = await compare(place, count, sides, ROUNDS, { warmUp: false });
				return sides.map((side) => ({
					items: count,
					'latency ms': latency,
					by: side,
					ms: median(costs[side].map(({ ms }) => ms)),
					calls: median(costs[side].map(({ calls }) => calls)),
					'refused %': median(costs[side].map(refusedPercent)),
					'refused %, first': rounded(costs[side].slice(0, 1).map(refusedPercent)[0] ?? 0),
					'failed items, all rounds': costs[side].reduce((sum, { failed }) => sum + failed, 0),
				}));
			})),
		);
	}
	return rows;
}

const refusedPercent = ({ refused, calls }: Cost) => (100 * refused) / calls;

function mostly(costs: Partial<Record<Side, Cost[]>>, what: keyof Cost): string {
	const of = (side: Side) => median((costs[side] ?? []).map((cost) => cost[what]));
	return `${of(OURS)} / ${of(THEIRS)}`;
}

async function compare<S extends Side>(
	{ n8n, sandbox, calls, credentials }: Place,
	count: number,
	sides: readonly S[],
	rounds: number,
	{ warmUp = true } = {},
): Promise<Record<S, Cost[]>> {
	// Of a running job, Get asks how far it is, too, which the other side does not.
	const ids = Array.from({ length: count }, () => sandbox.seedJob({ status: 'succeeded' }).id);
	const more = { credentials, onError: 'continueRegularOutput' as const };
	const url = `=${sandbox.baseUrl}/fine_tuning/jobs/{{ $json.id }}`;
	const node = {
		[OURS]: fineTuning(OURS, { resource: 'job', operation: 'get', jobId: byId }, more),
		[THEIRS]: httpRequest(THEIRS, { url }, more),
		[BATCHED]: httpRequest(
			BATCHED,
			{ url, options: { batching: { batch: { batchSize: 40, batchInterval: 1000 } } } },
			more,
		),
	};
	const workflows = new Map<Side, StoredWorkflow>();
	for (const side of sides) {
		workflows.set(side, await n8n.store(`${count} by ${side}`, [...idItems(ids), node[side]]));
	}
	return await interleaved(
		sides,
		rounds,
		async (side) => {
			// What was sent before must not count against the limit.
			if (sandbox.limits.requestsPerSecond !== undefined) await sleep(1100);
			calls.take();
			const workflow = workflows.get(side);
			if (!workflow) throw new Error(`No workflow of ${side}`);
			const execution = await n8n.run(workflow);
			const items = execution.itemsOf(side);
			if (items.length !== count) throw new Error(`${items.length} of ${count} items by ${side}`);
			const made = calls.take();
			return {
				ms: execution.timeOf(side).ms,
				calls: made.length,
				refused: refusedOf(made),
				failed: items.filter(({ id }) => typeof id !== 'string').length,
				inFlight: mostInFlight(made),
			};
		},
		{ warmUp },
	);
}

const byId = { __rl: true, mode: 'id', value: '={{ $json.id }}' };
