import type { INodeExecutionData } from 'n8n-workflow';
import { NodeApiError, NodeOperationError } from 'n8n-workflow';

import { jobOutput, type Job } from '../../../../shared/domain/job';
import { cancelled, waitUntil } from '../../../../shared/execution';
import { failedItem } from '../../failure';
import type { ItemRun } from '../../operation';
import { wantsSimplified } from '../../parameters';
import type { WaitOptions } from './options';
import { pollJobs, type Polled } from './pollJobs';
import { judge, pauseSeconds, standing } from './verdict';

/** One item that waits for one job. */
export interface Wait {
	run: ItemRun;
	id: string;
	options: WaitOptions;
	/** The job as it was last seen. */
	last?: Job;
	/** Polls in a row that failed for a reason that may pass. */
	troubles?: number;
}

/** So many polls in a row may fail once a job was seen: providers have bad minutes, jobs last hours. */
const TROUBLES_SAT_OUT = 5;

/**
 * Polls the jobs again and again, all items in the same rounds, until each has its output item.
 * @returns output items, in no order
 * @throws the first failed item's error when Continue On Fail is off
 */
export async function waitTogether(waits: Wait[]): Promise<INodeExecutionData[]> {
	const [first] = waits;
	if (!first) return [];
	const { api, context } = first.run;
	const started = Date.now();
	const deadlineOf = ({ options }: Wait) => started + options.maxMinutes * 60_000;
	const reported = new Map<string, string>();
	const output: INodeExecutionData[] = [];
	let open = waits;
	for (let round = 0; ; round += 1) {
		const polled = await pollJobs(api, [...new Set(open.map(({ id }) => id))]);
		if (cancelled(context)) return [...output, ...open.map(stopped)];
		for (const one of polled.values()) if ('job' in one) report(first.run, one.job, reported);
		const now = Date.now();
		open = open.filter((wait) => {
			const item = settle(wait, polled.get(wait.id), now >= deadlineOf(wait));
			if (item) output.push(item);
			return !item;
		});
		if (open.length === 0) return output;
		const pause = Math.min(...open.map(({ options }) => pauseSeconds(round, options.pollSeconds)));
		const next = Math.min(now + pause * 1000, ...open.map(deadlineOf));
		await waitUntil(context, () => next);
		if (cancelled(context)) return [...output, ...open.map(stopped)];
	}
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
	timeIsUp: boolean,
): INodeExecutionData | undefined {
	if (polled && 'job' in polled) {
		wait.last = polled.job;
		wait.troubles = 0;
	} else {
		wait.troubles = (wait.troubles ?? 0) + 1;
		const passing = wait.last && wait.troubles <= TROUBLES_SAT_OUT && mayPass(polled?.error);
		if (!passing) return failedItem(wait.run, polled?.error);
	}
	const { last, run, options } = wait;
	if (!last) return undefined;
	const verdict = judge(last, timeIsUp, options);
	if (verdict.kind === 'wait') return undefined;
	if (verdict.kind === 'done') {
		return { json: jobOutput(last, wantsSimplified(run)), pairedItem: { item: run.itemIndex } };
	}
	return failedItem(
		run,
		new NodeOperationError(run.context.getNode(), verdict.message, {
			description: verdict.advice,
		}),
	);
}

/** No answer, a server's own problem, or too many calls: all may be over at the next poll. */
function mayPass(error: unknown): boolean {
	if (!(error instanceof NodeApiError)) return false;
	const status = Number(error.httpCode ?? Number.NaN);
	return Number.isNaN(status) || status === 408 || status === 429 || status >= 500;
}

function stopped({ run, id }: Wait): INodeExecutionData {
	return failedItem(
		run,
		new NodeOperationError(run.context.getNode(), `Stopped waiting for job ${id}`, {
			description: 'The execution was cancelled. The job itself goes on at the provider.',
		}),
	);
}
