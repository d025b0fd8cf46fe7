import { readPages } from '../shared/api/pages';
import type { Job } from '../shared/domain/job';
import type { Page } from '../shared/domain/page';
import type { Gap, TrackerState } from './state';
import type { Region, Snapshot } from './tracker';

/** Where jobs are fetched from. All of it may throw; then nothing of the poll counts. */
export interface Source {
	/** A page of the list, or its first; null when the server does not know the cursor any more. */
	list(cursor: string | undefined): Promise<Page<Job> | null>;
	/** One job; null when the server does not know it. */
	get(id: string): Promise<Job | null>;
	/** The server's time at the poll's first answer, in Unix seconds; null when it does not tell. */
	serverTime(): number | null;
	/** The share of the poll's time that is used up, 0 to 1 and beyond. */
	timeUsed(): number;
	/** Whether a job is one of those watched. */
	watches(job: Job): boolean;
	/** IDs when only certain jobs are watched: then there is no list to read. */
	only: readonly string[];
}

/** A stretch of the job list to read. */
export interface Walk {
	after?: string;
	/** Jobs created later than this are known; for a stretch that had to start over. */
	from: number;
	/** Where the stretch ends; -1: at the list's end. */
	to: number;
	region: 'new' | 'old';
	/** Earlier gaps, of which parts may lie inside the stretch: they are read by themselves. */
	gaps: readonly Gap[];
	/** The share of the poll's time after which it is broken off, once the list's order has shown. */
	until: number;
}

/** Where a walk ended. */
export interface WalkEnd {
	/** The last job read; absent when nothing was. */
	last?: Job;
	/** Where the list goes on after it; null at its end. */
	next: string | null;
	/** Whether time ran out before the stretch's end. */
	early: boolean;
	oldestFirst: boolean;
	/** How much time the last page covers. */
	secondsPerPage: number;
}

/**
 * Reads a stretch of the list, page by page, into the snapshot. A list from newest to oldest is left as
 * soon as it has passed `to`; any other is read to its end. A page with nothing new ends it too: some
 * servers say `has_more` for ever.
 */
export async function walk(
	stretch: Walk,
	state: TrackerState,
	source: Source,
	snapshot: Snapshot,
): Promise<WalkEnd> {
	const read: WalkEnd = { next: null, early: false, oldestFirst: false, secondsPerPage: 0 };
	let first: Job | undefined;
	let newestFirst = true;
	for await (const { items, next } of readPages(source.list, stretch.after)) {
		for (const job of items) {
			newestFirst &&= read.last === undefined || job.createdAt <= read.last.createdAt;
			first ??= job;
			read.last = job;
			note(job, regionOf(job, stretch), state, source, snapshot);
		}
		read.next = next;
		if (next === null || !first || !read.last) return read;
		const start = items[0] ?? first;
		read.secondsPerPage = Math.abs(start.createdAt - read.last.createdAt);
		read.oldestFirst = !newestFirst;
		// Equal times show no order: only a list seen to fall can be left early.
		const falls = newestFirst && first.createdAt > read.last.createdAt;
		if (falls && read.last.createdAt < stretch.to) return read;
		const ordered = first.createdAt !== read.last.createdAt;
		if (ordered && source.timeUsed() >= stretch.until) return { ...read, early: true };
	}
	return { ...read, next: null };
}

/** Puts a job into the snapshot, if it is one to follow. */
export function note(
	job: Job,
	region: Region,
	state: TrackerState,
	source: Source,
	snapshot: Snapshot,
): void {
	if (source.only.length === 0) snapshot.newest = Math.max(snapshot.newest, job.createdAt);
	if (state.jobs[job.id] || source.watches(job)) {
		const before = snapshot.found.get(job.id)?.region;
		snapshot.found.set(job.id, { job, region: before === 'new' ? before : region });
	}
}

/** What lies in a gap is left to its own reading, so that nothing is come upon as new twice. */
function regionOf({ createdAt: created }: Job, { from, to, region, gaps }: Walk): Region {
	if (created < to || created > from) return 'known';
	if (gaps.some((gap) => created >= gap.to && created < gap.from)) return 'known';
	// Of the same second as a gap's start: either side of it.
	return gaps.some((gap) => gap.old && created === gap.from) ? 'old' : region;
}
