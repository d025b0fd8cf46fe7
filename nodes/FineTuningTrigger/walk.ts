import type { Job } from '../shared/domain/job';
import type { Page } from '../shared/domain/page';
import { ListOrder } from '../shared/listOrder';
import type { Region } from './news';
import { trackedIn, type TrackerState } from './state';
import type { Snapshot } from './tracker';

/** What came of asking for one job. */
export type Answer =
	| { kind: 'job'; job: Job }
	/** The server does not know it. */
	| { kind: 'missing' }
	/** It cannot be read now; `busy` when the server takes no more requests for the time being. */
	| { kind: 'failed'; error: Error; busy: boolean };

/** Where jobs are fetched from. */
export interface Source {
	/**
	 * A page of the list, or its first; null when the job at the cursor is gone. May throw; then nothing of
	 * the poll counts.
	 */
	list(cursor: string | undefined): Promise<Page<Job> | null>;
	get(id: string): Promise<Answer>;
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
export interface Stretch {
	/** Where it begins; null: at the list's start. */
	cursor: string | null;
	/** Jobs created from here on are of this region; the others are known. */
	to: number;
	region: Exclude<Region, 'known'>;
	/** The share of the poll's time after which it is broken off; one page is always read. */
	until: number;
}

/** Where a walk ended. */
export interface WalkEnd {
	/** Where the list goes on; null at its end, or where it has to be read from its start again. */
	next: string | null;
	/** Whether time ran out before the stretch's end. */
	early: boolean;
	newestFirst: boolean;
	/** The time of creation of the last job read; absent when nothing was. */
	lastCreatedAt?: number;
	/** How much time the last page covers. */
	secondsPerPage: number;
}

/** A list that loses its cursors again and again is left to the next poll. */
const MAX_RESTARTS = 3;

/**
 * Reads a stretch of the list, page by page, into the snapshot. A list from newest to oldest is left as
 * soon as it has passed `to`; any other is read to its end. A page with nothing new ends it too: some
 * servers say `has_more` for ever. When a cursor is gone, all is read again from the list's start.
 */
export async function walk(
	stretch: Stretch,
	state: TrackerState,
	source: Source,
	snapshot: Snapshot,
): Promise<WalkEnd> {
	let end: WalkEnd = { next: null, early: false, newestFirst: false, secondsPerPage: 0 };
	let order = new ListOrder(stretch.to);
	let seen = new Set<string>();
	let cursor = stretch.cursor ?? undefined;
	for (let restarts = 0; ; ) {
		const page = await source.list(cursor);
		if (!page) {
			restarts += 1;
			if (restarts > MAX_RESTARTS) return { ...end, next: null, early: true };
			cursor = undefined;
			order = new ListOrder(stretch.to);
			seen = new Set();
			continue;
		}
		const items = page.items.filter(({ id }) => !seen.has(id));
		for (const job of items) {
			seen.add(job.id);
			order.push(job.createdAt);
			snapshot.listed.set(job.id, job.createdAt);
			note(job, job.createdAt < stretch.to ? 'known' : stretch.region, state, source, snapshot);
		}
		const [first, last] = [items[0], items.at(-1)];
		end = {
			...end,
			next: page.next,
			newestFirst: order.newestFirst,
			...(first &&
				last && {
					lastCreatedAt: last.createdAt,
					secondsPerPage: Math.abs(first.createdAt - last.createdAt),
				}),
		};
		if (page.next === null || (page.items.length > 0 && !first)) return { ...end, next: null };
		if (order.isPast) return end;
		if (source.timeUsed() >= stretch.until) return { ...end, early: true };
		cursor = page.next;
	}
}

const RANK: Record<Region, number> = { known: 0, old: 1, new: 2 };

/** Puts a job into the snapshot, if it is one to follow. */
export function note(
	job: Job,
	region: Region,
	state: TrackerState,
	source: Pick<Source, 'watches'>,
	snapshot: Snapshot,
): void {
	if (!trackedIn(state, job.id) && !source.watches(job)) return;
	const before = snapshot.found.get(job.id)?.region ?? region;
	snapshot.found.set(job.id, { job, region: RANK[before] > RANK[region] ? before : region });
}
