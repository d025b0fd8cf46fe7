/* eslint-disable @n8n/community-nodes/no-restricted-imports -- runs in Node, not in n8n */
import { setTimeout as sleep } from 'node:timers/promises';

import { every } from '../../scripts/lib/examples';
import { waitFor } from '../../scripts/lib/wait';
import { startSandbox, type Sandbox } from '../../sandbox';
import { median, rounded, type Row } from './measure';
import {
	allJobs,
	chain,
	isMarked,
	newlyEnded,
	pollingTrigger,
	splitOut,
	httpRequest,
} from './real/flow';
import { bytesOf, meter, span, type MeteredCall } from './real/meter';
import type { BenchN8n } from './real/n8n';
import { NOW, seedHistory } from './seed';

/** Remove Duplicates takes a minute for 10,000 jobs, so there it is one round. */
const CELLS = [
	{ unfinished: 20, finished: 0, rounds: 5 },
	{ unfinished: 20, finished: 1_000, rounds: 5 },
	{ unfinished: 20, finished: 10_000, rounds: 1 },
];
const POLL_SECONDS = 4;

const ALL = 'Schedule, all pages';
const NEWEST = 'Schedule, newest 100';
const SIDES = [ALL, NEWEST] as const;

/**
 * A steady poll of the trigger beside what people build without it: a schedule, an HTTP Request that lists the
 * jobs, and a Remove Duplicates that lets through what no execution before has seen. All in one n8n, in turn.
 */
export async function benchPollBeside(n8n: BenchN8n): Promise<Row[]> {
	const rows: Row[] = [];
	for (const cell of CELLS) {
		const sandbox = await startSandbox({ startTime: NOW, seed: 1 });
		try {
			seedHistory(sandbox, cell);
			const { rounds, ...jobs } = cell;
			rows.push(...(await beside(n8n, sandbox, rounds)).map((row) => ({ ...jobs, ...row })));
		} finally {
			await sandbox.close();
		}
	}
	return rows;
}

async function beside(n8n: BenchN8n, sandbox: Sandbox, rounds: number): Promise<Row[]> {
	const credentials = await n8n.credentialFor(sandbox);
	const request = {
		[ALL]: allJobs(sandbox, ['Jobs', 'Each'], { credentials }),
		[NEWEST]: [
			httpRequest(
				'Jobs',
				{ url: `${sandbox.baseUrl}/fine_tuning/jobs?limit=100` },
				{ credentials },
			),
			splitOut('Each'),
		],
	};
	const workflows = {
		[ALL]: await n8n.store(ALL, [...request[ALL], ...newlyEnded('Ended', 'New')]),
		[NEWEST]: await n8n.store(NEWEST, [...request[NEWEST], ...newlyEnded('Ended', 'New')]),
	};
	const calls = meter(sandbox);
	const trigger = await n8n.api.createWorkflow(
		chain('Trigger', [pollingTrigger(every(POLL_SECONDS), { credentials })]),
	);
	try {
		await n8n.api.activate(trigger);
		calls.take();
		const costs = { trigger: [] as Cost[], [ALL]: [] as Cost[], [NEWEST]: [] as Cost[] };
		// The first execution of each has everything to learn, and does not count.
		for (const side of SIDES) await n8n.run(workflows[side]);
		const ofTrigger: MeteredCall[] = [];
		for (let round = 0; round < rounds; round += 1) {
			for (const side of SIDES) {
				ofTrigger.push(...calls.take().filter(isTriggers));
				const execution = await n8n.run(workflows[side]);
				const made = calls.take();
				ofTrigger.push(...made.filter(isTriggers));
				const ms = ['Jobs', 'Each', 'Ended', 'New'].reduce(
					(sum, node) => sum + (execution.timeOf(node).ms || 0),
					0,
				);
				costs[side].push({ ms, ...costOf(made.filter((call) => !isTriggers(call))) });
			}
			await sleep(POLL_SECONDS * 1000);
		}
		await waitFor(() => (ofTrigger.push(...calls.take()), ofTrigger.length > 0), {
			what: 'a poll of the trigger',
			seconds: 20,
		});
		for (const poll of pollsIn(ofTrigger)) {
			costs.trigger.push({ ms: span(poll), ...costOf(poll) });
		}
		return (['trigger', ...SIDES] as const).map((side) => ({
			by: side === 'trigger' ? 'Fine-Tuning Trigger' : side,
			polls: costs[side].length,
			'calls / poll': median(costs[side].map((cost) => cost.calls)),
			'ms / poll': median(costs[side].map((cost) => cost.ms)),
			'kB / poll': median(costs[side].map((cost) => cost.kilobytes)),
		}));
	} finally {
		await n8n.api.deactivate(trigger);
		calls.stop();
	}
}

interface Cost {
	ms: number;
	calls: number;
	kilobytes: number;
}

/** The trigger polls by its own clock, also while another side is at it. */
const isTriggers = (call: MeteredCall) => !isMarked(call);

const costOf = (calls: readonly MeteredCall[]) => ({
	calls: calls.length,
	kilobytes: rounded(bytesOf(calls) / 1024),
});

/** The trigger's calls poll by poll: each begins with the newest part of the list. */
function pollsIn(calls: readonly MeteredCall[]): MeteredCall[][] {
	const polls: MeteredCall[][] = [];
	for (const call of [...calls].sort((a, b) => a.startedAt - b.startedAt)) {
		if (/\/jobs\?(?!.*after=)/.test(call.path)) polls.push([]);
		polls.at(-1)?.push(call);
	}
	// The last one may not have ended yet.
	return polls.length > 1 ? polls.slice(0, -1) : polls;
}
