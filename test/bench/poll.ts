import { startSandbox, type Sandbox } from '../../sandbox';
import { createEngine } from '../engine/harness';
import { growth, median, rounded, timed, type Row } from './measure';
import { bytesOf, meter } from './real/meter';
import { NOW, seedHistory } from './seed';

const UNFINISHED = [0, 1, 20, 200, 1_000];
const FINISHED = [0, 10_000, 100_000];
const POLLS = 5;

/**
 * What one steady poll costs, and how large the trigger's state is. The unfinished jobs are spread over the whole
 * history, which is the hardest case. In n8n's own poll context, in this process: n8n does not record what a poll
 * takes that finds nothing.
 */
export async function benchPoll(): Promise<Row[]> {
	const rows: Row[] = [];
	const costs = new Map<string, number>();
	for (const finished of FINISHED) {
		for (const unfinished of UNFINISHED) {
			const sandbox = await startSandbox({ startTime: NOW, seed: 1 });
			try {
				const row = await steadyPolls(sandbox, finished, unfinished);
				costs.set(`${finished} ${unfinished}`, Number(row['calls / poll']));
				rows.push(row);
			} finally {
				await sandbox.close();
			}
		}
	}
	const along = (sizes: readonly number[], cell: (size: number) => string) =>
		growth(sizes.map((size) => [size, costs.get(cell(size)) ?? 0]));
	for (const finished of FINISHED) {
		rows.push({
			finished,
			unfinished: 'growth',
			'calls / poll': along(UNFINISHED, (unfinished) => `${finished} ${unfinished}`),
		});
	}
	for (const unfinished of UNFINISHED) {
		rows.push({
			finished: 'growth',
			unfinished,
			'calls / poll': along(FINISHED, (finished) => `${finished} ${unfinished}`),
		});
	}
	return rows;
}

async function steadyPolls(sandbox: Sandbox, finished: number, unfinished: number): Promise<Row> {
	seedHistory(sandbox, { finished, unfinished });
	const calls = meter(sandbox);
	try {
		const trigger = createEngine(sandbox).trigger();
		const poll = async (work: () => Promise<unknown>) => {
			const ms = await timed(work);
			const made = calls.take();
			return { ms, calls: made.length, kilobytes: rounded(bytesOf(made) / 1024) };
		};
		const activation = await poll(trigger.activate);
		const polls = [];
		for (let index = 0; index < POLLS; index += 1) polls.push(await poll(trigger.poll));
		return {
			finished,
			unfinished,
			'calls to activate': activation.calls,
			'calls / poll': median(polls.map((one) => one.calls)),
			'ms / poll': median(polls.map((one) => one.ms)),
			'kB / poll': median(polls.map((one) => one.kilobytes)),
			'state bytes': JSON.stringify(trigger.staticData).length,
		};
	} finally {
		calls.stop();
	}
}
