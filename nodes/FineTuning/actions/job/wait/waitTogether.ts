import type { INodeExecutionData } from 'n8n-workflow';
import { NodeApiError, NodeOperationError } from 'n8n-workflow';

import { jobOutput, type Job } from '../../../../shared/domain/job';
import { cancelled, waitUntil } from '../../../../shared/execution';
import { shortened } from '../../../../shared/text';
import { humanDuration } from '../../../../shared/time';
import { TIMEOUT_MS } from '../../../../shared/timing';
import { failedItem } from '../../failure';
import type { ItemRun } from '../../operation';
import { wantsSimplified } from '../../parameters';
import type { WaitOptions } from './options';
import { kindOf, pollJobs, type Polled } from './pollJobs';
import { callsEndAt, lastPollAt, nextPollAt, type Timing } from './schedule';
import { addTrouble, isBorne, patienceSeconds, type Trouble } from './trouble';
import { judge, standing, type Verdict } from './verdict';

/** One item that waits for one job. */
export interface Wait {
	run: ItemRun;
	id: string;
	options: WaitOptions;
	/** The job as it was last seen. */
	last?: Job;
	/** Present while polls fail. */
	trouble?: Trouble;
}

/** One poll of all jobs. Seconds since the wait began. */
interface Round {
	begun: number;
	ended: number;
}

/**
 * Polls the jobs again and again, all items in the same rounds, until each has its output item. Time is measured
 * by a clock that nobody sets.
 * @returns output items, in no order
 * @throws the first failed item's error when Continue On Fail is off
 */
export async function waitTogether(waits: Wait[]): Promise<INodeExecutionData[]> {
	const [first] = waits;
	if (!first) return [];
	const { api, context } = first.run;
	const started = performance.now();
	const elapsed = () => (performance.now() - started) / 1000;
	const reported = new Map<string, string>();
	const output: INodeExecutionData[] = [];
	let open = waits;
	for (let round = 0; ; round += 1) {
		const begun = elapsed();
		const end = callsEndAt(open.map(timingOf));
		// No single call may hold up all others for long: the next poll asks again.
		const withinMs = () => Math.min(TIMEOUT_MS, (end - elapsed()) * 1000);
		const wanted = new Map(open.map(({ id, last }) => [id, last?.createdAt]));
		const polled = await pollJobs(api, wanted, withinMs);
		if (cancelled(context)) return [...output, ...open.map(stopped)];
		for (const one of polled.values()) if ('job' in one) report(first.run, one.job, reported);
		const ended = elapsed();
		open = open.filter((wait) => {
			const item = settle(wait, polled.get(wait.id), { begun, ended });
			if (item) output.push(item);
			return !item;
		});
		if (open.length === 0) return output;
		const pause = nextPollAt(round, ended, open.map(timingOf)) - ended;
		const moment = performance.now() + pause * 1000;
		await waitUntil(context, () => moment);
		if (cancelled(context)) return [...output, ...open.map(stopped)];
	}
}

function timingOf({ run, options, last, trouble }: Wait): Timing {
	const maxSeconds = options.maxMinutes * 60;
	return {
		pollSeconds: options.pollSeconds,
		maxSeconds,
		...(trouble && { patience: patienceSeconds(maxSeconds, last !== undefined) }),
		endsRun: options.onTimeout === 'error' && !run.context.continueOnFail(),
	};
}

/** In manual runs the editor's console hears of each change. */
function report({ context }: ItemRun, job: Job, reported: Map<string, string>): void {
	if (reported.get(job.id) === job.status) return;
	reported.set(job.id, job.status);
	context.sendMessageToUI(standing(job));
}

/** The item's output, or undefined while it has to wait on. */
function settle(
	wait: Wait,
	polled: Polled | undefined,
	{ begun, ended }: Round,
): INodeExecutionData | undefined {
	const timing = timingOf(wait);
	const hasLog = wait.run.api.provider.events !== undefined;
	// After the last poll nothing is waited for that nobody would look at.
	const timeIsUp = ended >= lastPollAt(timing);
	if (polled && 'job' in polled) {
		wait.last = polled.job;
		wait.trouble = undefined;
		return carriedOut(wait, polled.job, judge(polled.job, timeIsUp, wait.options, hasLog));
	}
	const { last, options, run } = wait;
	const trouble = addTrouble(wait.trouble, kindOf(polled?.error), begun);
	wait.trouble = trouble;
	// As it was last seen is better than nothing; a refusal has to be told.
	if (last && timeIsUp && trouble.kind !== 'refusal') {
		return carriedOut(wait, last, judge(last, true, options, hasLog));
	}
	const patience = patienceSeconds(timing.maxSeconds, last !== undefined);
	if (!timeIsUp && isBorne(trouble, ended, patience)) return undefined;
	return failedItem(run, withDuration(polled?.error, trouble, ended));
}

function carriedOut({ run }: Wait, job: Job, verdict: Verdict): INodeExecutionData | undefined {
	if (verdict.kind === 'wait') return undefined;
	if (verdict.kind === 'done') {
		const json = jobOutput(job, wantsSimplified(run), run.api.jobs.url(job));
		return { json, pairedItem: { item: run.itemIndex } };
	}
	return failedItem(
		run,
		new NodeOperationError(run.context.getNode(), verdict.message, {
			description: verdict.advice,
		}),
	);
}

/** The error of the last poll, with how long it has been so. */
function withDuration(error: unknown, { kind, since }: Trouble, now: number): unknown {
	if (error instanceof NodeApiError && kind === 'passing') {
		const told = `No poll has worked for ${humanDuration(now - since)}.`;
		error.description = [error.description, told].filter(Boolean).join(' ');
	}
	return error;
}

function stopped({ run, id }: Wait): INodeExecutionData {
	return failedItem(
		run,
		new NodeOperationError(run.context.getNode(), `Stopped waiting for job ${shortened(id)}`, {
			description: 'The execution was cancelled. The job itself goes on at the provider.',
		}),
	);
}
