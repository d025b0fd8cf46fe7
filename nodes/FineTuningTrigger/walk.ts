import type { FineTuningJob } from '../shared/types';
import type { Region, Snapshot, Source } from './snapshot';
import type { Gap, TrackerState } from './state';

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
	/** The share of the look's time after which it is broken off, once the list's order has shown. */
	until: number;
}

/** Where a walk ended. */
export interface WalkEnd {
	/** The last job read; absent when nothing was. */
	last?: FineTuningJob;
	/** Whether the list goes on after it. */
	more: boolean;
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
	const seen = new Set<string>();
	const read: WalkEnd = { more: false, early: false, oldestFirst: false, secondsPerPage: 0 };
	let first: FineTuningJob | undefined;
	let newestFirst = true;
	for (let after = stretch.after; ; ) {
		const page = await source.list(after);
		if (page === null) {
			// The job to read on after is gone: start over, past what is known.
			after = undefined;
			continue;
		}
		const fresh = page.jobs.filter(({ id }) => !seen.has(id));
		for (const job of fresh) {
			newestFirst &&= read.last === undefined || job.created_at <= read.last.created_at;
			first ??= job;
			read.last = job;
			seen.add(job.id);
			note(job, regionOf(job, stretch), state, source, snapshot);
		}
		read.more = page.hasMore && fresh.length > 0;
		if (!read.more || !first || !read.last) return read;
		const start = fresh[0] ?? first;
		read.secondsPerPage = Math.abs(start.created_at - read.last.created_at);
		read.oldestFirst = !newestFirst;
		// Equal times show no order: only a list seen to fall can be left early.
		const falls = newestFirst && first.created_at > read.last.created_at;
		if (falls && read.last.created_at < stretch.to) return read;
		const ordered = first.created_at !== read.last.created_at;
		if (ordered && source.timeUsed() >= stretch.until) return { ...read, early: true };
		after = read.last.id;
	}
}

/** Puts a job into the snapshot, if it is one to follow. */
export function note(
	job: FineTuningJob,
	region: Region,
	state: TrackerState,
	source: Source,
	snapshot: Snapshot,
): void {
	if (source.only.length === 0) snapshot.newest = Math.max(snapshot.newest, job.created_at);
	if (state.jobs[job.id] || source.watches(job)) {
		const before = snapshot.found.get(job.id)?.region;
		snapshot.found.set(job.id, { job, region: before === 'new' ? before : region });
	}
}

/** What lies in a gap is left to its own reading, so that nothing is come upon as new twice. */
function regionOf(
	{ created_at: created }: FineTuningJob,
	{ from, to, region, gaps }: Walk,
): Region {
	if (created < to || created > from) return 'known';
	if (gaps.some((gap) => created >= gap.to && created < gap.from)) return 'known';
	// Of the same second as a gap's start: either side of it.
	return gaps.some((gap) => gap.old && created === gap.from) ? 'old' : region;
}
