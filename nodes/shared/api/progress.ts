import { sleep } from 'n8n-workflow';

import { mapConcurrently } from '../concurrency';
import { isTerminal, type Job } from '../domain/job';
import type { Page } from '../domain/page';
import { header, type Exchange } from '../http';
import type { Progress, ProgressPart } from '../providers/protocol';
import type { ByteStream } from '../stream';
import { PROGRESS_MS, PROGRESS_QUIET_MS } from '../timing';
import { request } from '../transport/request';
import { send, type Caller } from './caller';

const STREAMS_AT_ONCE = 5;

/**
 * Ends that the server itself does not know, by server and job. Each reading of their progress may start a process
 * there, and one that fails would show the job as running again.
 */
const ends = new Map<string, Pick<Job, 'status' | 'failure'>>();
/** When a job's progress was last asked for, by a clock that nobody sets. */
const asked = new Map<string, number>();
const JOBS_KEPT = 1000;

function keep<T>(kept: Map<string, T>, key: string, value: T): void {
	kept.delete(key);
	kept.set(key, value);
	const [oldest] = kept.keys();
	if (kept.size > JOBS_KEPT && oldest !== undefined) kept.delete(oldest);
}

function keyOf({ connection }: Caller, { id, createdAt }: Job): string {
	return JSON.stringify([connection.server.baseUrl, id, createdAt]);
}

/**
 * A job as it stands now: some servers learn that only while somebody reads its progress. One of which that cannot be
 * learnt is as it was. Never throws.
 */
export async function settled(caller: Caller, job: Job): Promise<Job> {
	const { progress } = caller.provider.jobs;
	if (!progress || isTerminal(job.status)) return job;
	const key = keyOf(caller, job);
	const end = ends.get(key);
	if (end) return { ...job, ...end };
	// Once time is up nothing is asked any more.
	if (Date.now() < caller.connection.deadline) keep(asked, key, performance.now());
	return await readAnew(caller, progress, job, ({ status, failure }) => {
		keep(ends, key, { status, failure });
	});
}

/** @param onEnd told of an end that the job itself does not tell */
async function readAnew(
	caller: Caller,
	progress: ProgressPart,
	job: Job,
	onEnd: (job: Job) => void,
): Promise<Job> {
	const { get } = caller.provider.jobs;
	const subject = { kind: 'job' as const, id: job.id };
	const ask = async (exchange: Exchange<Job>) =>
		await send(caller, exchange, { action: 'get the job', subject, once: true });
	let now = job;
	try {
		const read = await progressOf(caller, progress, job.id);
		// Who closed the stream too early has moved the job all the same.
		now = await ask(get(job.id));
		if (!read) return unsettled(now);
		now = { ...now, steps: progress.steps(read) };
		const outcome = progress.outcome(now, read);
		if (!outcome) return now;
		const ended = await ask(outcome);
		onEnd(ended);
		return ended;
	} catch {
		return unsettled(now);
	}
}

function unsettled(job: Job): Job {
	return isTerminal(job.status) ? job : { ...job, isUnsettled: true };
}

/** What the server tells at once; null where it told nothing that could be read to its end. */
async function progressOf(
	caller: Caller,
	{ call }: ProgressPart,
	id: string,
): Promise<Progress | null> {
	try {
		return await request(caller.connection, {
			...call(id),
			action: "read the job's progress",
			subject: { kind: 'job', id },
			once: true,
			// Servers that have nothing to tell do not even answer.
			timeoutMs: PROGRESS_MS + PROGRESS_QUIET_MS,
			receive: async (body, headers) => (isEvents(headers) ? await readProgress(body) : null),
		});
	} catch {
		return null;
	}
}

/** Whether it is an answer of the server: one of a proxy, with nothing in it, would look like the end of a stream. */
function isEvents(headers: Readonly<Record<string, unknown>>): boolean {
	return header(headers, 'content-type')?.startsWith('text/event-stream') ?? false;
}

/** @param concerns which jobs are worth the reading; the others stay as they are */
export async function settledPage(
	caller: Caller,
	page: Page<Job>,
	concerns: (job: Job) => boolean,
): Promise<Page<Job>> {
	if (!caller.provider.jobs.progress) return page;
	// Those that waited longest first: time may not suffice for all, and some never answer.
	const since = (job: Job) => asked.get(keyOf(caller, job)) ?? 0;
	const waiting = page.items
		.filter((job) => !isTerminal(job.status) && concerns(job))
		.sort((a, b) => since(a) - since(b));
	const now = new Map<Job, Job>();
	await mapConcurrently(
		waiting,
		STREAMS_AT_ONCE,
		async (job) => now.set(job, await settled(caller, job)),
		() => false,
	);
	return { ...page, items: page.items.map((job) => now.get(job) ?? job) };
}

/** Reads server-sent events until the stream ends or is quiet, and for a few seconds at most. */
async function readProgress(body: ByteStream): Promise<Progress> {
	const end = performance.now() + PROGRESS_MS;
	const chunks: Buffer[] = [];
	const reader = body[Symbol.asyncIterator]();
	for (;;) {
		const left = Math.min(PROGRESS_QUIET_MS, end - performance.now());
		const next = reader.next();
		const first = left > 0 ? await Promise.race([next, sleep(left)]) : undefined;
		if (!first || first.done) {
			// What comes after it was closed is nobody's.
			next.catch(() => {});
			body.destroy();
			return {
				events: eventsIn(Buffer.concat(chunks).toString('utf8')),
				ended: first !== undefined,
			};
		}
		chunks.push(Buffer.from(first.value as Uint8Array));
	}
}

/** Source: https://html.spec.whatwg.org/multipage/server-sent-events.html, of which only data is used here. */
function eventsIn(text: string): unknown[] {
	return text.split(/\r?\n\r?\n/).flatMap((block) => {
		const data = block
			.split(/\r?\n/)
			.flatMap((line) => (line.startsWith('data:') ? [line.slice(5).trim()] : []))
			.join('\n');
		try {
			return [JSON.parse(data) as unknown];
		} catch {
			return [];
		}
	});
}
